"""The officers' verbs: each does by its name what the rule does, and says which fact tells of it."""

from collections.abc import Callable, Sequence

import pytest

from kiosk.core.decisions import coming, queue
from kiosk.core.decisions.verbs import VERBS, Asked
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from tests.core.office import RULES, Room, in_hand

Rule = Callable[[Room], Sequence[Fact]]
Tells = type[e.Event] | tuple[type[e.Event], ...]


def held(room: Room) -> Room:
    """A001 is held at counter 1, which is free again."""
    in_hand(room).do(lambda state, now: queue.hold(state, now, 1))
    return room


def unconfirmed(room: Room) -> Room:
    """A001 was called at counter 1 and ended at once."""
    in_hand(room).do(queue.finish, 1)
    return room


# verb: what it needs, the room it is said in, the rule by hand, the fact that tells of it
RULED: dict[str, tuple[str, Callable[[Room], Room], Rule, Tells]] = {
    "next": ("", in_hand, lambda r: queue.call_next(r.state, r.now(), RULES, 1), e.TicketCalled),
    "recall": ("", in_hand, lambda r: queue.recall(r.state, 1), e.TicketRecalled),
    "start": ("", in_hand, lambda r: queue.start(r.state, r.now(), 1), e.VisitStarted),
    "finish": ("", in_hand, lambda r: queue.finish(r.state, r.now(), 1), (e.VisitFinished, e.VisitEnded)),
    "no-show": ("", in_hand, lambda r: queue.no_show(r.state, 1), e.VisitEnded),
    "hold": ("", in_hand, lambda r: queue.hold(r.state, r.now(), 1), e.VisitHeld),
    "resume": ("A001", held, lambda r: queue.resume(r.state, r.now(), 1, "A001"), e.VisitResumed),
    "call": ("A002", in_hand, lambda r: queue.call_ticket(r.state, r.now(), 1, "A002"), e.TicketCalled),
    "transfer": ("B", in_hand, lambda r: queue.transfer(r.state, r.now(), RULES, 1, "B"), e.VisitTransferred),
    "walk-in": ("A", in_hand, lambda r: queue.walk_in(r.state, r.now(), RULES, 1, "A", "new"), e.VisitStarted),
    "came": ("A001", unconfirmed, lambda r: coming.came(r.state, 1, "A001"), e.VisitFinished),
    "absent": ("A001", unconfirmed, lambda r: coming.absent(r.state, 1, "A001"), e.VisitEnded),
}
NEEDS = {
    "came": "ticket",
    "absent": "ticket",
    "call": "ticket",
    "resume": "ticket",
    "transfer": "service",
    "walk-in": "service",
}


@pytest.mark.parametrize("name", RULED)
def test_a_verb_is_its_rule(name: str) -> None:
    """Said by an officer at counter 1: the same facts, the one that tells of it among them."""
    about, prepare, rule, tells = RULED[name]
    room, verb = prepare(Room()).later(5), VERBS[name]
    facts = verb.decide(room.state, room.now(), RULES, Asked(1, about, "new"))
    assert facts == tuple(rule(room)) and facts
    assert verb.tells == tells and any(isinstance(fact.event, tells) for fact in facts)


def test_these_are_all_and_each_needs_one_word_or_none() -> None:
    """Besides the counter."""
    assert set(RULED) == set(VERBS)
    assert {name: verb.needs for name, verb in VERBS.items() if verb.needs} == NEEDS
    assert Asked(1) == Asked(counter=1, about="", token="")
