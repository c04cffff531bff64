"""Damage → the words that citizen, officer and technician read of it; `./scripts/screens --damage` draws them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.layout import layout
from kiosk.app.commands import CommandHandlers
from kiosk.app.journal_writer import FULL, JournalWriter
from kiosk.app.presenter import view_of
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.record.events import NumbersRaised, Recorded
from kiosk.core.state.losses import EVERY
from kiosk.core.state.values import State
from kiosk.core.words.fault_words import DAMAGED, NEARLY_FULL
from kiosk.host.disk.reserve import reserve_of
from kiosk.host.troubles import tell, told
from kiosk.journal.bell import Bell
from kiosk.journal.finding import renewed_with
from kiosk.journal.journal import LOG_STAYS
from kiosk.journal.schema import kept_beside
from kiosk.office import new_token
from kiosk.service.telling import notices as n
from kiosk.service.telling.attention import attention
from scripts.small_office import small
from tests.journal.clocks import TestClock
from tests.journal.loss.conftest import day, office
from tests.journal.loss.office import Day, at, opened, prepared
from tests.journal.loss.test_preparing import emptied, gone, older
from tests.journal.loss.test_rows import LAST_NUMBER, changed

__all__ = ["day", "office"]
NEXT_DAY_MS = 24 * 3_600_000
HOME, STOPPED = words.HOME[1], words.ASK_DESK
NEW = "Số mới bắt đầu từ A058, B054."
KEPT = ("journal", "chép bản cũ (journal.kept-")


def spoilt(damaged: Day) -> None:
    """A row that cannot be read."""
    changed(damaged, f"UPDATE events SET data = '{{' WHERE seq = {LAST_NUMBER}")


def flipped(damaged: Day) -> None:
    """One bit, in the middle of the log."""
    content = bytearray(at(damaged, "journal.db-wal").read_bytes())
    content[len(content) // 2] ^= 1
    at(damaged, "journal.db-wal").write_bytes(content)


@dataclass(frozen=True)
class Read:
    """`citizen`: every word of the screen; `officer`: the notices; `technician`: device, and what is to be done."""

    citizen: tuple[str, ...]
    officer: tuple[str, ...]
    technician: tuple[tuple[str, str], ...]


def read(damaged: Day, trouble: str = "", device: tuple[str, str] = ("", "")) -> Read:
    """After the box has started on it, and the app has told what it found. `trouble`: what the app says now."""
    prepared(damaged.folder)
    with opened(damaged.folder) as journal, belled(damaged) as bell:
        writer = JournalWriter(CommandHandlers(journal, small(), new_token), bell, reserve_of(journal.path))
        for name, word in (("journal", writer.journal_word()[0]), ("scanner", "ok"), device):
            writer.write(lambda s, now, name=name, word=word: device_moved(s, name, word) if name else ())  # type: ignore[misc]
        tell(bell.runtime, "app", trouble)
        state, troubles = writer.state, told(bell.runtime)
        seen = n.notices(state, n.Around(troubles, True), renewed_with(journal), "AB", journal.now())
        found = attention(state, "rtc", troubles, kept_beside(journal.path))
        return Read(citizen(state, trouble, journal.now()), seen, tuple((f.device, f.do.vi) for f in found))


@contextmanager
def belled(damaged: Day) -> Iterator[Bell]:
    bell = Bell(damaged.folder / "run", "app")
    yield bell
    bell.close()


def citizen(state: State, trouble: str, now: Moment) -> tuple[str, ...]:
    dialog = replace(Dialog(), screen="out-of-order", base="out-of-order") if trouble else Dialog()
    view = view_of(state, dialog, now, small(), trouble)
    return tuple(thing.name for thing in layout(view, Theme.of(1280, 800, 217)))


@pytest.mark.parametrize(
    ("damage", "officer", "technician"),
    [
        (gone("journal.db"), NEW, KEPT),
        (emptied("journal.db"), NEW, KEPT),
        (older, NEW, KEPT),
        *([(gone("journal.db-wal"), NEW, KEPT)] if LOG_STAYS else []),
        (flipped, "", None),
        (spoilt, DAMAGED, ("journal", "kiosk repair")),
    ],
    ids=["file gone", "0 bytes", "older copy", *(["log gone"] if LOG_STAYS else []), "a bit in the log", "a row"],
)
def test_after_a_start_the_citizen_is_served_and_the_others_know(
    day: Day, damage: Callable[[Day], None], officer: str, technician: tuple[str, str] | None
) -> None:
    """The screen gives numbers; the officers read what was lost and from where numbers go on, or nothing where nothing
    is; the technician reads what is to be done."""
    damage(day)
    found = read(day)
    assert HOME in found.citizen
    assert officer in " ".join(found.officer) and bool(officer) == bool(found.officer)
    assert bool(technician) == bool(found.technician)
    if technician:
        ((device, do),) = found.technician
        assert device == technician[0] and technician[1] in do


@pytest.mark.parametrize(
    ("why", "officer", "do"),
    [
        (FULL, n.FULL, "dọn bớt chỗ"),
        ("/var/lib/kiosk/journal.db: disk I/O error; see docs/repair.md, 'journal'", n.NOT_WRITTEN, "thay thẻ nhớ"),
        ("/var/lib/kiosk/journal.db: database is locked; see docs/repair.md, 'journal'", n.NOT_WRITTEN, "tự thử lại"),
    ],
)
def test_while_nothing_can_be_written_everybody_is_told_what_to_do(day: Day, why: str, officer: str, do: str) -> None:
    """The citizen asks at the counter, the officer lets people in by turn, the technician has one line on the screen
    and the whole on the page."""
    found = read(day, trouble=why)
    assert STOPPED in found.citizen and words.BROKEN[0] in found.citizen
    assert found.officer == (officer,) and n.IN_TURN in officer
    assert [device for device, _ in found.technician] == ["app"] and do in found.technician[0][1]


@pytest.mark.parametrize(
    ("device", "officer", "do"),
    [
        (("key", "missing"), (), "kiosk identity restore"),
        (("key", "damaged"), (), "kiosk identity restore"),
        (("card", "copied"), (), "cả hai thẻ"),
        (("disk", "full"), (NEARLY_FULL,), "thẻ lớn hơn"),
    ],
)
def test_what_stops_nobody_is_the_technicians(
    day: Day, device: tuple[str, str], officer: tuple[str, ...], do: str
) -> None:
    """A key that is gone changes nothing at the counter; a disk that fills up will."""
    found = read(day, device=device)
    assert HOME in found.citizen and found.officer == officer
    assert found.technician[0][0] == device[0] and do in found.technician[0][1]


def raised(date: str, numbers: dict[str, int]) -> Recorded:
    event = NumbersRaised(date, numbers, 50, "gone")
    return Recorded(2, "", "visit", 1, TestClock().wall(), 0, "b", "synchronised", event, None, None)


@pytest.mark.parametrize(
    ("renewed", "first"),
    [
        (raised("", {EVERY: 500}), "từ 501."),
        (raised("2026-11-23", {EVERY: 60, "A": 74}), "từ A075, B061."),
        (raised("2026-11-20", {EVERY: 60, "A": 74}), "từ 051."),
    ],
    ids=["nothing known", "of today", "of another day"],
)
def test_the_first_number_is_the_one_that_comes(renewed: Recorded, first: str) -> None:
    """Also where nothing of the day was known, and where the numbers that were known are of an earlier day; and a day
    later it is no news."""
    now = Moment(renewed.wall, 0, "b")
    (said,) = n.notices(State(), n.Around(), renewed, "AB", now)
    assert first in said
    assert n.notices(State(), n.Around(), renewed, "AB", replace(now, wall=now.wall + NEXT_DAY_MS)) == ()


def test_a_journal_that_only_parted_from_a_copy_is_not_called_lost() -> None:
    """The new numbers are told all the same."""
    event = NumbersRaised("2026-11-23", {EVERY: 60}, 50, "copied")
    (said,) = n.notices(
        State(), n.Around(), replace(raised("", {}), event=event), "A", Moment(TestClock().wall(), 0, "b")
    )
    assert said.startswith("Máy đã lập nhật ký riêng") and "bị mất" not in said and "từ 061." in said


@pytest.mark.parametrize(("app", "said"), [(True, ()), (None, ()), (False, (n.AWAY,))])
def test_a_touch_app_that_is_away_is_told(app: bool | None, said: tuple[str, ...]) -> None:
    """Only where that is known; and the courier's trouble is no officer's."""
    assert n.notices(State(), n.Around({"sync": "x"}, app), None, "A", Moment(0, 0, "b")) == said


def test_a_lost_journals_folder_is_named() -> None:
    """The technician finds it without a search."""
    (found,) = attention(State(devices={"journal": "renewed"}), "rtc", {}, ["journal.kept-1", "journal.kept-2"])
    assert "(journal.kept-1, journal.kept-2)" in found.do.vi
