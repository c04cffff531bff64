"""The journal before any program opens it: made, brought to this version, looked at for loss; or gone on from anew.

Nothing is written where rows are missing. Without `anew` that is refused by name. With it, what is there is kept aside
whole, and a new journal takes its place: it says in its first rows from which one it goes on, and why, and its numbers
of the day go on above every one that the old one is known to have given. The city keeps both.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from kiosk.core.record.events import Fact, NumbersRaised
from kiosk.core.state import losses
from kiosk.core.state.values import State
from kiosk.host.disk import reserve as disk_reserve
from kiosk.host.files import write_whole
from kiosk.host.owner import SHARED
from kiosk.journal import last_known, opening
from kiosk.journal.errors import WHAT_TO_DO, Damage, DiskFull, JournalBehind, JournalError, Lost, translated_errors
from kiosk.journal.loss import log
from kiosk.journal.loss.going_on import Kiosk, go_on
from kiosk.journal.schema import has_log, log_of, size_of

TORN = "torn"  # one transaction that looks whole is none: it may have given a number
Say = Callable[[str], None]


def prepare(kiosk: Kiosk, anew: bool, say: Say) -> tuple[Damage, ...]:
    """The rows that cannot be read, as far as they were needed. `say`: takes a line for the technician's log. Raises
    JournalError; of these Lost only without `anew`."""
    try:
        return _ready(kiosk, say)
    except Lost as loss:
        if not anew:
            raise
        say(str(loss))
        say(f"what is left is kept in {go_on(kiosk, loss)}; a new journal goes on above its numbers")
        return _ready(kiosk, say)


def _ready(kiosk: Kiosk, say: Say) -> tuple[Damage, ...]:
    """On a full disk with the room that was kept for it."""
    try:
        return _brought_up(kiosk, say)
    except DiskFull:
        if not disk_reserve.give_back(disk_reserve.reserve_of(kiosk.path)):
            raise
        return _brought_up(kiosk, say)


def _brought_up(kiosk: Kiosk, say: Say) -> tuple[Damage, ...]:
    torn = _look(kiosk.path, say)
    opening.migrate(kiosk.path, kiosk.card)
    with opening.open_file(kiosk.path, kiosk.source, kiosk.clock) as journal:
        journal.must_take_rows()
        for damage in journal.damages:
            say(f"{kiosk.path}: {damage}; what can be read goes on; {WHAT_TO_DO}")
        if torn:
            journal.transact(lambda state, now: (Fact(_raised(state)),))
        journal.checkpoint(last=True)
        return journal.damages


def _raised(state: State) -> NumbersRaised:
    numbers = losses.lost(state, 1).numbers
    return NumbersRaised(state.day, numbers, 1, TORN)


# --- what is there ----------------------------------------------------------------------------------------------


def _look(path: Path, say: Say) -> bool:
    """Before anything is written: the log is put right where a bit of it was flipped, and what is there must reach as
    far as is known. Whether the log's last transaction is torn. Raises Lost."""
    if not size_of(path):
        return False
    with translated_errors(path):
        found = log.examine(log_of(path).read_bytes()) if has_log(path) else log.Examined()
        if found.mended:
            write_whole(log_of(path), _right_one(path, found.mended), SHARED)
            Path(f"{path}-shm").unlink(missing_ok=True)
            say(f"{log_of(path)}: a flipped bit was put right, nothing is lost")
        if found.lost:
            raise JournalBehind(f"{path}: rows in the middle of its log cannot be read; {WHAT_TO_DO}")
        if opening.is_made(path):
            with opening.read_file(path) as reader:
                opening.must_reach(reader)
    return found.torn


def _right_one(path: Path, logs: tuple[bytes, ...]) -> bytes:
    """The log in which every row is as it was written; the likeliest where none is."""
    return next((each for each in logs if len(logs) == 1 or _is_right(path, each)), logs[0])


def _is_right(path: Path, content: bytes) -> bool:
    """Tried beside the journal, which is only read: no second copy of it is made."""
    known, folder = last_known.read(path), path.with_suffix(".try")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        tried = folder / path.name
        tried.hardlink_to(path)
        log_of(tried).write_bytes(content)
        with opening.read_file(tried) as reader:
            return reader.holds(after=known.seq if known else 0)
    except JournalError:
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
