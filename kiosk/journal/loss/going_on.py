"""A new journal in the place of one that is lost, with what is left of that one kept aside whole.

All of the new one is made before anything is touched, and its first rows are in it when it takes the name: it says from
which journal it goes on, and its numbers begin above every one that the other can have given. A power cut at any moment
leaves the old state, which is found lost again, or the new journal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.config.options import Config
from kiosk.config.paths import journal_path, source_of
from kiosk.core.calendar.moment import Moment, local
from kiosk.core.record.events import Fact, JournalBegun
from kiosk.core.state.losses import above
from kiosk.core.state.values import State
from kiosk.host.files import name_again, sync_folder
from kiosk.journal import last_known
from kiosk.journal.errors import JournalBehind, JournalDamaged, JournalError, JournalGone, Lost, translated_errors
from kiosk.journal.journal import Journal
from kiosk.journal.opening import clock_of, file_of, in_memory, own_card, publish, read_file
from kiosk.journal.schema import KEPT, heads_of, log_of
from kiosk.journal.timestamps import Clock, unwritten

_WHY: dict[type[Lost], str] = {JournalGone: "gone", JournalBehind: "older", JournalDamaged: "damaged"}


@dataclass(frozen=True)
class Kiosk:
    """Whose journal it is. `source`: the CloudEvents source; `card`: the identity of the card, "" for none known."""

    path: Path
    source: str
    clock: Clock
    card: str


def kiosk_of(config: Config) -> Kiosk:
    return Kiosk(journal_path(config), source_of(config), clock_of(config), own_card(config))


def go_on(kiosk: Kiosk, loss: Lost) -> Path:
    """The folder in which what is left is kept. Raises JournalError."""
    with translated_errors(kiosk.path):
        kiosk.path.parent.mkdir(parents=True, exist_ok=True)
        kept = keep_aside(kiosk.path, unwritten(kiosk.clock))
        publish(kiosk.path, begun(kiosk, _WHY[type(loss)]))
        return kept


def keep_aside(path: Path, now: Moment) -> Path:
    """Journal, log and last heads under a second name each, in a new folder: no byte is copied, and none can be lost by
    what comes after. Raises OSError."""
    folder = next(name for name in _names(path, now) if not name.exists())
    folder.mkdir(mode=0o750)
    for file in (path, log_of(path), heads_of(path)):
        if file.exists():
            name_again(file, folder / file.name)
    sync_folder(folder.parent)
    return folder


def _names(path: Path, now: Moment) -> Iterator[Path]:
    """`journal.kept-20261126-080312`, and more for the same second."""
    stamp = local(now.wall).strftime("%Y%m%d-%H%M%S")
    yield path.with_name(f"{KEPT}{stamp}")
    for n in range(2, 1000):
        yield path.with_name(f"{KEPT}{stamp}-{n}")


def begun(kiosk: Kiosk, why: str) -> bytes:
    """The new journal, which goes on from the one that stands there; not there yet. `why`: as its first row has it."""
    known, read = last_known.read(kiosk.path), _read(kiosk.path)
    places = [(known.day, known.numbers)] if known else []
    places += [(read[1].day, read[1].numbers)] if read else []
    of = known.journal if known else read[0] if read else ""
    facts = (
        Fact(JournalBegun(of, why, kiosk.card, known.heads if known else {})),
        Fact(above(places, why)),
    )
    with in_memory() as conn:
        conn.execute("UPDATE journal SET card = ?", (kiosk.card,))
        Journal(kiosk.path, conn, kiosk.source, kiosk.clock).transact(lambda state, now: facts)
        return file_of(conn)


def _read(path: Path) -> tuple[str, State] | None:
    """What can still be read of it: its id, and what its rows add up to."""
    try:
        with read_file(path) as reader:
            return reader.id, reader.read_state()
    except JournalError:
        return None
