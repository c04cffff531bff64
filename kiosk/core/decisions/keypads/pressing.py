"""What a press on a counter's keypad asks for: a wish of the officer who is signed in there. Pure.

A pad says neither its counter nor the number in hand, and most show neither; so the kiosk says for it what a page says
for itself. The hand is the one that the pad's counter had when the key went down, and what changed within a moment
before it, by the page, a second press or by itself, nobody had seen: such a press was meant for what is no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.colleagues import pauses
from kiosk.core.decisions.counters import Page, must_show_now
from kiosk.core.decisions.legs import Facts
from kiosk.core.decisions.verbs import VERBS, Asked
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import State

VERB_OF: Mapping[str, str] = {  # what a key does, as the settings call it → the verb, none of which needs a word
    "next": "next",
    "recall": "recall",
    "finish": "finish",
    "absent": "no-show",
    "unanswered": "unanswered",
    "undo": "undo",
}
SEEN_MS = 300  # sooner nobody acts on what changed


@dataclass(frozen=True)
class Hand:
    """What a pad's counter has in hand, "" for nobody, and since when, in mono ms; None: since the start."""

    ticket: str = ""
    since: int | None = None


@dataclass(frozen=True)
class Press:
    """`wish`: of VERB_OF; `hand`: as it was known last; `at`: when the key went down, mono ms."""

    wish: str
    counter: int
    hand: Hand
    at: int


def hand_at(state: State, counter: int, before: Hand | None, mono: int) -> Hand:
    """As it is by now. `before`: as it was; None: nothing is known of it, so it is no change."""
    desk = state.counters.get(counter)
    visit = state.visits.get(desk.visit) if desk else None
    ticket = visit.ticket if visit else ""
    if before is None:
        return Hand(ticket)
    return before if before.ticket == ticket else Hand(ticket, mono)


def shown(state: State, counter: int, hand: Hand) -> str:
    """On a pad that has a line of text: `A015`, `-` for nobody in hand, `off` where nobody is signed in."""
    return (hand.ticket or "-") if counter in state.counters else "off"


def pressed(state: State, now: Moment, rules: Rules, press: Press) -> Facts:
    """Raises Refused."""
    counter, hand = press.counter, press.hand
    must_show_now(state, counter, Page(counter, hand.ticket))
    if hand.since is not None and press.at - hand.since < SEEN_MS:
        raise Refused("stale")
    facts = VERBS[VERB_OF[press.wish]].decide(state, now, rules, Asked(counter))
    return pauses.ended_by(state, counter, facts)
