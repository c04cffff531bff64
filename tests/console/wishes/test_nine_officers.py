"""Nine officers press whatever they like, with two tabs each, lost answers, restarts, midnight and clocks that jump;
above them somebody frees, shuts, stops, closes and cancels.

A random walk over the real office and its journal: `QUEUE_STEPS=20000` walks further than the suite does, and
`QUEUE_SEED` the same way again. Each step is judged by what it can have changed; what only the whole journal shows is
judged once, at the end. A seed says nothing smaller when it is made smaller, so none is sought.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kiosk.console.commands import leave
from kiosk.core.calendar.times import Times
from kiosk.core.decisions.calling.offers import offered
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import elapsed
from kiosk.core.record import events as e
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State, Visit
from kiosk.journal.reading import BEFORE_DAY
from kiosk.office import new_token
from tests.console.conftest import NAMES
from tests.console.wishes.standing import (
    everybody_is_somewhere,
    only_who_is_not_there_is_passed_over,
    only_who_is_there_helps,
)
from tests.console.wishes.walk import Walk

STEPS = int(os.environ.get("QUEUE_STEPS", "120"))
SEED = int(os.environ.get("QUEUE_SEED", "0"))
WALKS = 10 if STEPS < 1000 else 1
SELDOM = ("again", "again", "old tab", "sign in", "sign in", "leave", "press", "restart", "hand over")
BY_ITSELF = ("minute", "feed", "goes away", "above")
DOES = ("take",) * 6 + ("wish",) * 14 + SELDOM + BY_ITSELF
PASSES = (0, 0, 1, 3, 10, 21, 60, 300, 1800)
LONG = (6 * 3600, -900, 0)  # a night, a clock that is set back, one that nobody knows


def step(walk: Walk) -> None:
    dice, counter = walk.dice, walk.dice.randint(1, 9)
    walk.passes(dice.choice(PASSES))
    does = dice.choice(DOES)
    if does == "wish" and not walk.sits(counter) and dice.random() < 0.8:
        does = "sign in"  # most know that somebody else has their counter
    if dice.random() < 0.01:
        walk.passes(dice.choice(LONG))
    if does in ("press", "restart", *BY_ITSELF):
        getattr(walk, does.replace(" ", "_"))()
    elif does == "take":
        refused(walk.take)
    elif does == "sign in":
        refused(lambda: walk.sign_in(counter))
    elif does == "again" and walk.sent:
        comes_again(walk)
    elif counter in walk.seats and does == "leave":
        refused(lambda: leave(walk.office, walk.seats[counter], walk.page(walk.seats[counter])))
    elif counter in walk.seats and does == "hand over":
        refused(lambda: walk.hand_over(counter))
    elif counter in walk.seats and does == "wish":
        called_in_turn(walk, counter)
        walk.pages[counter] = walk.page(walk.seats[counter])
    elif counter in walk.pages and does == "old tab":
        old_tab(walk, counter)


def refused(act: Any) -> None:
    """What the rules refuse does not happen."""
    try:
        act()
    except Refused:
        return


def comes_again(walk: Walk) -> None:
    """A message that was lost, or came twice: the same answer, and nothing of it is done."""
    seat, verb, body, key, answer = walk.dice.choice(walk.sent[-5:])
    rows = walk.state.seq
    assert walk.send(seat, verb, body, key) == answer
    only_a_day_began(walk, rows)


def only_a_day_began(walk: Walk, rows: int) -> None:
    """Nothing was written behind that row, or what a new day needs."""
    if walk.state.seq != rows:
        written = {type(r.event) for r in walk.journal.recorded() if r.seq > rows}
        assert e.DayOpened in written or e.DayDated in written
        assert not written & {e.TicketCalled, e.VisitStarted, e.VisitHeld, e.VisitUndone, e.TicketIssued}


def old_tab(walk: Walk, counter: int) -> None:
    """A tab that has not heard for a while: nobody is called or ended on what it shows, if that is no more."""
    seat, shows = walk.seats[counter], walk.pages[counter]
    walk.office.journal.refresh()
    now = walk.page(seat)
    rows = walk.state.seq
    answer = walk.send(seat, "next", shows, new_token())
    if shows != now and answer != "not-logged-in":
        assert answer == "stale"
        only_a_day_began(walk, rows)


def called_in_turn(walk: Walk, counter: int) -> None:
    """A granted `next` calls who is past a cap before all others, and in each line in turn."""
    seat = walk.seats[counter]
    before, now, rules = walk.state, walk.journal.now(), walk.office.rules
    found = next_for(before, now, rules, seat.counter)
    answer = walk.wish(counter, walk.page(seat))
    if walk.sent[-1][1] != "next" or isinstance(answer, str) or walk.state.day != before.day or found is None:
        return
    line = offered(before, now, rules, seat.counter)
    late = [v for v in firsts(line) if elapsed(v.issued, now) >= cap_of(walk, v)]
    called = found[0]
    assert answer["ticket"] == called.ticket and (called in late or not late)
    rivals = [v for v in line if v.service == called.service and v.priority != called.priority]
    due = before.ordinary_run(seat.counter, called.service) >= rules.priority_every
    assert late or not rivals or called.priority == due


def firsts(line: Sequence[Visit]) -> list[Visit]:
    """Of each line those who came first, with priority and without, back at their time or not: by place, as clocks that
    jump say otherwise who waited longest."""
    kinds: dict[tuple[str, bool, bool], list[Visit]] = {}
    for visit in line:
        kinds.setdefault((visit.service, visit.priority, visit.promise is None), []).append(visit)
    return [min(kind, key=lambda visit: visit.place) for kind in kinds.values()]


def cap_of(walk: Walk, visit: Visit) -> int:
    return walk.office.rules.priority_cap if visit.priority else walk.office.rules.ordinary_cap


def places_stay(walk: Walk) -> None:
    """Whatever was wished for: each number has the place at which it was given, and one that had been given by hand
    before is not behind that."""
    given = {r.visit: (r.seq, 0) for r in walk.journal.recorded() if isinstance(r.event, e.TicketIssued)}
    known = [*walk.state.visits.values(), *walk.state.done.values(), *walk.state.gone.values()]
    assert all(visit.place == given[visit.token] or visit.entered for visit in known)
    assert all(visit.place <= given[visit.token] for visit in known)


def a_restart_knows_the_same(walk: Walk) -> None:
    """Folded from the whole journal, or, as a start does, from some rows before the day: of long before, a start has
    less to go by in how long turns are and in what clocks told, and nothing else."""
    whole, walked = reduce(fold, walk.journal.recorded(), State()), walk.state
    if walked.seq <= BEFORE_DAY:
        assert whole == walked
    assert of_the_day(whole) == of_the_day(walked)
    assert whole.times.now == walked.times.now
    for service, turns in walked.turns.items():
        assert not turns or whole.turns[service][-len(turns) :] == turns


def of_the_day(state: State) -> State:
    """Without what a start estimates by."""
    live, done, gone = (
        {t: replace(v, act=None) for t, v in each.items()} for each in (state.visits, state.done, state.gone)
    )
    return replace(state, visits=live, done=done, gone=gone, turns={}, turn_of={}, times=Times())


def every_visit_has_one_outcome(walk: Walk) -> None:
    """Each that was given has ended and stays so; served only who was at a counter."""
    last: dict[str, e.Event] = {}
    finished = set()
    for r in walk.journal.recorded():
        if r.visit and isinstance(r.event, e.VisitFinished):
            finished.add(r.visit)
        if r.visit and r.stream == "visit" and not isinstance(r.event, e.SlipMoved | e.PrioritySet):
            last[r.visit] = r.event
    assert last
    for token, event in last.items():
        assert isinstance(event, e.VisitEnded)
        assert (event.how == "served") == (event.outcome is not None) and (event.how != "served" or token in finished)


@pytest.mark.timeout(300 + STEPS // 5)  # seconds; as everywhere, only that it ends by name
@settings(
    max_examples=WALKS,
    deadline=None,
    phases=[Phase.explicit] if SEED else [Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
@example(seed=SEED)
def test_whatever_nine_officers_press_nobody_is_lost(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No person skipped unseen, no two in one hand, every visit one outcome, priority within its caps in every line."""
    assert set(NAMES) == set("ABCDE")
    walk = Walk(tmp_path_factory.mktemp("nine"), random.Random(seed))
    for _ in range(STEPS):
        step(walk)
        everybody_is_somewhere(walk.state)
        only_who_is_not_there_is_passed_over(walk.state, walk.journal.now(), walk.office.rules)
        only_who_is_there_helps(walk.state)
    places_stay(walk)
    a_restart_knows_the_same(walk)
    walk.passes(3600)
    if not walk.state.closed:
        walk.office.close_day()
    every_visit_has_one_outcome(walk)
    walk.journal.close()
