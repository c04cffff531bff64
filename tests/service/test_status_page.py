"""The page that names the dead part: a real program behind a real port, as systemd starts it; systemd's words are the
only thing played (a stand-in `systemctl` on the PATH)."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.host.troubles import tell, tell_faults
from kiosk.service.status_page import Part, answer, lasted, part_of, with_troubles
from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.folder import choose_port
from tests.simulation.hand import until

ROOT = Path(__file__).resolve().parents[2]
WATCH = str(ROOT / "kiosk/service/status_page.py")
DEBIAN = Path("/usr/bin/python3")
SHOW = """Id=kiosk-app.service
ActiveState=activating
SubState=auto-restart
Result=exit-code
NRestarts=17
StateChangeTimestamp=@1795480270

Id=kiosk-console.service
ActiveState=active
SubState=running
Result=success
NRestarts=0
StateChangeTimestamp=@1795470000
"""


@contextmanager
def served(*words: str, path: str = "") -> Iterator[str]:
    """Behind a port that systemd's own tool holds, one program a question; the address."""
    port = choose_port(0)
    held = ["systemd-socket-activate", "--accept", "--inetd", f"--listen=127.0.0.1:{port}", f"--setenv=PATH={path}"]
    argv = [*held, sys.executable, "-I", "-S", WATCH, *words]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL, env={**os.environ, "PATH": path}) as holder:
        try:
            until(lambda: _opens(port), "the port")
            yield f"http://127.0.0.1:{port}/"
        finally:
            holder.terminate()


def _opens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def ask(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=60) as said:
            return said.status, said.read().decode()
    except HTTPError as said:
        return said.code, said.read().decode()


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-socket-activate") is None, reason="needs systemd-socket-activate (package systemd)"
)


@pytest.mark.slow
@needs_systemd
def test_it_answers_when_app_and_console_are_dead_and_names_them(tmp_path: Path) -> None:
    """All live: 200. The app is stopped: it alone is named. The console too: the page still answers and names both."""
    with DevStack(tmp_path, without=("city",)) as stack:
        bells, logs = str(runtime_of(load(stack.config))), str(tmp_path / "log")
        with served(bells, logs, path=os.environ["PATH"]) as url:
            until(lambda: ask(url)[0] == 200, "three living programs")
            (tmp_path / "log/app.log").write_text("the printer's <cable>\nthe last line of the app\n")
            stack.hold("app")
            status, said = ask(url)
            assert status == 503 and "Màn hình lấy số, in phiếu, đánh giá: KHÔNG CHẠY" in said
            assert "the last line of the app" in said and "&lt;cable&gt;" in said
            assert "Trang của cán bộ, bảng gọi số: Đang chạy" in said
            stack.hold("console")
            assert ask(url)[1].count('class="dead"') == 2


@needs_systemd
def test_systemds_word_and_log_stand_on_the_page(tmp_path: Path) -> None:
    """A unit that is started again and again is dead, since when systemd says, with the end of its log."""
    _stand_in(tmp_path / "systemctl", f"cat <<'E'\n{SHOW}E")
    _stand_in(tmp_path / "journalctl", 'echo "$1 $2: cannot open /dev/dri/card0"')
    with served(path=f"{tmp_path}:{os.environ['PATH']}") as url:
        status, said = ask(url)
    assert status == 503 and "1 of 2 parts are dead" in said
    assert "KHÔNG CHẠY từ 07:31:10 ngày 24/11/2026" in said and "restarts: 17" in said
    assert "--unit=kiosk-app: cannot open /dev/dri/card0" in said


def test_a_part_that_lives_and_cannot_write_is_named(tmp_path: Path) -> None:
    """What it says itself stands on the page, which is no 200; gone when the trouble is."""
    living = Part("kiosk-app", True, 0, "listens")
    tell(tmp_path, "app", "journal.db: <disk> I/O error")
    said = answer(b"GET / HTTP/1.1", with_troubles([living], str(tmp_path)), "kiosk", 0).decode()
    assert said.startswith("HTTP/1.1 503 ") and "1 of 1 parts cannot do their work" in said
    assert "đánh giá: CHẠY, KHÔNG GHI ĐƯỢC" in said and "journal.db: &lt;disk&gt; I/O error" in said
    tell(tmp_path, "app", "")
    assert answer(b"GET / HTTP/1.1", with_troubles([living], str(tmp_path)), "kiosk", 0).startswith(b"HTTP/1.1 200 ")


