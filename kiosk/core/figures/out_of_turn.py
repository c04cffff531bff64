"""How often an officer called a number before its turn, and why: a right, so it is counted. Pure.

What was taken back was not called; a number that was held, did not answer or came back was not before its turn.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from kiosk.core.record import events as e


def out_of_turn(facts: Iterable[tuple[int, e.Event]]) -> Mapping[str, Mapping[str, int]]:
    """From (sequence, event) pairs of the visit stream: officer (reference) → reason, "" for unsaid → calls."""
    told = list(facts)
    undone = {event.undone for _, event in told if isinstance(event, e.VisitUndone)}
    found: dict[str, Counter[str]] = {}
    for sequence, event in told:
        if isinstance(event, e.TicketCalled) and event.reason is not None and sequence not in undone:
            found.setdefault(event.officer, Counter())[event.reason] += 1
    return found
