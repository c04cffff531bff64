"""The journals that were on this card before the one of today, kept whole beside it as `former/ID.journal.db`: what the
city had of each is a line of the courier's own file, as nobody writes into a former journal any more."""

from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

import orjson

from kiosk.core.record.events import STREAMS
from kiosk.host.files import write_whole
from kiosk.host.owner import COURIER, own_folder
from kiosk.journal.backup.whole_copy import ENDING
from kiosk.journal.errors import JournalError
from kiosk.journal.opening import read_file
from kiosk.journal.reading import Reader
from kiosk.journal.repair.repairing import FORMER

FILE = "former.json"  # journal → stream → the last number that the city said it has
Had = Mapping[str, Mapping[str, int]]


def lacking(data: Path, source: str, but: Collection[str] = ()) -> Reader | None:
    """One of which the city lacks events, as far as we know, to read from; None where there is none. `source`: ours:
    what another office's card has in it (an image was put in here) is that office's to send; `but`: none of these."""
    had = had_of(data)
    for path in sorted((data / FORMER).glob(f"*{ENDING}")):
        with suppress(JournalError), ExitStack() as held:  # where it cannot be read, a repair may mend it
            journal = held.enter_context(read_file(path))
            if journal.id not in but and _is_ours(journal, source) and had.get(journal.id) != ends(journal):
                held.pop_all()
                return journal
    return None


def _is_ours(journal: Reader, source: str) -> bool:
    last = next(iter(journal.rows(after=journal.last() - 1)), None)
    return last is not None and last["source"] == source


def ends(journal: Reader) -> dict[str, int]:
    """The last number of each of its streams."""
    return {stream: journal.head(stream)[0] for stream in STREAMS}


def had_of(data: Path) -> Had:
    """What was noted; nothing of what cannot be read."""
    try:
        found = orjson.loads((own_folder(data, COURIER) / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return {name: had for name, had in found.items() if isinstance(had, dict)} if isinstance(found, dict) else {}


def note(data: Path, journal: str, had: Mapping[str, int]) -> None:
    """Raises OSError."""
    write_whole(own_folder(data, COURIER) / FILE, orjson.dumps({**had_of(data), journal: dict(had)}))


def forget(data: Path) -> None:
    """What was noted of all of them. Raises OSError."""
    write_whole(own_folder(data, COURIER) / FILE, orjson.dumps({}))
