"""How long a counter's turns are: from one call to its next one, while somebody waited for it.

That is what those who wait feel: the visit, the officer's notes after it, a rest, a number that nobody answered. The
length of a visit alone would promise too much. A turn that ends with the call of somebody who has just come is none:
the counter may have been idle. Folded from the calls alone, so that every program knows the same; the last ones stay
known over the night, because the first to come in the morning asks too.
"""

from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.record.event import changed
from kiosk.core.state.values import MEASURED, State, Turn, Visit

FRESH_MS = 30_000  # who has waited less may have found the counter idle
LONGEST_MS = 3 * 3_600_000  # a lunch lies in between, or a clock that was set


def followed(state: State, visit: Visit | None, counter: int, now: Stamp) -> State:
    """The state with a call of `visit` at this counter, before the call itself is folded."""
    if visit is None:
        return state
    before = state.turn_of.get(counter)
    state = changed(state, turn_of={**state.turn_of, counter: Turn(visit.service, now)})
    if before is None or not _waited(visit, now) or elapsed(before.since, now) > LONGEST_MS:
        return state
    known = state.turns.get(before.service, ())
    return changed(
        state, turns={**state.turns, before.service: (*known, elapsed(before.since, now) // 1000)[-MEASURED:]}
    )  # fmt: skip


def _waited(visit: Visit, now: Stamp) -> bool:
    return visit.status == "waiting" and elapsed(visit.arrived, now) > FRESH_MS
