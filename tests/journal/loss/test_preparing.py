"""A journal that is lost, behind or damaged: never an empty one, never a number twice on a day, and it goes on."""

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.record.events import JournalBegun, NumbersRaised
from kiosk.host.disk.reserve import keep, reserve_of
from kiosk.journal import errors, opening
from kiosk.journal.errors import (
    DiskFull,
    JournalBehind,
    JournalDamaged,
    JournalError,
    JournalGone,
    translated_errors,
)
from kiosk.journal.journal import LOG_STAYS
from kiosk.journal.last_known import read
from kiosk.journal.schema import kept_beside
from tests.core.office import MORNING
from tests.journal.clocks import TestClock
from tests.journal.loss.office import FILES, Day, at, make, opened, prepared, take

NEXT_DAY = MORNING + 24 * 3_600_000


def older(day: Day) -> None:
    """A copy of the morning is put back, without its log."""
    for name in FILES[:2]:
        at(day, name).unlink(missing_ok=True)
    fresh = make(day.folder.parent / "older", 3)
    at(day, FILES[0]).write_bytes((fresh.folder / FILES[0]).read_bytes())


def another_id(day: Day) -> None:
    content = at(day, FILES[0]).read_bytes()
    at(day, FILES[0]).write_bytes(content.replace(day.id.encode(), b"0" * 16))


def folded(damage: Callable[[Day], None]) -> Callable[[Day], None]:
    """When all rows stand in the file."""

    def then(day: Day) -> None:
        prepared(day.folder)
        damage(day)

    return then


def overwritten(name: str, start: int, size: int) -> Callable[[Day], None]:
    def damage(day: Day) -> None:
        content = bytearray(at(day, name).read_bytes())
        content[start : start + size] = b"\x5a" * size
        at(day, name).write_bytes(content)

    return damage


def emptied(name: str) -> Callable[[Day], None]:
    def damage(day: Day) -> None:
        at(day, name).write_bytes(b"")

    return damage


def both_emptied(day: Day) -> None:
    for name in FILES[:2]:
        emptied(name)(day)


def gone(*names: str) -> Callable[[Day], None]:
    def damage(day: Day) -> None:
        for name in names:
            at(day, name).unlink()

    return damage


def there(day: Day) -> dict[str, bytes]:
    """Files of any byte: SQLite makes an empty log where it only reads."""
    found = {name: at(day, name).read_bytes() for name in FILES if at(day, name).exists()}
    return {name: content for name, content in found.items() if content}


LOSSES: dict[str, tuple[Callable[[Day], None], type[JournalError], str]] = {
    "file gone": (gone("journal.db"), JournalGone, "gone"),
    "file and log gone": (gone("journal.db", "journal.db-wal"), JournalGone, "gone"),
    "file of no byte": (emptied("journal.db"), JournalGone, "gone"),
    "file and log of no byte": (both_emptied, JournalGone, "gone"),
    **({"log gone": (gone("journal.db-wal"), JournalBehind, "older")} if LOG_STAYS else {}),
    **({"log of no byte": (emptied("journal.db-wal"), JournalBehind, "older")} if LOG_STAYS else {}),
    "older copy": (older, JournalBehind, "older"),
    "another journal": (another_id, JournalBehind, "older"),
    "a hole in the log": (overwritten("journal.db-wal", 5_000, 600), JournalBehind, "older"),
    "no log's header": (overwritten("journal.db-wal", 0, 32), JournalBehind, "older"),
    "no database": (folded(overwritten("journal.db", 0, 100)), JournalDamaged, "damaged"),
    "no schema": (folded(overwritten("journal.db", 100, 900)), JournalDamaged, "damaged"),
    "only the keys are left": (gone(*FILES), JournalGone, "gone"),
}


def begins(day: Day) -> tuple[JournalBegun, NumbersRaised]:
    with opened(day.folder) as journal:
        first, second = (recorded.event for recorded in list(journal.recorded())[:2])
    assert isinstance(first, JournalBegun) and isinstance(second, NumbersRaised)
    return first, second


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_refused_by_name_and_gone_on_from(day: Day, loss: str) -> None:
    """By hand nothing is made or touched; as the box starts itself, all that is left is kept aside, and a new journal
    says from which it goes on, with numbers above every one that was given."""
    damage, kind, why = LOSSES[loss]
    (day.folder / "checkpoint.key").write_bytes(bytes(32))
    damage(day)
    before = there(day)
    with pytest.raises(kind):
        prepared(day.folder, anew=False)
    assert there(day) == before
    known = read(at(day, "journal.db"))
    assert any("is kept in" in line for line in prepared(day.folder))
    (kept,) = kept_beside(at(day, "journal.db"))
    assert {name: (day.folder / kept / name).read_bytes() for name in before} == before
    first, raised = begins(day)
    assert (first.why, first.of) == (why, known.journal if known else "") and raised.why == why
    with opened(day.folder) as journal:
        for service, last in day.given.items():
            assert take(journal, service) > last
        assert journal.verify().good