@pytest.mark.slow
@needs_systemd
def test_a_systemd_that_hangs_is_named_itself(tmp_path: Path) -> None:
    """No answer within seconds: that is what the page says."""
    _stand_in(tmp_path / "systemctl", "exec sleep 60")
    with served(path=f"{tmp_path}:{os.environ['PATH']}") as url:
        status, said = ask(url)
    assert status == 503 and "no answer within 3 s" in said


def _stand_in(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


@pytest.mark.skipif(not DEBIAN.exists(), reason="needs /usr/bin/python3, as the unit starts it")
def test_it_takes_less_than_ten_megabytes(tmp_path: Path) -> None:
    """PSS with the largest answer in hand, as the kernel counts it."""
    (tmp_path / "app.log").write_text("\n".join("&" * 4000 for _ in range(20)))
    argv = [str(DEBIAN), "-I", "-S", WATCH, str(tmp_path), str(tmp_path)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as page:
        assert page.stdin and page.stdout
        page.stdin.write(b"GET / HTTP/1.1\r\n\r\n")
        page.stdin.flush()
        first = page.stdout.read(1)  # the rest is more than a pipe holds: it stands there with all of it
        kept = dict(line.split()[:2] for line in Path(f"/proc/{page.pid}/smaps_rollup").read_text().splitlines()[1:])
        assert len(first + page.stdout.read()) > 200_000
    assert 1000 < int(kept["Pss:"]) < 10_000, kept["Pss:"]


@pytest.mark.parametrize(
    "question", [b"", b"GET", b"POST / HTTP/1.1\r\n\r\n", b"GET /etc/passwd HTTP/1.1\r\n\r\n", b"\xff"]
)
def test_any_other_question_gets_nothing(question: bytes) -> None:
    """There is one page, and it is only read."""
    assert answer(question, [], "kiosk", 0).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.50:8081", b"200"),
        ("[fe80::1]:8081", b"200"),
        ("[fe80::1]", b"200"),
        ("localhost:8081", b"200"),
        ("Kiosk.local:8081", b"200"),
        ("", b"200"),
        ("evil.example:8081", b"421"),
        ("192.168.1.50.evil.example", b"421"),
        ("kiosk.evil.example:8081", b"421"),
        ("1.2.3.x", b"421"),
    ],
)
def test_a_page_that_was_led_here_reads_no_log(host: str, status: bytes) -> None:
    """Another site's name that leads to this address: for the browser its page would be ours."""
    question = f"GET / HTTP/1.1\r\nAccept: */*\r\nHOST: {host}\r\n\r\n".encode()
    living = Part("kiosk-app", True, 0, "listens")
    assert answer(question, [living], "kiosk", 0).split(b" ")[1] == status


@pytest.mark.slow
def test_whoever_says_nothing_is_left(tmp_path: Path) -> None:
    """A connection without a question ends by itself."""
    with subprocess.Popen([sys.executable, "-I", "-S", WATCH], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as page:
        began = time.monotonic()
        assert page.wait(120) == 1 and time.monotonic() - began > 2


def test_times_are_words() -> None:
    """How long a part has been dead."""
    assert [lasted(s) for s in (-5, 59, 3600, 2 * 3600, 60 * 3600)] == [
        "0 phút",
        "0 phút",
        "60 phút",
        "2 giờ",
        "2 ngày",
    ]
    assert part_of("Id=kiosk-app.service\nStateChangeTimestamp=").since == 0


def test_what_is_wrong_with_the_devices_stands_with_the_program_that_holds_them(tmp_path: Path) -> None:
    """In both languages, while that program lives: a dead one's last words are of yesterday. No 503, as all programs
    do their work."""
    tell_faults(tmp_path, "Máy in hết giấy: đặt giấy vào\tThe printer has no paper: put <paper> in\n")
    app, courier = (Part(f"kiosk-{name}", True, 0, "listens") for name in ("app", "sync"))
    said = answer(b"GET / HTTP/1.1", with_troubles([app, courier], str(tmp_path)), "kiosk", 0).decode()
    assert said.startswith("HTTP/1.1 200 ") and said.count("Máy in hết giấy: đặt giấy vào") == 1
    assert "put &lt;paper&gt; in" in said
    dead = Part("kiosk-app", False, 0, "does not listen")
    assert "hết giấy" not in answer(b"GET / HTTP/1.1", with_troubles([dead], str(tmp_path)), "kiosk", 0).decode()
    tell_faults(tmp_path, "")
    whole = with_troubles([Part("kiosk-app", True, 0, "listens")], str(tmp_path))
    assert "Thiết bị" not in answer(b"GET / HTTP/1.1", whole, "kiosk", 0).decode()
