"""What is printed of what happened, and what is kept of the printer's word: jobs are values that can be compared."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from display.touchscreen.words import SLIP_ASKED, SLIP_BLANK
from drivers.ports import ButtonPressed, DeviceBack, DeviceFailed, PrinterSaid, SlipEnded, Touched
from kiosk.app.commands import CommandHandlers
from kiosk.app.print_jobs import SIGNED_WITHIN_MS, ClosingSlip, Offers, ended, job_of
from kiosk.config.options import Console, Printer, Queue
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.days import close_day
from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.paper import ASKED_MS
from kiosk.core.dialog.commands import Issue, PrintDocuments, Reprint
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.idle import NO_SLIP_MS
from kiosk.core.dialog.inputs import Offered
from kiosk.core.office.procedures import Procedure
from kiosk.core.record.events import Checkpoint, Fact, SlipMoved
from kiosk.core.words.faults import words_of
from kiosk.core.words.slip import Mark, Qr
from kiosk.devices.opening import phone_page
from kiosk.devices.screen import READ_MS
from kiosk.journal.opening import migrate
from kiosk.paper.compose import Slips
from kiosk.paper.jobs import SlipJob, TicketJob
from kiosk.service.telling.notices import Around, notices
from scripts.small_office import CONFIG, small
from tests.app.test_app import BUTTONS, _opened
from tests.app.test_app import Room as Hall
from tests.journal.clocks import opened

PAGE = "http://192.168.1.50:8080/p"
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


@pytest.mark.parametrize(
    ("address", "host", "page"),
    [
        ("192.168.1.50", "0.0.0.0", PAGE),
        ("192.168.1.50", "::", PAGE),
        ("192.168.1.50", "192.168.1.50", PAGE),
        ("192.168.1.50", "127.0.0.1", ""),
        ("", "0.0.0.0", ""),
    ],
)
def test_a_phone_finds_the_page_where_the_console_is_reached_from_the_network(
    address: str, host: str, page: str
) -> None:
    """Without a network, or where the console listens to its own machine alone, there is no such page."""
    assert phone_page(replace(CONFIG, console=Console(host=host)), address) == page


@pytest.mark.parametrize(
    ("wanted", "page", "code"), [(True, PAGE, f"{PAGE}#t1"), (True, "", "t1"), (False, PAGE, "t1")]
)
def test_the_code_of_a_ticket_leads_to_the_phone_page(room: Room, wanted: bool, page: str, code: str) -> None:
    """And is the bare token where the office wants no such page, or this machine is in no network just now."""
    settings = small(printer=replace(CONFIG.printer, phone_page=wanted))
    room.slips = Slips(settings, room.journal, lambda: page)
    room.handlers.handle(Issue("A", False, "touch"))
    (job,) = room.jobs()
    assert [block.code for block in job.slip if isinstance(block, Qr)] == [code]


def marks(job: SlipJob) -> list[str]:
    return [block.words for block in job.slip if isinstance(block, Mark)]


def test_a_number_is_one_job_that_knows_whose_it_is(room: Room) -> None:
    """The same event gives the same value; its end is written with the visit and the copy that it names."""
    room.handlers.handle(Issue("A", False, "touch"))
    (job,) = room.jobs()
    assert isinstance(job, TicketJob) and (job.visit, job.copy, marks(job)) == ("t1", 0, [])
    assert job == room.slips.ticket(room.journal.state.visits["t1"], None, 0)
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


# --- whether words are on a slip: somebody is asked -----------------------------------------------------------------


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Whoever takes a number takes it for somebody else."""
    yield from _opened(tmp_path, small(buttons=BUTTONS, queue=Queue(again_seconds=0)))