@pytest.mark.parametrize("loss", ["file gone", "older copy"])
def test_a_day_later_numbers_begin_at_one_again(day: Day, loss: str) -> None:
    """They were raised for the day of the loss, and one that began meanwhile, not for ever."""
    LOSSES[loss][0](day)
    prepared(day.folder)
    with opened(day.folder) as journal:
        take(journal, "A")
    with opened(day.folder, TestClock(NEXT_DAY, boot_id="later")) as journal:
        assert take(journal, "A") == 1


def test_a_new_card_makes_an_empty_journal(tmp_path: Path) -> None:
    """Nothing beside it says that there was one."""
    assert prepared(tmp_path / "data", anew=False) == []
    with opened(tmp_path / "data") as journal:
        assert journal.state.seq == 0 and take(journal, "A") == 1


def test_a_start_of_a_whole_journal_changes_nothing(day: Day) -> None:
    """Nor after a power cut; afterwards its file alone holds all."""
    assert prepared(day.folder, anew=False) == []
    with opened(day.folder) as journal:
        assert (journal.id, journal.state.seq) == (day.id, day.rows)
        assert take(journal, "A") == day.given["A"] + 1
    known = read(at(day, "journal.db"))
    assert known is not None and (known.seq, known.numbers, known.log) == (day.rows, day.given, False)


def test_a_second_loss_is_kept_beside_the_first(day: Day) -> None:
    for _ in range(2):
        at(day, "journal.db").unlink()
        prepared(day.folder)
    assert len(kept_beside(at(day, "journal.db"))) == 2


def test_heads_that_are_damaged_themselves_forbid_nothing(day: Day) -> None:
    """The journal is there: it is its own witness, and says anew how far it reaches."""
    overwritten("journal.heads", 10, 5)(day)
    prepared(day.folder, anew=False)
    known = read(at(day, "journal.db"))
    assert known is not None and known.seq == day.rows


FLIPS = 80


def test_one_bit_anywhere_never_gives_a_number_twice(office: Day, tmp_path: Path) -> None:
    """Random places of file and log: the box starts, the next numbers are above all that were given, and where the
    journal is the same one, no row of it is lost."""
    dice = random.Random(18)
    sizes = [(name, len((office.folder / name).read_bytes())) for name in FILES[:2]]
    for n in range(FLIPS):
        day = office.copied(tmp_path / str(n))
        name, size = dice.choices(sizes, [size for _, size in sizes])[0]
        bit = dice.randrange(size * 8)
        content = bytearray(at(day, name).read_bytes())
        content[bit // 8] ^= 1 << bit % 8
        at(day, name).write_bytes(content)
        prepared(day.folder)
        with opened(day.folder) as journal:
            place = (name, bit)
            assert journal.state.seq >= (office.rows if journal.id == office.id else 2), place
            for service, last in office.given.items():
                assert last < take(journal, service) <= last + 60, place


# --- the first one, and a full disk ---

UNFINISHED: dict[str, Callable[[Path], None]] = {
    "no byte": lambda path: path.touch(),
    "a header": lambda path: sql(path, "PRAGMA page_size = 1024", "PRAGMA journal_mode = WAL"),
    "the table of steps": lambda path: sql(path, "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, name TEXT)"),
}


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


@pytest.mark.parametrize("state", UNFINISHED)
def test_an_unfinished_first_journal_begins_again(tmp_path: Path, state: str) -> None:
    """What an earlier version left when the power was cut while it made one."""
    UNFINISHED[state](tmp_path / "journal.db")
    prepared(tmp_path, anew=False)
    with opened(tmp_path) as journal:
        assert take(journal, "A") == 1


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_first_journal_is_there_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Cut off wherever it is being made: nothing has its name, and the next start makes it."""

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(
            *{"write": (opening, "write_whole"), "fsync": (os, "fsync"), "replace": (Path, "replace")}[step], cut
        )
        with pytest.raises(KeyboardInterrupt):
            prepared(tmp_path, anew=False)
    assert not at_size(tmp_path / "journal.db")
    prepared(tmp_path, anew=False)
    with opened(tmp_path) as journal:
        assert take(journal, "A") == 1


def at_size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def test_a_start_on_a_full_disk_says_full_and_takes_the_reserve(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite calls it an I/O error; with the reserve it starts, without it says what is the matter."""
    reserve, room = reserve_of(at(day, "journal.db")), [False]
    keep(reserve)
    real = opening.migrate

    def full(path: Path, card: str = "") -> None:
        if reserve.exists() or not room[0]:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            with translated_errors(path):
                raise error
        real(path, card)

    monkeypatch.setattr(opening, "migrate", full)
    monkeypatch.setattr(errors, "no_room", lambda folder: True)
    room[0] = True
    assert prepared(day.folder, anew=False) == [] and not reserve.exists()
    room[0] = False
    with pytest.raises(DiskFull, match="the disk is full"):
        prepared(day.folder)
    assert not kept_beside(at(day, "journal.db"))
