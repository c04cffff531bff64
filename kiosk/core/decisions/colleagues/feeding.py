"""An idle counter is given the next number without a key, where the office wants it. Pure.

Nobody is called over the head of an officer: only where nobody is in hand and the officer does not rest, once counter
and number have both waited so long; by the rule that `next` goes by, and taken back like it. Whether the officer's page
is there, and whether the office works just now, whoever asks has to know (kiosk/console/colleagues/feeding.py).
"""

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import legs
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.legs import Facts
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import State


def feed(state: State, now: Moment, rules: Rules, counter: int, sign_in: str, after: int) -> Facts:
    """The next call there, for whoever sits there by this sign-in; () where none is due. `after`: ms."""
    desk, since = state.counters.get(counter), state.idle.get(counter)
    if state.closed or desk is None or since is None or desk.sign_in != sign_in:
        return ()
    found = next_for(state, now, rules, counter)
    if found is None or min(elapsed(since, now), elapsed(found[0].arrived, now)) < after:
        return ()
    return (legs.called(found[0], desk, now, found[1]),)
