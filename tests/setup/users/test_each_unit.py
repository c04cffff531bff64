"""What each other unit's program does, done as that unit has it: its user, its capabilities, calls and folders are
enough for it. Not here, for want of what they need: grow, wifi and splash (a card's own disk, a radio, a screen)."""

import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator

import pytest

from kiosk.config.toml_edit import with_options
from tests.config.test_load import DEMO
from tests.setup.users.installed import Installed, environment, installed, needed, python
from tests.setup.users.units import ROOT, said

pytestmark = needed


@pytest.fixture(scope="module")
def kiosk() -> Iterator[Installed]:
    """Prepared, with a journal."""
    with installed() as kiosk:
        kiosk.boot.write_text(with_options(DEMO, {"kiosk.data": str(kiosk.data), "kiosk.runtime": str(kiosk.run)}))
        shutil.copy(ROOT / "kiosk/simulation/demo-procedures.csv", kiosk.boot.parent)
        kiosk.prepare()
        assert kiosk.start("kiosk-migrate.service").returncode == 0
        yield kiosk


def run(kiosk: Installed, unit: str, *words: str) -> subprocess.CompletedProcess[str]:
    argv = kiosk.confined(unit, *words)
    return subprocess.run(argv, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60)


def typed(kiosk: Installed, unit: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of `kiosk`."""
    return run(kiosk, unit, python(), "-m", "kiosk", *words, "--config", str(kiosk.boot))


def test_the_doctor_tests_and_keeps_what_it_found(kiosk: Installed) -> None:
    """The journal is verified and the report is the data folder's owner's."""
    done = typed(kiosk, "kiosk-doctor.service", "doctor", "--wait", "0.1")
    assert "journal" in done.stdout and "Traceback" not in done.stderr and done.returncode == 1, done
    there = (kiosk.data / "doctor.jsonl").stat()
    assert (there.st_uid, there.st_gid) == (kiosk.users["kiosk"], kiosk.users["kiosk"])
    assert "could not be kept" not in done.stderr and "SAI/WRONG  data" not in done.stdout


def test_what_the_doctor_wrote_reaches_the_touch_app(kiosk: Installed) -> None:
    """The app's copy was made before; the doctor's unit has it made anew at its end, before the app starts."""
    kiosk.boot.write_text(with_options(kiosk.boot.read_text(), {"printer.baud": 38400}))
    assert said("kiosk-doctor.service")["ExecStartPost"] == ["-/usr/bin/systemctl start kiosk-prepare.service"]
    assert "kiosk-app.service" in said("kiosk-doctor.service")["Before"]
    kiosk.prepare()
    subprocess.run(kiosk.as_user("kiosk-app", "grep", "-q", "38400", str(kiosk.views / "app/kiosk.toml")), check=True)


WRITE = "from pathlib import Path\nimport sys\nfrom kiosk.host.files import write_whole\n"
WRITE += "from kiosk.host.usb_stick import writable\nfile = Path(sys.argv[1])\n"
WRITE += "with writable(file.parent):\n    write_whole(file, b'mended')\n"


@pytest.mark.parametrize("unit", ["kiosk-doctor.service", "kiosk-mend.service"])
def test_the_boot_partition_is_opened_and_locked_again(kiosk: Installed, unit: str) -> None:
    """Read-only, as on the card (a file system in memory stands for FAT): writable for the moment of a write, from
    within the unit's own view of the folders."""
    kept, place = kiosk.boot.read_bytes(), kiosk.boot.parent
    options = f"ro,gid={kiosk.users['kiosk']},mode=0750"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "boot", place], check=True)
    try:
        done = run(kiosk, unit, python(), "-c", WRITE, str(kiosk.boot))
        assert done.returncode == 0, done.stderr
        assert kiosk.boot.read_bytes() == b"mended"
        assert os.statvfs(place).f_flag & os.ST_RDONLY
    finally:
        subprocess.run(["umount", place], check=True)
    assert kiosk.boot.read_bytes() == kept


