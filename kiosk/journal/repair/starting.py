"""What a start repairs: what an earlier one left half done, what the city gave back since, and what is found lost.

A repair that cannot be done keeps nobody from starting: it is said, and the start goes on as if there were none.
"""

from collections.abc import Callable

from kiosk.journal.errors import JournalError, Lost
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.loss.preparing import prepare
from kiosk.journal.repair.everything import repair
from kiosk.journal.repair.given_back import DUE, FORMER_DUE, is_due, make_due, wanted
from kiosk.journal.repair.parting import is_anothers, part
from kiosk.journal.repair.rebuild import repaired_of
from kiosk.journal.repair.sources import id_of
from kiosk.journal.repair.words import words

Say = Callable[[str], None]


def start(kiosk: Kiosk, anew: bool, say: Say) -> None:
    """The journal as every program needs it, with what backup and city have of it. `anew`: where rows are lost even so,
    a new one goes on above its numbers. `say`: takes a line for the technician's log. Raises JournalError; of these
    Lost only without `anew`. An image of another office's card begins a journal of its own."""
    if anew and is_anothers(kiosk):
        _part(kiosk, say)
    if is_due(kiosk.path.parent, DUE) or repaired_of(kiosk.path).exists():
        _try(kiosk, say)
    try:
        if prepare(kiosk, False, say) and _is_new(kiosk):
            _try(kiosk, say)
            prepare(kiosk, anew, say)
    except Lost as loss:
        say(str(loss))
        _try(kiosk, say)
        prepare(kiosk, anew, say)
        make_due(kiosk.path.parent, FORMER_DUE)  # where it goes on in another journal, the lost one is built later


def _is_new(kiosk: Kiosk) -> bool:
    """The city was not asked yet for what cannot be read: this start is the first that meets it."""
    return id_of(kiosk.path) not in wanted(kiosk.path.parent)


def _part(kiosk: Kiosk, say: Say) -> None:
    try:
        say(f"an image of another kiosk's card: its journal is kept in {part(kiosk)}; a new one begins")
    except (JournalError, OSError) as error:
        say(f"an image of another kiosk's card, and no journal of its own: {error}")


def _try(kiosk: Kiosk, say: Say) -> None:
    try:
        found = repair(kiosk)
    except (JournalError, OSError) as error:
        say(f"no repair: {error}")
        return
    for line in words(found) if found else ():
        say(line)
