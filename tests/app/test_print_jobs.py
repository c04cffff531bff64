"""What is printed of what happened, and what is kept of the printer's word: jobs are values that can be compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.ports import SlipEnded
from kiosk.app.commands import CommandHandlers
from kiosk.app.print_jobs import SIGNED_WITHIN_MS, ClosingSlip, Offers, ended, job_of
from kiosk.config.options import Printer
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.days import close_day
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog.commands import Issue, PrintDocuments, Reprint
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.inputs import Offered
from kiosk.core.office.procedures import Procedure
from kiosk.core.record.events import Checkpoint, Fact, SlipMoved
from kiosk.core.words.slip import Mark
from kiosk.journal.opening import migrate
from kiosk.paper.compose import Slips
from kiosk.paper.jobs import SlipJob, TicketJob
from scripts.small_office import CONFIG, small
from tests.journal.clocks import opened

LISTED = (Procedure("HT-01", "Đăng ký khai sinh", "Hộ tịch", ("Tờ khai",), service="A"),)


class Room:
    """Tickets, and the jobs that come of what is written."""

    def __init__(self, folder: Path, printer: Printer | None = None) -> None:
        migrate(folder / "journal.db")
        self.journal = opened(folder / "journal.db", lambda: Moment(1_795_480_270_000, 0, "b"), "/x/k1")
        settings = small(listed=LISTED, printer=printer or CONFIG.printer)
        tokens = (f"t{n}" for n in range(1, 99))
        self.handlers, self.slips = (
            CommandHandlers(self.journal, settings, lambda: next(tokens)),
            Slips(settings, self.journal),
        )
        self.closing = ClosingSlip(self.slips)

    def jobs(self) -> list[SlipJob]:
        """Of everything that was written since the last call."""
        state, news = self.journal.state, self.journal.refresh()
        found = [job for each in news for job in (job_of(self.slips, state, each), self.closing.hear(state, each, 0))]
        return [job for job in found if job is not None]

    def hear(self, job: SlipJob, word: str) -> None:
        said = SlipEnded(job, word)  # type: ignore[arg-type]  # a test's word
        self.handlers.write(lambda state, now: ended(state, said))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    yield opened
    opened.journal.close()


def marks(job: SlipJob) -> list[str]:
    return [block.words for block in job.slip if isinstance(block, Mark)]


def test_a_number_is_one_job_that_knows_whose_it_is(room: Room) -> None:
    """The same event gives the same value; its end is written with the visit and the copy that it names."""
    room.handlers.handle(Issue("A", False, "touch"))
    (job,) = room.jobs()
    assert isinstance(job, TicketJob) and (job.visit, job.copy, marks(job)) == ("t1", 0, [])
    assert job == room.slips.ticket(room.journal.state.visits["t1"], 0, 0)
    room.hear(job, "doubtful")
    (written,) = room.journal.refresh()
    assert (written.event, written.visit) == (SlipMoved("A001", "doubtful", copy=0), "t1")


def test_a_reprint_is_another_job_and_says_so(room: Room) -> None:
    """Marked IN LẠI, counted; a late word on the first copy does not pass for one on the second."""
    room.handlers.handle(Issue("A", False, "touch"))
    (first,) = room.jobs()
    room.hear(first, "doubtful")
    room.handlers.handle(Reprint("t1"))
    (again,) = room.jobs()
    assert isinstance(again, TicketJob) and (again.visit, again.copy, marks(again)) == ("t1", 1, ["IN LẠI"])
    room.hear(again, "printed")
    visit = room.journal.state.visits["t1"]
    assert (visit.slip, visit.copies) == ("printed", 1)


def test_a_list_and_the_closing_slip_are_jobs_of_no_visit(room: Room) -> None:
    """Their ends are not kept; a procedure that is not listed is not printed."""
    for code in ("HT-01", "gone"):
        room.handlers.handle(PrintDocuments(code))
    room.handlers.handle(Issue("A", False, "touch"))
    listed, ticket = room.jobs()
    room.journal.transact(close_day)
    closing = room.slips.closing("2026-11-24", None)
    assert closing is not None and room.jobs() == []  # it waits for the courier
    assert [marks(job) for job in (listed, closing)] == [["GIẤY TỜ CẦN CÓ"], ["KẾT THÚC NGÀY"]]
    assert isinstance(ticket, TicketJob) and ended(room.journal.state, SlipEnded(listed, "printed")) == ()
    assert ended(room.journal.state, SlipEnded(closing, "failed")) == ()


def test_no_closing_slip_is_sent_to_a_printer_that_cannot_print(room: Room) -> None:
    """It would come out tomorrow, when somebody puts paper in."""
    room.handlers.handle(Issue("A", False, "touch"))
    room.handlers.write(lambda state, now: device_moved(state, "printer", "paper_out"))
    assert len(room.jobs()) == 1
    room.journal.transact(close_day)
    assert not room.closing.waits and room.jobs() == []


def test_an_office_may_want_no_closing_slip(tmp_path: Path) -> None:
    """printer.closing_slip = false: the day closes without paper."""
    room = Room(tmp_path, Printer(closing_slip=False))
    room.handlers.handle(Issue("A", False, "touch"))
    assert [type(job) for job in room.jobs()] == [TicketJob]
    room.journal.transact(close_day)
    assert room.jobs() == [] and room.closing.look(SIGNED_WITHIN_MS) is None and not room.closing.waits
    room.journal.close()


def test_another_days_signature_is_not_waited_for(room: Room) -> None:
    """A word that was signed late, of a day before: the slip of this one waits on, for ten seconds."""
    room.handlers.handle(Issue("A", False, "touch"))
    assert len(room.jobs()) == 1
    room.journal.transact(close_day)
    assert room.jobs() == [] and room.closing.ms_until_due(3_000) == SIGNED_WITHIN_MS - 3_000
    said = {"day": "2026-11-23"}
    room.journal.transact(lambda s, now: (Fact(Checkpoint({}, 0, "", "", "", "", "", "", "", "", said)),))
    assert room.jobs() == [] and room.closing.waits


def test_a_slip_that_broke_off_is_offered_once_to_a_screen_at_rest(room: Room) -> None:
    """Not in the middle of somebody's dialog, and not where the number stands on the screen already."""
    room.handlers.handle(Issue("A", False, "touch"))
    room.hear(room.jobs()[0], "doubtful")
    offers, state = Offers(), room.journal.state
    assert offers.due(state, Dialog(screen="rate")) is None and offers.due(state, Dialog(priority=True)) is None
    assert [offers.due(state, Dialog()) for _ in range(2)] == [Offered("t1"), None]
    seen = Offers()
    assert seen.due(state, Dialog(screen="ticket", ticket="t1")) is None and seen.due(state, Dialog()) is None
