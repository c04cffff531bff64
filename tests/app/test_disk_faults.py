"""Each fault of the disk at each step of a visit, with SQLite's own errors, on the touch app with the parts of its real
loop: what an earlier citizen was told leaves the screen, nothing is half written, and it is home again by itself."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from drivers import ports
from kiosk.app.journal_writer import RETRY_MS
from kiosk.config.options import Queue
from kiosk.core.dialog import inputs as i
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.host.disk.reserve import reserve_of
from kiosk.host.troubles import told
from kiosk.journal.errors import DiskFull
from kiosk.paper.jobs import TicketJob
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened

HOME_WITHIN_MS = 5_000
Step = Callable[[Room], None]
Fault = Callable[[Room], AbstractContextManager[None]]


# --- the faults -------------------------------------------------------------------------------------------------


@contextmanager
def full(room: Room) -> Iterator[None]:
    """SQLITE_FULL to the last page, and no reserve to give back."""
    conn = room.journal._conn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.posix_fallocate", _no_room)
        reserve_of(room.journal.path).unlink(missing_ok=True)
        conn.execute(f"PRAGMA max_page_count = {conn.execute('PRAGMA page_count').fetchone()[0]}")
        with suppress(DiskFull):
            for n in count():
                filler = Fact(DeviceChanged("disk", f"d{n}"))
                room.journal.transact(lambda state, now, filler=filler: (filler,))  # type: ignore[misc]
        room.journal.refresh()
        yield
    conn.execute("PRAGMA max_page_count = 1000000")


def _no_room(fd: int, start: int, size: int) -> None:
    raise OSError(28, "No space left on device")


@contextmanager
def input_output_error(room: Room) -> Iterator[None]:
    """SQLITE_IOERR: the log may not become longer than it is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = Path(f"{room.journal.path}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(size, 512), hard))  # an empty log has room for no frame either
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(room: Room) -> Iterator[None]:
    """SQLITE_READONLY, as a file system that was mounted again after an error."""
    room.journal._conn.execute("PRAGMA query_only = ON")
    yield
    room.journal._conn.execute("PRAGMA query_only = OFF")


@contextmanager
def locked(room: Room) -> Iterator[None]:
    """SQLITE_BUSY: somebody's transaction that does not end."""
    room.journal.wait_at_most(1)
    with closing(sqlite3.connect(room.journal.path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        yield


FAULTS: tuple[Fault, ...] = (full, input_output_error, read_only, locked)

# --- the steps of a visit: where the screen stands, and the wish that cannot be written --------------------------


def _tap(said: i.Input) -> Step:
    def step(room: Room) -> None:
        room.app._tell(said)
        room.app.settle()

    return step


def _press(name: str) -> Step:
    return lambda room: room.hear(ports.ButtonPressed(name, room.mono))


def _nothing(room: Room) -> None:
    """At the home screen."""


def _numbered(room: Room) -> None:
    _press("service-a")(room)
    room.hear(ports.SlipEnded(_job(room), "failed", "paper_out"))
    assert room.on() == "ticket"


def _numbered_long_ago(room: Room) -> None:
    """So that the same service again is somebody else's wish."""
    _numbered(room)
    room.pass_ms(5_000)


def _job(room: Room) -> TicketJob:
    job = room.printer.jobs[-1]
    assert isinstance(job, TicketJob)
    return job


def _thanked(room: Room) -> None:
    room.served(1)
    _press("satisfied")(room)
    assert room.on() == "thanks" and room.lamps.lit == ("satisfied",)


def _asked_which(room: Room) -> None:
    room.served(1)
    room.served(2)
    _press("satisfied")(room)
    assert room.on() == "which-counter"


def _asked(room: Room) -> None:
    room.served(1)
    _tap(i.TapRate())(room)


def _scanned(room: Room) -> None:
    room.served(2)
    room.hear(ports.CodeScanned("visit2"))


STEPS: dict[str, tuple[Step, Step]] = {
    "a number by touch": (_nothing, _tap(i.TapService("A"))),
    "a number by button": (_nothing, _press("service-a")),
    "a number behind another's": (_numbered_long_ago, _press("service-a")),
    "a rating behind another's number": (_numbered, _press("satisfied")),
    "the slip once more": (_numbered, _tap(i.TapReprint())),
    "a rating": (_asked, _tap(i.TapLevel(4))),
    "a rating with the slip": (_scanned, _press("satisfied")),
    "no rating": (_asked, _tap(i.TapDecline("visit1"))),
    "a rating behind another's thanks": (_thanked, _press("satisfied")),
    "a number behind another's thanks": (_thanked, _press("service-a")),
    "reasons": (_thanked, _tap(i.TapReason("ATTITUDE"))),
    "another counter": (_thanked, _tap(i.TapNotThisCounter())),
    "which counter": (_asked_which, _tap(i.TapCounter(1))),
    "a rating behind another's question": (_asked_which, _press("satisfied")),
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Whoever takes a number takes it for somebody else."""
    yield from _opened(tmp_path, small(buttons=BUTTONS, queue=Queue(again_seconds=0)))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_wish_that_fails_leaves_no_former_answer_and_the_screen_is_home_again(
    room: Room, fault: Fault, step: str
) -> None:
    """Out of order at once with every lamp dark, and nothing written or printed of it; 5 s after the cause is gone home
    by the loop's own deadlines, and the same wish again is written once."""
    before, wish = STEPS[step]
    before(room)
    with fault(room):
        rows, jobs = len(list(room.journal.rows())), len(room.printer.jobs)
        wish(room)
        view = room.app.screen.data()
        assert (view["screen"], room.app.dialog.notice) == ("out-of-order", "not-written")
        assert (room.lamps.lit, room.lamps.breathing) == ((), ())
        assert (len(list(room.journal.rows())), len(room.printer.jobs)) == (rows, jobs)
        _lives(room, 3 * RETRY_MS)
        assert room.on() == "out-of-order" and "app" in told(room.bell.runtime)
    _lives(room, HOME_WITHIN_MS)
    assert room.on() == "home" and told(room.bell.runtime) == {}
    numbers, ratings = len(room.rows("ticket.issued")), len(room.rows("rating.given"))
    _press("service-a")(room)
    _press("satisfied")(room)
    assert (len(room.rows("ticket.issued")), len(room.rows("rating.given"))) == (numbers + 1, ratings + 1)
    assert room.journal.verify().good


def _lives(room: Room, ms: int) -> None:
    """As the loop does: it sleeps until something is due, and never less than a tenth of a second on average."""
    until, looks = room.mono + ms, 0
    while room.mono < until:
        room.pass_ms(min(room.app._due(), until - room.mono))
        looks += 1
    assert looks <= ms // 100


@pytest.mark.parametrize("fault", FAULTS)
def test_a_service_button_tries_again_while_it_is_out_of_order(room: Room, fault: Fault) -> None:
    """Nobody waits for the trial: the first press that can be written is a number."""
    with fault(room):
        _press("service-a")(room)
        _press("service-a")(room)
        assert room.on() == "out-of-order"
    _press("service-a")(room)
    assert room.on() == "ticket" and len(room.rows("ticket.issued")) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_house_had_to_write_meanwhile_is_written_then(room: Room, fault: Fault) -> None:
    """A slip's end and a printer's word are not forgotten, and the fault itself is told."""
    _press("service-a")(room)
    with fault(room):
        room.hear(ports.SlipEnded(_job(room), "failed", "cover_open"), ports.PrinterSaid("cover_open"))
        assert [r["slip"] for r in room.rows("slip.moved")] == ["sending"]
    _lives(room, HOME_WITHIN_MS)
    assert [r["slip"] for r in room.rows("slip.moved")] == ["sending", "failed"]
    states = [(r["device"], r["state"]) for r in room.rows("device.changed") if not str(r["device"]).startswith("d")]
    told_ = [] if fault is full else [("journal", "failed"), ("journal", "ok")]
    assert states == [*told_, ("printer", "cover_open")]


def test_a_visit_that_ends_meanwhile_makes_no_busy_loop(room: Room) -> None:
    """Its end is due and cannot be written: the loop sleeps between its trials, and it is written once it can be."""
    room.served(1)
    with read_only(room):
        room.mono += room.settings.rules.bind + 1
        _lives(room, 60_000)
        assert room.rows("visit.ended") == []
    _lives(room, HOME_WITHIN_MS)
    assert [r["outcome"] for r in room.rows("visit.ended")] == ["timed-out"]


def test_a_wish_that_writes_nothing_does_not_count_as_the_disk_being_back(room: Room) -> None:
    """A refusal, or a press that leads nowhere, proves nothing: out of order stays."""
    with read_only(room):
        _press("service-a")(room)
        room.app._tell(i.TapDecline(""))
        room.app.settle()
        assert room.on() == "out-of-order"


def test_a_pad_that_cannot_be_written_disturbs_nobody_at_the_screen(room: Room) -> None:
    """Whoever just took a number keeps it on the screen: it is theirs, and true."""
    _numbered(room)
    with read_only(room):
        room.hear(ports.ButtonPressed("pad", room.mono))
        assert room.on() == "ticket" and room.app.writer.trouble
