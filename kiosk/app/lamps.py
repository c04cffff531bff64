"""Which lamps burn: pure. The rating buttons breathe while the machine asks; all of them are lit at the thanks, never
only the one that was pressed, so that nobody in the room sees which it was."""

from collections.abc import Sequence

from kiosk.core import ratings
from kiosk.core.moment import Moment
from kiosk.core.rules import Rules
from kiosk.core.state import State
from kiosk.core.visit import Talk
from kiosk.options import Button

THANKED = ("thanks", "which-counter")


def lights(
    state: State, talk: Talk, now: Moment, rules: Rules, buttons: Sequence[Button]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the lit lamps and of the breathing ones."""
    rating = tuple(b.name for b in buttons if action_of(b).startswith("level-") and b.lamp >= 0 and not b.counter)
    if talk.screen in THANKED:
        return rating, ()
    asking = talk.screen == "rate" or ratings.asking(state, now, rules)
    return (), rating if asking else ()


def action_of(button: Button) -> str:
    """What a button does: as configured, else by its name. `level-4`, `service-A`."""
    names = {name: f"level-{level}" for level, name in ratings.SCALES["vn4"].levels.items()}
    return button.does or names.get(button.name, button.name)
