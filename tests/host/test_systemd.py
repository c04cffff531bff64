"""What systemd hears of a program: that it serves, signs of life in time, and descriptors to keep; on a real socket."""

import itertools
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.host.systemd import FdStore, Heartbeat, interval, notify

WATCHED = {"WATCHDOG_USEC": "30000000"}


@contextmanager
def systemd(folder: Path, abstract: bool = False) -> Iterator[tuple[socket.socket, dict[str, str]]]:
    """systemd's end of the wire, and the environment that it gives."""
    name = f"@kiosk-{os.getpid()}" if abstract else str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0" + name[1:] if abstract else name)
        ear.setblocking(False)
        yield ear, {"NOTIFY_SOCKET": name}


def heard(ear: socket.socket) -> list[bytes]:
    """Every message so far."""
    messages = list[bytes]()
    while True:
        try:
            messages.append(ear.recv(200))
        except BlockingIOError:
            return messages


@pytest.mark.parametrize("abstract", [False, True], ids=["path", "abstract"])
def test_systemd_hears_what_it_is_told(tmp_path: Path, abstract: bool) -> None:
    """One datagram each, in order, under a path and under a name without a file."""
    with systemd(tmp_path, abstract) as (ear, environ):
        notify("READY=1", environ=environ)
        notify("STOPPING=1", environ=environ)
        assert heard(ear) == [b"READY=1", b"STOPPING=1"]


def test_without_systemd_nothing_is_said() -> None:
    """No address: no socket is touched, nothing is due; a named one that is not there is an error."""
    notify("READY=1", environ={})
    heart = Heartbeat({})
    heart.poll()
    assert heart.ms_until_due() is None and FdStore({}).take("screen") == -1
    with pytest.raises(FileNotFoundError):
        notify("READY=1", environ={"NOTIFY_SOCKET": "/nowhere/notify"})


@pytest.mark.parametrize(
    ("environ", "every"),
    [
        (WATCHED, 10.0),
        ({**WATCHED, "WATCHDOG_PID": "7"}, 10.0),
        ({**WATCHED, "WATCHDOG_PID": "8"}, 0.0),
        ({"WATCHDOG_USEC": ""}, 0.0),
        ({"WATCHDOG_USEC": "soon"}, 0.0),
        ({}, 0.0),
    ],
)
def test_a_sign_is_due_three_times_before_systemd_looks(environ: dict[str, str], every: float) -> None:
    """A third of what it allows; none for a process that it does not watch."""
    assert interval(environ, pid=7) == every


@given(st.lists(st.floats(0, 25), min_size=1, max_size=60))
def test_signs_come_in_time_and_no_oftener(sleeps: list[float]) -> None:
    """Whoever sleeps as long as it may, or shorter, gives one every ten seconds, to the millisecond."""
    now, given_at = [0.0], list[float]()
    heart = Heartbeat(WATCHED, lambda: now[0])
    for sleep in sleeps:
        before = heart.ms_until_due()
        heart.poll()
        if before == 0:
            given_at.append(now[0])
        left = heart.ms_until_due()
        assert left is not None and 0 < left <= 10_001  # rounded up, so that nobody wakes too early
        now[0] += min(sleep, left / 1000)
    gaps = [later - one for one, later in itertools.pairwise(given_at)]
    assert given_at[0] == 0.0 and all(9.999 < gap < 10.002 for gap in gaps)


def test_many_polls_are_one_sign(tmp_path: Path) -> None:
    """The next one only when it is due."""
    with systemd(tmp_path) as (ear, environ):
        now = [5.0]
        heart = Heartbeat({**environ, **WATCHED}, lambda: now[0])
        for _ in range(50):
            heart.poll()
        now[0] = 15.0
        heart.poll()
        assert heard(ear) == [b"WATCHDOG=1"] * 2


def test_a_systemd_that_does_not_read_stops_nobody(tmp_path: Path) -> None:
    """Its queue is full: the program goes on after a second, and gives its next sign when it is due."""
    with systemd(tmp_path) as (ear, environ), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as others:
        others.setblocking(False)
        others.connect(environ["NOTIFY_SOCKET"])
        with pytest.raises(BlockingIOError):
            while True:
                others.send(b"X=1")
        now = [5.0]
        heart = Heartbeat({**environ, **WATCHED}, lambda: now[0])
        heart.poll()
        assert heart.ms_until_due() == 10_000
        heard(ear)
        now[0] = 15.0
        heart.poll()
        assert heard(ear) == [b"WATCHDOG=1"]


def test_a_program_without_descriptors_gives_signs_all_the_same(tmp_path: Path) -> None:
    """All that it may open is open: the line to systemd was opened in time."""
    with systemd(tmp_path) as (ear, environ):
        heart = Heartbeat({**environ, **WATCHED})
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))  # standard input, output and error are open
        try:
            with pytest.raises(OSError, match="Too many open files"):
                socket.socket()
            heart.poll()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert heard(ear) == [b"WATCHDOG=1"]


def test_a_systemd_that_starts_anew_hears_the_next_sign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While it is away the program says so and goes on."""
    now = [5.0]
    with systemd(tmp_path) as (ear, environ):
        heart = Heartbeat({**environ, **WATCHED}, lambda: now[0])
        heart.poll()
        assert heard(ear) == [b"WATCHDOG=1"]
    now[0] = 15.0
    heart.poll()
    assert "no sign of life could be given" in capsys.readouterr().err
    (tmp_path / "notify").unlink()
    now[0] = 25.0
    with systemd(tmp_path) as (ear, _):
        heart.poll()
        assert heard(ear) == [b"WATCHDOG=1"]


def test_a_descriptor_is_kept_beyond_the_program(tmp_path: Path) -> None:
    """systemd gets the very file; under its name, until it is dropped."""
    (tmp_path / "picture").write_text("the last picture")
    with systemd(tmp_path) as (ear, environ), (tmp_path / "picture").open() as file:
        store = FdStore(environ)
        store.keep("screen", file.fileno())
        message, (fd, *others), _, _ = socket.recv_fds(ear, 200, 4)
        store.drop("screen")
        assert message == b"FDSTORE=1\nFDNAME=screen\nFDPOLL=0" and others == []
        assert os.read(fd, 100) == b"the last picture" and heard(ear) == [b"FDSTOREREMOVE=1\nFDNAME=screen"]
        os.close(fd)


def test_the_next_start_is_handed_what_was_kept(tmp_path: Path) -> None:
    """By its name and once; what is meant for another process is nobody's."""
    program = """
import os, sys
os.environ["LISTEN_PID"] = sys.argv[1] or str(os.getpid())
os.environ["LISTEN_FDNAMES"] = "other:screen"
from kiosk.host.systemd import FdStore
store = FdStore()
print(store.take("screen"), store.take("screen"), store.take("nothing"))
"""
    for pid, said in (("", "4 -1 -1"), ("1", "-1 -1 -1")):
        done = subprocess.run([sys.executable, "-c", program, pid], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == said
