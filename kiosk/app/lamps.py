"""Which lamps burn: pure. The rating buttons breathe while the machine asks; all of them are lit at the thanks, never
only the one that was pressed, so that nobody in the room sees which it was."""

from kiosk.config.hardware.buttons import action_of
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import ratings
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.state.values import State

THANKED = ("thanks", "which-counter")


def lamps_of(state: State, dialog: Dialog, now: Moment, settings: Settings) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the lit lamps and of the breathing ones."""
    ours = (b for b in settings.config.buttons if b.lamp >= 0 and not b.counter)
    rating = tuple(b.name for b in ours if action_of(b).startswith("level-"))
    if dialog.screen in THANKED:
        return rating, ()
    if dialog.base == "out-of-order":
        return (), ()  # what they ask for could not be written
    asking = dialog.screen == "rate" or ratings.asking(state, now, settings.rules)
    return (), rating if asking else ()
