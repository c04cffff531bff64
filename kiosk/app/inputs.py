"""From what the drivers saw to the talk's words: pure."""

from kiosk.config.buttons import action_of
from kiosk.config.options import Button
from kiosk.core.dialog.table import Said
from kiosk.core.state.values import State

_NUMBERED = ("level", "counter", "field")
_NAMED = ("service", "reason", "procedure")


def tap_said(thing: str, declinable: str) -> Said:
    """A tap on a thing of the screen, by its id. `declinable`: the visit that "Không đánh giá" would end."""
    kind, _, which = thing.partition("-")
    if kind in _NUMBERED and which.isdigit():
        return Said(f"tap {kind}", number=int(which), level=int(which))
    if kind in _NAMED and which:
        return Said(f"tap {kind}", what=which)
    return Said(f"tap {thing}", what=declinable if thing == "decline" else "")


def button_said(button: Button) -> Said:
    """A press of a real button."""
    kind, _, which = action_of(button).partition("-")
    if kind == "level":
        return Said("press level", number=int(which), level=int(which), channel="button")
    return Said(f"press {kind}", what=which.upper(), channel="button")


def code_said(code: str, state: State) -> Said:
    """A scanned or typed slip: known while its visit is of today."""
    token = code.strip().lower()
    visit = state.visits.get(token) or state.done.get(token)
    if visit is None:
        return Said("scan unknown")
    return Said("scan", what=token, number=visit.counter)
