"""Each program as a user of its own: the kiosk's whole work goes through, and nobody reads what is another's alone."""

import json
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.host.files import ENDING
from kiosk.simulation.city_database import asked
from kiosk.simulation.supervisor import fetch
from tests.setup.users.installed import UNITS, House, Installed, environment, installed, needed, python
from tests.setup.users.units import ROOT
from tests.simulation.hand import Hand, until

pytestmark = [needed, pytest.mark.slow]

HOUSE, APP, CONSOLE, COURIER = "kiosk", "kiosk-app", "kiosk-console", "kiosk-courier"
ALL = frozenset({HOUSE, APP, CONSOLE, COURIER})


class Row(NamedTuple):
    """`writers`: whose it may be; `readers`: who may open it to read, of ALL; `mode`: its bits."""

    writers: frozenset[str]
    readers: frozenset[str]
    mode: int


def row(writers: set[str] | frozenset[str], readers: set[str] | frozenset[str], mode: int) -> Row:
    return Row(frozenset(writers), frozenset(readers), mode)


FILES = {  # every file that a kiosk's programs leave below their folders, and whose it is
    "var/lib/kiosk/journal.db": row({HOUSE}, ALL, 0o660),
    "var/lib/kiosk/journal.db-wal": row(ALL, ALL, 0o660),
    "var/lib/kiosk/journal.db-shm": row(ALL, ALL, 0o660),
    "var/lib/kiosk/journal.heads": row({HOUSE, APP}, ALL, 0o660),
    "var/lib/kiosk/journal.reserve": row({APP}, {APP}, 0o600),
    "var/lib/kiosk/clock.last": row({APP}, ALL, 0o640),
    "var/lib/kiosk/clock.rtc": row({APP}, ALL, 0o640),
    "var/lib/kiosk/clock.set": row({HOUSE}, ALL, 0o640),
    "var/lib/kiosk/doctor.jsonl": row({HOUSE}, ALL, 0o640),
    "var/lib/kiosk/kiosk.toml.good": row({HOUSE}, {HOUSE}, 0o600),
    "var/lib/kiosk/backup/*/*": row({HOUSE}, ALL, 0o640),
    "var/lib/kiosk/city/*/*": row({COURIER}, ALL, 0o640),
    "var/lib/kiosk/former/*": row({HOUSE}, ALL, 0o660),
    "var/lib/kiosk/journal.kept-*/journal.db-wal": row(ALL, ALL, 0o660),
    "var/lib/kiosk/journal.kept-*/journal.heads": row({HOUSE, APP}, ALL, 0o660),
    "var/lib/kiosk/journal.wanted": row({HOUSE, COURIER}, ALL, 0o640),
    "var/lib/kiosk/*.due": row({HOUSE, COURIER}, ALL, 0o640),
    "var/lib/kiosk-courier/checkpoint.key": row({COURIER}, {COURIER}, 0o600),
    "var/lib/kiosk-courier/checkpoint.pub": row({COURIER}, ALL, 0o640),
    "var/lib/kiosk-console/console.key": row({CONSOLE}, {CONSOLE}, 0o600),
    "var/lib/kiosk-console/officers.salt": row({CONSOLE}, {CONSOLE}, 0o600),
    "var/lib/kiosk-courier/handed-over": row({COURIER}, {COURIER}, 0o600),
    "var/lib/kiosk-console/handed-over": row({CONSOLE}, {CONSOLE}, 0o600),
    "run/kiosk/bell-app.sock": row({APP}, ALL, 0o770),
    "run/kiosk/bell-console.sock": row({CONSOLE}, ALL, 0o770),
    "run/kiosk/bell-sync.sock": row({COURIER}, ALL, 0o770),
    "run/kiosk/console-pins.json": row({CONSOLE}, {CONSOLE}, 0o600),
    "run/kiosk/console-ended.json": row({CONSOLE}, {CONSOLE}, 0o600),
    "run/kiosk/screen.sock": row({APP}, ALL, 0o770),
    "run/kiosk/starts.json": row({APP, CONSOLE}, ALL, 0o640),
    "run/kiosk/written-*": row({APP, CONSOLE, COURIER}, ALL, 0o640),
    "run/kiosk/faults": row({APP}, ALL, 0o640),
    "run/kiosk/way.json": row({COURIER}, ALL, 0o640),
    "run/kiosk/trouble-*": row({APP, CONSOLE, COURIER}, ALL, 0o640),
    "run/kiosk-settings/app/*": row({APP}, {APP}, 0o400),
    "run/kiosk-settings/console/*": row({CONSOLE}, {CONSOLE}, 0o400),
}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A working kiosk at the end of its day, all of whose programs have done their work at least once."""
    patch = pytest.MonkeyPatch()
    for name, value in environment().items():
        patch.setenv(name, value)
    with installed() as kiosk:
        house = House(kiosk)
        with house:
            yield house
    patch.undo()


def technician(house: House, *words: str) -> None:
    """A command as root, with root's usual mask, as a technician types it."""
    typed = [python(), "-m", "kiosk", *words, "--config", str(house.kiosk.boot)]
    argv = ["sh", "-c", 'umask 0022; exec "$@"', "-", *typed]
    done = subprocess.run(argv, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def worked(house: House) -> House:
    """A number, a call, a rating; a backup; the day closed by a technician."""
    hand = Hand(house)
    assert hand.take("A") == "A001"
    hand.sign_in(1)
    assert hand.serve() == "A001"
    hand.press("very-satisfied")
    hand.sees("thanks")
    done = house.kiosk.start("kiosk-backup.service")
    assert done.returncode == 0, done.stderr
    technician(house, "day", "close")
    until(lambda: "checkpoint" in came(house), "the signed end of the day")
    return house


def came(house: House) -> str:
    """The types of all that the city has."""
    return " ".join(type_ for (type_,) in asked(house.data / "city.db", "SELECT type FROM events"))


def test_the_work_of_a_day_reaches_the_city(worked: House) -> None:
    """By four users who share a group and nothing else: number, call, rating, and the courier's signature."""
    for word in ("ticket.issued", "ticket.called", "rating.given", "checkpoint"):
        assert word in came(worked), word


def files(kiosk: Installed) -> list[Path]:
    """All that is no folder, where programs keep things; not what one of them is writing just now."""
    places = (kiosk.data, kiosk.own("courier"), kiosk.own("console"), kiosk.run, kiosk.views)
    there = (path for place in places for path in place.rglob("*"))
    return [path for path in there if path.suffix != ENDING and not path.is_dir()]


def of(kiosk: Installed, path: Path) -> Row:
    name = path.relative_to(kiosk.root)
    found = [kept for pattern, kept in FILES.items() if name.match(pattern)]
    assert len(found) == 1, f"{name} has {len(found)} rows in the table"
    return found[0]


def test_every_file_is_as_the_table_says(worked: House) -> None:
    """Its owner, its group and its mode; one that has no row is refused."""
    kiosk, names = worked.kiosk, {number: name for name, number in worked.kiosk.users.items()}
    for path in files(kiosk):
        there, wanted = path.lstat(), of(kiosk, path)
        assert names.get(there.st_uid) in wanted.writers, path
        assert there.st_gid == kiosk.users["kiosk"], path
        assert stat.S_IMODE(there.st_mode) == wanted.mode, (path, oct(there.st_mode))


READ = "import sys\nfor path in sys.argv[1:]:\n try: open(path).close()\n except OSError as e: print(path, e.errno)"


@pytest.mark.parametrize("user", sorted(ALL))
def test_nobody_reads_what_is_not_theirs(worked: House, user: str) -> None:
    """Each file really opened by each user: EACCES where the table has them not among its readers, and only there."""
    kiosk = worked.kiosk
    there = [path for path in files(kiosk) if not path.is_socket()]
    argv = kiosk.as_user(user, "python3", "-c", READ, *map(str, there))
    said = dict(line.rsplit(" ", 1) for line in subprocess.check_output(argv, text=True).splitlines())
    refused = {str(path) for path in there if user not in of(kiosk, path).readers}
    assert said == dict.fromkeys(refused, "13")
    assert (str(kiosk.own("courier") / "checkpoint.key") in refused) is (user != COURIER)


@pytest.mark.parametrize("verb", ["rm -f {}", "mv {} {}.mine", "ln -sf /etc/passwd {}", "cp /etc/passwd {}"])
def test_the_console_can_put_nothing_in_the_place_of_the_key(worked: House, verb: str) -> None:
    """Neither in the file's place nor in its folder's: what shares a folder with others could be renamed by them."""
    kiosk = worked.kiosk
    for path in (kiosk.own("courier") / "checkpoint.key", kiosk.own("courier")):
        before = (kiosk.own("courier") / "checkpoint.key").read_bytes()
        subprocess.run(kiosk.as_user(CONSOLE, "sh", "-c", verb.format(path, path)), capture_output=True)
        assert (kiosk.own("courier") / "checkpoint.key").read_bytes() == before


def test_the_brokers_password_is_in_neither_copy(worked: House) -> None:
    """Nor anywhere else that the console's or the touch app's user can read, but the boot partition that they do not
    see (tests/setup/users/test_sandboxes.py)."""
    kiosk, secret = worked.kiosk, b"brokers-own"
    assert secret in kiosk.boot.read_bytes()
    for path in files(kiosk):
        if not path.is_socket() and {APP, CONSOLE} & of(kiosk, path).readers:
            assert secret not in path.read_bytes(), path


def test_a_technician_verifies_without_the_key(worked: House) -> None:
    """`kiosk journal verify` as the data folder's owner, by the public half: every signature counts."""
    kiosk = worked.kiosk
    words = [python(), "-m", "kiosk", "journal", "verify", "--json", "--config", str(kiosk.boot)]
    argv = kiosk.as_user(HOUSE, *words)
    done = subprocess.run(argv, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["checkpoints"] >= 1, done.stdout


def test_a_lost_journal_is_gone_on_from(worked: House) -> None:
    """Root took it away by mistake: its owner keeps what is left aside, though other users wrote it, and all four go on
    above its numbers."""
    kiosk, hand = worked.kiosk, Hand(worked)
    for name in UNITS:
        worked.hold(name)
    (kiosk.data / "journal.db").unlink()
    done = kiosk.start("kiosk-migrate.service")
    assert done.returncode == 0, done.stderr
    for name in UNITS:
        worked.release(name)
    until(lambda: fetch(f"{hand.base}/cabinet/screen.png"), "the touch app")
    technician(worked, "day", "open")
    assert hand.take("A") > "A001"
    until(lambda: "journal.begun" in came(worked), "the new journal in the city")
    test_every_file_is_as_the_table_says(worked)


TRIED = """import os, socket, sys
def tried(what, *args):
    try:
        what(*args)
    except OSError as error:
        return error.errno
    return 0
root = sys.argv[1]
made = [tried(open, f"{root}/{name}/tried", "w") for name in ("var/lib/kiosk", "run/kiosk", "opt")]
seen = tried(open, f"{root}/boot/firmware/kiosk.toml")
own = [tried(os.setuid, 0), tried(os.chmod, sys.argv[0], 0o4755), tried(socket.socket, socket.AF_PACKET)]
print(made, seen, own)
os.unlink(f"{root}/var/lib/kiosk/tried"), os.unlink(f"{root}/run/kiosk/tried")
"""


def test_what_holds_the_programs_here_does_hold(worked: House) -> None:
    """As the console's unit has it: the shared folders it may write and nothing else; kiosk.toml is not there for it;
    it becomes nobody else, and speaks to no network but by its families. So the tests above were held by it."""
    kiosk = worked.kiosk
    words = kiosk.confined(UNITS["console"], python(), "-c", TRIED, str(kiosk.root))
    done = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.stdout == "[0, 0, 30] 13 [1, 1, 1]\n", done  # EROFS; EACCES; EPERM each