def test_a_stick_is_mounted_for_all(kiosk: Installed) -> None:
    """By the unit's own line (FAT's word said as a file system in memory has it), for everybody to see; the
    console's user writes on it, and nobody of another group does."""
    place, owner = kiosk.root / "run/kiosk-stick", kiosk.users["kiosk"]
    line = said("kiosk-stick@.service")["ExecStart"][0].replace("umask=0007", "mode=0770")
    line = line.replace("=kiosk", f"={owner}").replace("/run/kiosk-stick", str(place)).replace("/dev/%I", "stick")
    done = run(kiosk, "kiosk-stick@.service", *line.replace("mount ", "mount -t tmpfs ", 1).split())
    try:
        assert done.returncode == 0 and place.is_mount(), done.stderr
        for user in ("kiosk-console", "kiosk"):
            subprocess.run(kiosk.as_user(user, "touch", str(place / user)), check=True)
        assert stat.S_IMODE(place.stat().st_mode) == 0o770
    finally:
        subprocess.run(["umount", place], check=True)


def test_the_network_is_written_for_the_systems_programs(kiosk: Installed) -> None:
    """Readable by systemd-networkd, which is another user."""
    kiosk.boot.write_text(with_options(kiosk.boot.read_text(), {"network.address": "10.0.0.7/24"}))
    done = typed(kiosk, "kiosk-network.service", "network", "--root", str(kiosk.root))
    assert done.returncode == 0, done.stderr
    assert (kiosk.root / "run/systemd/network/10-cable.network").stat().st_mode & 0o777 == 0o644


def test_no_newer_version_is_nothing(kiosk: Installed) -> None:
    """A look for one ends well."""
    done = typed(kiosk, "kiosk-update.service", "update", "look", "--now")
    assert (done.returncode, done.stderr) == (0, "")


TELL = "import json, subprocess, sys\nuser = int(sys.argv[1])\n"
TELL += "sys.exit(subprocess.run(sys.argv[2:], user=user, group=user, extra_groups=[], umask=7).returncode)\n"


def test_the_judge_tells_the_journal_as_its_owner(kiosk: Installed) -> None:
    """As kiosk/update/run.py starts it, from within the judge's own view."""
    words = [python(), "-m", "kiosk", "update", "tell", "ok", "1.0", "--config", str(kiosk.boot)]
    done = run(kiosk, "kiosk-judge.service", python(), "-c", TELL, str(kiosk.users["kiosk"]), *words)
    assert (done.returncode, done.stderr) == (0, "")


def test_off_takes_the_word_away(kiosk: Installed) -> None:
    """Root without power over files, of the programs' group; the console asked by a file of its own."""
    asked = kiosk.run / "poweroff"
    subprocess.run(kiosk.as_user("kiosk-console", "touch", str(asked)), check=True)
    line = said("kiosk-poweroff.service")["ExecStart"][0].replace("/run/", f"{kiosk.root}/run/")
    assert run(kiosk, "kiosk-poweroff.service", *line.split()).returncode == 0
    assert not asked.exists()


def test_a_time_that_surely_has_passed_is_taken_away_and_not_set(kiosk: Installed) -> None:
    """Root reads the console's word, once, and says in its log what is wrong with it."""
    (kiosk.data / "clock.last").write_text("1764403200000\n")  # in November 2025
    asked = kiosk.run / "clock"
    subprocess.run(kiosk.as_user("kiosk-console", "sh", "-c", f"printf 2019-01-01T08:00 > {asked}"), check=True)
    done = typed(kiosk, "kiosk-clock.service", "clock", "asked")
    assert "look at the year" in done.stderr, done
    assert (done.returncode, asked.exists()) == (1, False)


def test_the_watch_page_answers(kiosk: Installed) -> None:
    """Of its own user, who sees neither data nor settings."""
    ours, theirs = socket.socketpair()
    line = said("kiosk-watch@.service")["ExecStart"][0].lstrip("-").replace("/opt/", f"{kiosk.root}/opt/")
    with ours, theirs:
        ours.sendall(b"GET / HTTP/1.0\r\n\r\n")
        argv = kiosk.confined("kiosk-watch@.service", *line.split())
        done = subprocess.run(
            argv, cwd=ROOT, stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.PIPE, timeout=60
        )
        theirs.close()
        answer = b"".join(iter(lambda: ours.recv(65536), b""))
    assert done.returncode == 0 and answer.startswith(b"HTTP/1."), done.stderr
