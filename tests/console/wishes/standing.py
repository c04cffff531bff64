"""What holds in every state, whatever officers wished for."""

from collections import Counter

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import kept_for, offered
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import State, Visit


def everybody_is_somewhere(state: State) -> None:
    """Nobody in two hands, nobody called and in no hand, no number twice."""
    hands = Counter(desk.visit for desk in state.counters.values() if desk.visit)
    at_counters = {v.token for v in state.visits.values() if v.status in ("called", "serving")}
    assert set(hands.values()) <= {1} and set(hands) == at_counters
    tickets = [v.ticket for v in state.visits.values()]
    assert len(tickets) == len(set(tickets))


def only_who_is_not_there_is_passed_over(state: State, now: Moment, rules: Rules) -> None:
    """Everybody who waits may be called in turn by some counter, or was called in vain a short while ago, or is
    away until a time."""
    offers = {v.token for counter in rules.counters for v in offered(state, now, rules, counter)}
    for visit in state.visits.values():
        if visit.status == "waiting" and visit.token not in offers and not is_kept(state, visit, now, rules):
            assert visit.missed and elapsed(visit.missed.at, now) < rules.rest
            assert visit.missed.times < rules.tries


def is_kept(state: State, visit: Visit, now: Moment, rules: Rules) -> bool:
    away = visit.promise and elapsed(visit.promise.at, now) < visit.promise.after
    return bool(away) or waits_for_one_at_rest(state, visit, rules)


def waits_for_one_at_rest(state: State, visit: Visit, rules: Rules) -> bool:
    """Sent to a counter whose officer rests: nobody else is given it while they are there."""
    kept = kept_for(state, rules, visit)
    return kept != 0 and state.counters[kept].rests


def only_who_is_there_helps(state: State) -> None:
    """Help is asked for and promised by who is there; and since when nobody is in a hand is known of every free one."""
    assert set(state.help) == set(state.help_since) <= set(state.counters)
    assert {by for by in state.help.values() if by} <= set(state.counters)
    assert set(state.idle) == {n for n, desk in state.counters.items() if not desk.visit}
