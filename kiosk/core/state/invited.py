"""Who is invited to a counter right now: what board and voice say. Pure.

The calls of the day are its history. An invitation lasts while its number is in the hand of the very counter that
called it: who was sent on, put aside, given up or is done is invited no more, and nobody is invited to two counters.
"""

from kiosk.core.state.values import Call, State, Visit


def invited(state: State) -> tuple[Call, ...]:
    """Newest first, each number once."""
    calls: dict[str, Call] = {}
    for call in state.calls:
        if is_invited(state, call.ticket, call.counter):
            calls.setdefault(call.ticket, call)
    return tuple(calls.values())


def is_invited(state: State, ticket: str, counter: int) -> bool:
    """Does this counter have this number in hand?"""
    visit = visit_at(state, counter)
    return visit is not None and visit.ticket == ticket


def visit_at(state: State, counter: int) -> Visit | None:
    """The visit called to or served at this counter."""
    desk = state.counters.get(counter)
    return state.visits.get(desk.visit) if desk else None
