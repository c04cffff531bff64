"""Which lamps burn: pure. The rating buttons breathe while the machine asks; all of them are lit at the thanks, never
only the one that was pressed, so that nobody in the room sees which it was."""

from collections.abc import Sequence

from kiosk.config.buttons import action_of
from kiosk.config.options import Button
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import ratings
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import State

THANKED = ("thanks", "which-counter")


def lamps_of(
    state: State, dialog: Dialog, now: Moment, rules: Rules, buttons: Sequence[Button]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the lit lamps and of the breathing ones."""
    rating = tuple(b.name for b in buttons if action_of(b).startswith("level-") and b.lamp >= 0 and not b.counter)
    if dialog.screen in THANKED:
        return rating, ()
    asking = dialog.screen == "rate" or ratings.asking(state, now, rules)
    return (), rating if asking else ()
