"""A journal of its own for a card whose journal is another card's too: it was copied, or an older image put back.

Two histories under one name are kept apart by the city, and stay hard to tell for people. So the journal ends here,
whole, as `former/ID.journal.db`, and a new one takes its place whose first row says from which it goes on, and from
where. No event changes its name: what was written before is the former journal's, and counts once, as the city has it.
A power cut at any moment leaves the old journal, of which nothing is lost, or the new one; the second time nothing is
done.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from kiosk.core.record.events import STREAMS
from kiosk.core.state.values import State
from kiosk.host import card
from kiosk.host.files import name_again
from kiosk.journal.backup.whole_copy import ENDING
from kiosk.journal.errors import JournalError, translated_errors
from kiosk.journal.finding import begun_from
from kiosk.journal.journal import Journal
from kiosk.journal.loss.going_on import Kiosk, begun
from kiosk.journal.opening import open_file, publish, read_file
from kiosk.journal.reading import Reader
from kiosk.journal.repair.rebuild import must_be_alone
from kiosk.journal.repair.repairing import FORMER

COPIED = "copied"  # why it begins
PARTED = ("ahead", "differs")  # of device `city`


def is_shared(journal: Reader, state: State, own_card: str) -> bool:
    """Another card has this journal, or the city another history of it."""
    return card.word(journal.card, own_card) == "copied" or state.devices.get("city") in PARTED


def is_parted(journal: Reader) -> bool:
    """It goes on from one that stayed whole. Raises JournalError."""
    of = begun_from(journal)
    return bool(of) and former_of(journal.path, of).exists()


def is_anothers(kiosk: Kiosk) -> bool:
    """An image of another office's card, in this one: the last word is another source's, and the card is not that on
    which it was said. Of a journal that cannot be read nobody says so."""
    try:
        with read_file(kiosk.path) as journal:
            return card.word(journal.card, kiosk.card) == "copied" and _last_source(journal) not in ("", kiosk.source)
    except JournalError:
        return False


def _last_source(journal: Reader) -> str:
    last = next(iter(journal.rows(after=journal.last() - 1)), None)
    return str(last["source"]) if last else ""


def unsent(journal: Journal) -> int:
    """Events of citizens and officers that the city has not confirmed."""
    return sum(journal.head(s)[0] - min(journal.head(s)[0], journal.cursor(s)) for s in STREAMS if s != "device")


def part(kiosk: Kiosk) -> Path:
    """Where the former journal is. No program has it open. Raises JournalError."""
    must_be_alone(kiosk.path)
    with open_file(kiosk.path, kiosk.source, kiosk.clock) as journal:
        journal.checkpoint(last=True)  # from here on its file alone holds all of it, and that is known
        id_ = journal.id
    with translated_errors(kiosk.path):
        former = _kept(kiosk.path, id_)
        publish(kiosk.path, begun(kiosk, COPIED))
    return former


def _kept(path: Path, id_: str) -> Path:
    """A second name of the file, which it may have had already where a power cut came in between."""
    former_of(path, id_).parent.mkdir(exist_ok=True)
    former = next(name for name in _names(path, id_) if not name.exists() or name.samefile(path))
    if not former.exists():
        name_again(path, former)
    return former


def _names(path: Path, id_: str) -> Iterator[Path]:
    """Another copy of it may have been here before."""
    yield former_of(path, id_)
    yield from (former_of(path, f"{id_}.{n}") for n in count(2))


def former_of(path: Path, id_: str) -> Path:
    return path.parent / FORMER / f"{id_}{ENDING}"
