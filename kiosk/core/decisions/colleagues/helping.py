"""An officer asks for help without a sound, another one comes, it is over. Pure.

Each is said once. Who asked is shown to every officer who is signed in, and nowhere else. It ends with the sign-out of
who asked; whom somebody who has left was to help asks anew (kiosk/core/state/desks.py).
"""

from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State


def ask(state: State, counter: int) -> Facts:
    """Refused help-asked."""
    desk = desk_of(state, counter)
    if counter in state.help:
        raise Refused("help-asked")
    return (Fact(e.HelpMoved(counter, desk.officer, "called")),)


def answer(state: State, counter: int, to: int) -> Facts:
    """Counter `to` is told who comes. Refused no-help, help-answered."""
    desk_of(state, counter)
    if to not in state.help or to == counter:
        raise Refused("no-help")
    if state.help[to]:
        raise Refused("help-answered")
    return (_moved(state, to, "answered", counter),)


def end(state: State, counter: int) -> Facts:
    """What this counter asked for; else what it had answered. Refused no-help."""
    desk_of(state, counter)
    own = [counter] if counter in state.help else [n for n, by in state.help.items() if by == counter]
    if not own:
        raise Refused("no-help")
    return (_moved(state, own[0], "ended"),)


def _moved(state: State, counter: int, help_: str, by: int | None = None) -> Fact:
    return Fact(e.HelpMoved(counter, desk_of(state, counter).officer, help_, by))
