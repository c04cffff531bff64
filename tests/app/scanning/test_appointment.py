"""The appointment slip of a result under the scanner: a number of the service that hands results out, and no word of
the slip anywhere.

The real app, screen and journal.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from drivers import ports
from drivers.ports import CodeScanned
from kiosk.config.options import Counter, Hours, Queue, Service
from kiosk.config.settings import Settings
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.supervising.table import WISHES, Wished
from kiosk.core.dialog.idle import IDLE_MS
from kiosk.core.dialog.lying import AWAY_MS
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened

CODE, OTHER = "000.08.92.H55-210315-0018", "000.08.92.H55-210316-0004"
ADDRESS = f"https://dichvucong.example.vn/tra-cuu?ma={CODE}"
SERVICES = [Service("A", "Hộ tịch"), Service("T", "Trả kết quả", results=True)]


def office(**options: Any) -> Settings:
    return small(buttons=BUTTONS, services=SERVICES, **options)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, office())


def scan(room: Room, code: str, after_ms: int = AWAY_MS) -> None:
    room.pass_ms(after_ms)
    room.hear(CodeScanned(code))


def given(room: Room) -> list[tuple[object, object]]:
    return [(row["ticket"], row["channel"]) for row in room.rows("ticket.issued")]


@pytest.mark.parametrize("read", [CODE, CODE.lower(), "H55.92.08.000-210315-0018", ADDRESS, f"{CODE}|20/03/2021"])
def test_the_slip_is_a_number_at_once(room: Room, read: str) -> None:
    """Without a touch: the ticket stands there, its paper comes, and officers have it in their line."""
    scan(room, read)
    assert given(room) == [("T001", "scan")] and room.on() == "ticket"
    assert len(room.printer.jobs) == 1 and queue.waiting(room.journal.state, "T") == 1


def test_the_same_slip_is_the_same_number_while_that_goes_on(room: Room) -> None:
    """However its code is written, on the ticket's screen or back at home, and once it is called; another is another
    number, of which nobody asks whether it is one too many."""
    for read in (CODE, ADDRESS, OTHER):
        scan(room, read)
    assert given(room) == [("T001", "scan"), ("T002", "scan")] and len(room.printer.jobs) == 2
    room.pass_ms(IDLE_MS["ticket"] + 1)
    assert room.on() == "home"
    room.journal.transact(lambda s, now: counters.sign_in(s, now, room.settings.rules, 1, "o1", "s1"))
    room.journal.transact(lambda s, now: queue.call_next(s, now, room.settings.rules, 1))
    scan(room, CODE)
    assert room.on() == "ticket" and len(given(room)) == 2
    room.journal.transact(lambda s, now: queue.start(s, now, 1))
    room.journal.transact(lambda s, now: queue.finish(s, now, 1, "papers-missing"))
    scan(room, CODE)
    assert given(room)[2:] == [("T003", "scan")]


def test_where_no_service_hands_results_out_it_is_a_code_that_nobody_knows(tmp_path: Path) -> None:
    for room in _opened(tmp_path, small(buttons=BUTTONS)):
        scan(room, CODE)
        assert given(room) == [] and (room.on(), room.app.dialog.notice) == ("home", "code-unknown")


def test_a_slip_of_the_kiosk_means_what_it_meant(room: Room) -> None:
    """A number that waits is shown again, one that was served is asked about."""
    room.hear(ports.ButtonPressed("service-a", room.mono))
    scan(room, "t1", IDLE_MS["ticket"] + 1)
    assert (room.on(), room.app.dialog.ticket) == ("ticket", "t1")
    room.served(1)
    scan(room, "visit1")
    assert room.on() == "rate" and len(given(room)) == 2  # with the walk-in


def test_it_is_refused_as_a_finger_is_when_its_service_is_stopped(room: Room) -> None:
    stop = WISHES["stop"].decide
    room.journal.transact(lambda state, now: stop(state, now, room.settings.rules, Wished(service="T")))
    scan(room, CODE)
    assert given(room) == [] and (room.on(), room.app.dialog.notice) == ("home", "refused-stopped")


def test_it_is_refused_with_words_when_the_office_gives_no_numbers(tmp_path: Path) -> None:
    """On a Tuesday, in an office that works on Sundays."""
    for room in _opened(tmp_path, office(hours=Hours(days=[7]))):
        scan(room, CODE)
        assert given(room) == [] and (room.on(), room.app.dialog.notice) == ("closed", "refused-closed")


def ten_minutes_each(room: Room, people: int) -> None:
    rules = room.settings.rules
    for wanted in (queue.NewTicket(f"e{n}", "T") for n in range(people)):
        room.journal.transact(partial(queue.issue, rules=rules, wanted=wanted))
    room.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 1, "o1", "s"))
    for _ in range(people):
        room.journal.transact(lambda s, now: queue.call_next(s, now, rules, 1))
        room.mono += 600_000
    room.journal.transact(lambda s, now: queue.finish(s, now, 1))


def test_it_is_refused_when_no_more_can_be_served(tmp_path: Path) -> None:
    """At 11:28, with turns of ten minutes, in an office that would rather say so."""
    hours, refuses = Hours(morning="07:30-11:30"), Queue(capacity="refuse")
    for room in _opened(tmp_path, office(hours=hours, queue=refuses, counters=[Counter(1, ["T"]), Counter(2, ["A"])])):
        ten_minutes_each(room, 13)
        room.mono = 1_000_000 + (11 * 60 + 28 - 7 * 60 - 48) * 60_000
        scan(room, CODE)
        assert len(given(room)) == 13 and (room.on(), room.app.dialog.notice) == ("home", "refused-full")


def test_no_word_of_the_slip_is_kept_or_said(room: Room, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In no event, file, screen or line of a log; and a number stands for it that another start makes otherwise."""
    scan(room, f"{ADDRESS}|Nguyen Thi Anh")
    scan(room, OTHER)
    room.app.writer.checkpoint(last=True)
    words = ("210315-0018", "210316-0004", "H55-2", "h55-2", "Nguyen", "dichvucong")
    out, err = capfd.readouterr()
    handlers = room.app.writer._handlers
    said = f"{out} {err} {room.app.screen.data()} {room.app.dialog} {room.app.lying} {handlers._papers}"
    said += f"{list(room.journal.rows())} {room.printer.jobs}"
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_fifo()]
    assert not any(word in said for word in words)
    assert not any(word.encode() in path.read_bytes() for path in files for word in words)
