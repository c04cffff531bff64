"""The officers' verbs: each does by its name what the rule does, and says which fact tells of it."""

from collections.abc import Callable, Sequence

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.amends import coming, returning, undo
from kiosk.core.decisions.colleagues import helping, pauses
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.giving.batch import batch
from kiosk.core.decisions.giving.roll import Torn, roll
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.verbs import DONE, VERBS, Asked
from kiosk.core.decisions.wishes import answering, waiting
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


def flagged(room: Room) -> Room:
    """A002 waits with priority."""
    in_hand(room).write(waiting.set_priority(room.state, 1, "A002", True))
    return room


def missed(room: Room) -> Room:
    """A001 was called at counter 1 and did not come."""
    in_hand(room).write(queue.no_show(room.state, 1))
    return room


def idle(room: Room) -> Room:
    """Nobody is in hand at counter 1."""
    in_hand(room).later(60).do(queue.finish, 1)
    return room


def resting(room: Room) -> Room:
    idle(room).write(pauses.pause(room.state, 1))
    return room


def asking(room: Room) -> Room:
    """Both counters ask for help."""
    in_hand(room).write(helping.ask(room.state, 1))
    room.write(helping.ask(room.state, 2))
    return room


# verb: what it needs, the room it is said in, the rule by hand, the fact that tells of it
RULED: dict[str, tuple[str, Callable[[Room], Room], Rule, Tells]] = {
    "next": ("", in_hand, lambda r: queue.call_next(r.state, r.now(), RULES, 1), e.TicketCalled),
    "recall": ("", in_hand, lambda r: queue.recall(r.state, 1), e.TicketRecalled),
    "start": ("", in_hand, lambda r: queue.start(r.state, r.now(), 1), e.VisitStarted),
    "finish": ("", in_hand, lambda r: queue.finish(r.state, r.now(), 1), DONE),
    "continue": ("B", in_hand, lambda r: queue.go_on(r.state, r.now(), RULES, 1, "B"), e.VisitContinued),
    "unanswered": ("", in_hand, lambda r: answering.unanswered(r.state, RULES, 1), (e.TicketUnanswered, e.VisitEnded)),
    "priority": ("A002", flagged, lambda r: waiting.set_priority(r.state, 1, "A002", False), e.PrioritySet),
    "change": ("A002", in_hand, lambda r: waiting.change_service(r.state, RULES, 1, "A002", "B"), e.TicketRerouted),
    "withdraw": ("A002", in_hand, lambda r: waiting.withdraw(r.state, 1, "A002"), e.VisitEnded),
    "no-show": ("", in_hand, lambda r: queue.no_show(r.state, 1), e.VisitEnded),
    "hold": ("", in_hand, lambda r: queue.hold(r.state, r.now(), 1), e.VisitHeld),
    "resume": ("A001", held, lambda r: queue.resume(r.state, r.now(), 1, "A001"), e.VisitResumed),
    "call": ("A002", in_hand, lambda r: queue.call_ticket(r.state, r.now(), RULES, 1, "A002"), e.TicketCalled),
    "transfer": ("B", in_hand, lambda r: transfer(r.state, r.now(), RULES, 1, Where("B")), e.VisitTransferred),
    "walk-in": ("A", in_hand, lambda r: queue.walk_in(r.state, r.now(), RULES, 1, "A", "new"), e.VisitStarted),
    "batch": ("B", in_hand, lambda r: batch(r.state, r.now(), RULES, 1, NewTicket("new", "B"), 1), e.TicketIssued),
    "roll": (
        "B",
        in_hand,
        lambda r: roll(r.state, r.now(), RULES, 1, Torn(NewTicket("new", "B"), 17)),
        e.TicketEntered,
    ),
    "came": ("A001", unconfirmed, lambda r: coming.came(r.state, 1, "A001"), DONE),
    "absent": ("A001", unconfirmed, lambda r: coming.absent(r.state, 1, "A001"), e.VisitEnded),
    "undo": ("", in_hand, lambda r: undo.undo(r.state, r.now(), 1), e.VisitUndone),
    "pause": ("", idle, lambda r: pauses.pause(r.state, 1), e.CounterPaused),
    "back": ("", resting, lambda r: pauses.back(r.state, 1), e.CounterResumed),
    "help": ("", in_hand, lambda r: helping.ask(r.state, 1), e.HelpMoved),
    "help-answer": ("", asking, lambda r: helping.answer(r.state, 1, 2), e.HelpMoved),
    "help-end": ("", asking, lambda r: helping.end(r.state, 1), e.HelpMoved),
    "return": ("A001", missed, lambda r: returning.come_back(r.state, r.now(), RULES, 1, "A001"), e.VisitReturned),
}
NEEDS = {
    "return": "ticket",
    "came": "ticket",
    "absent": "ticket",
    "call": "ticket",
    "help-answer": "to_counter",
    "priority": "ticket",
    "change": "ticket",
    "withdraw": "ticket",
    "continue": "service",
    "resume": "ticket",
    "batch": "service",
    "roll": "service",
    "walk-in": "service",
}


@pytest.mark.parametrize("name", RULED)
def test_a_verb_is_its_rule(name: str) -> None:
    """Said by an officer at counter 1: the same facts, the one that tells of it among them."""
    about, prepare, rule, tells = RULED[name]
    room, verb, to = prepare(Room()).later(5), VERBS[name], 2 * (name == "help-answer")
    facts = verb.decide(room.state, room.now(), RULES, Asked(1, about, "new", service="B", to_counter=to, number=17))
    assert facts == tuple(rule(room)) and facts
    assert verb.tells == tells and any(isinstance(fact.event, tells) for fact in facts)


SAID: list[tuple[str, Asked, Rule]] = [
    ("finish", Asked(1, result="not-ours", dossiers=4), lambda r: queue.finish(r.state, r.now(), 1, "not-ours", 4)),
    ("call", Asked(1, "B001", reason="frail"),
     lambda r: queue.call_ticket(r.state, r.now(), RULES, 1, "B001", "frail")),
    ("hold", Asked(1, reason="copy"), lambda r: queue.hold(r.state, r.now(), 1, "copy")),
    ("priority", Asked(1, "A002", priority=True), lambda r: waiting.set_priority(r.state, 1, "A002", True)),
    ("walk-in", Asked(1, "B", "w", priority=True),
     lambda r: queue.walk_in(r.state, r.now(), RULES, 1, "B", "w", priority=True)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "rule"), SAID)
def test_what_else_is_said_comes_to_the_rule(name: str, asked: Asked, rule: Rule) -> None:
    room = in_hand(Room()).later(60)
    assert VERBS[name].decide(room.state, room.now(), RULES, asked) == tuple(rule(room))


def test_these_are_all_and_each_needs_one_word_or_none() -> None:
    """Besides the counter."""
    assert set(RULED) == set(VERBS)
    assert {name: verb.needs for name, verb in VERBS.items() if verb.needs} == NEEDS
    assert Asked(1) == Asked(counter=1, about="", token="")