def tapped(hall: Hall, id_: str) -> None:
    """As a person does who has read the screen."""
    hall.pass_ms(READ_MS)
    (rect,) = (t["rect"] for t in hall.app.screen.data()["things"] if t["id"] == id_)
    place = (rect[0] + rect[2] // 2, rect[1] + rect[3] // 2)
    hall.hear(Touched("down", *place), Touched("up", *place))


def ticket(hall: Hall) -> set[str]:
    """A number by the button, whose slip comes out; what can be read and touched then."""
    hall.hear(ButtonPressed("service-a", hall.mono))
    hall.hear(SlipEnded(hall.printer.jobs[-1], "printed", "gs-h"))
    assert hall.on() == "ticket"
    return shown(hall)


def shown(hall: Hall) -> set[str]:
    return {t[key] for t in hall.app.screen.data()["things"] for key in ("id", "name")}


def gone(hall: Hall) -> None:
    """Whoever stood there has left."""
    hall.pass_ms(NO_SLIP_MS)
    assert hall.on() == "home"


ASKS = {"no", "yes", "done", SLIP_ASKED[0]}


def test_after_a_no_the_next_slip_comes_and_its_holder_is_asked(hall: Hall) -> None:
    """Cover opened and closed, the question, "Không": the screen promises slips, one comes with the next number, whose
    holder is asked and says yes. The one after that is not."""
    hall.hear(PrinterSaid("cover_open"))
    hall.pass_ms(20_000)
    hall.hear(PrinterSaid("ok"))
    assert hall.on() == "paper-check"
    tapped(hall, "no")
    assert hall.on() == "turn-roll" and hall.journal.state.devices["paper"] == "blank"
    tapped(hall, "done")
    assert hall.on() == "home" and not {text for text in shown(hall) if "in được phiếu" in text}
    assert ticket(hall) >= ASKS
    tapped(hall, "yes")
    assert hall.on() == "ticket" and not shown(hall) & (ASKS - {"done"}) and hall.journal.state.devices["paper"] == "ok"
    gone(hall)
    assert not ticket(hall) & (ASKS - {"done"})
    assert len(hall.printer.jobs) == 3  # the test slip and two tickets


def test_whoever_says_no_keeps_the_number_in_sight_and_the_next_one_is_asked_too(hall: Hall) -> None:
    """Nobody answers; another person says no; a third is asked as if nobody had been before."""
    hall.hear(PrinterSaid("cover_open"), PrinterSaid("ok"))
    tapped(hall, "no")
    tapped(hall, "done")
    assert ticket(hall) >= ASKS
    hall.pass_ms(NO_SLIP_MS - 1)
    assert hall.on() == "ticket"  # long enough to look at the slip, and to note the number
    hall.pass_ms(1)
    assert hall.on() == "home" and ticket(hall) >= ASKS
    tapped(hall, "no")
    assert hall.on() == "ticket" and SLIP_BLANK[0] in shown(hall) and not shown(hall) & (ASKS - {"done"})
    tapped(hall, "done")
    assert hall.on() == "home" and ticket(hall) >= ASKS


def test_nobody_is_asked_later_than_two_minutes_after_the_cover(hall: Hall) -> None:
    """Slips come all the same, and officers and technicians read what somebody said."""
    hall.hear(PrinterSaid("cover_open"), PrinterSaid("ok"))
    tapped(hall, "no")
    hall.pass_ms(ASKED_MS)
    assert hall.on() == "home" and not ticket(hall) & (ASKS - {"done"})
    assert notices(hall.journal.state, Around(), None, "A", hall.now()) == (words_of("paper", "blank").officer,)


def test_a_start_asks_nobody_of_a_cover_that_was_open_yesterday(hall: Hall) -> None:
    """The journal's last word is an open cover; the printer's first one that it prints."""
    hall.app.writer.write(lambda state, now: device_moved(state, "printer", "cover_open"))
    hall.hear(PrinterSaid("ok"))
    assert hall.on() == "home" and hall.printer.jobs == []


def test_what_is_wrong_stands_where_no_journal_is_needed(hall: Hall) -> None:
    """In the runtime folder, by the part's own words and its cause; gone with the fault."""
    file = hall.folder / "run" / "faults"
    hall.hear(PrinterSaid("error", "cutter"), DeviceFailed("scanner", "scanner.path: pulled out"))
    cut, scanner = words_of("printer", "error", "cutter").sentence(), words_of("scanner", "missing").sentence()
    assert file.read_text().splitlines() == [f"{cut.vi}\t{cut.en}", f"{scanner.vi}\t{scanner.en}"]
    hall.hear(PrinterSaid("ok"), DeviceBack("scanner"))
    assert not file.exists()


def test_the_days_slip_waits_for_its_signature_and_not_for_ever(hall: Hall) -> None:
    """Ten seconds, in which the loop sleeps and the app does not start anew; then it is printed unsigned."""
    hall.served(1)
    hall.journal.transact(close_day)
    hall.app.settle()
    printed = len(hall.printer.jobs)
    assert hall.app._due() <= SIGNED_WITHIN_MS and not hall.app._may_restart()
    hall.pass_ms(SIGNED_WITHIN_MS - 1)
    assert len(hall.printer.jobs) == printed
    hall.pass_ms(1)
    assert "CHƯA KÝ" in repr(hall.printer.jobs[printed:]) and not hall.app.closing.waits
