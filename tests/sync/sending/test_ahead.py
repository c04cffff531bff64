"""What is live goes ahead of a backlog, and nothing is lost by that."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sync import outbox
from sync.outbox import Lane, Span

BEHIND = outbox.look(Lane(), 500, 50)  # 500 wait, 50 go into an array


@given(st.integers(1, 120), st.integers(1, 20), st.integers(1, 5), st.integers(0, 1 << 30))
def test_over_a_bad_link_the_city_gets_backlog_and_live_events_in_the_end(
    backlog: int, batch: int, window: int, seed: int
) -> None:
    """Messages and answers are lost and doubled while more is written: the cursor is never beyond what is stored."""
    lane, head, here, now, dice = outbox.begin(0, 0.0), backlog, set[int](), 0.0, random.Random(seed)
    for turn in range(4000):
        now, fair = now + 1.0, turn > 300
        head += not fair and dice.random() < 0.3
        lane = outbox.look(lane, head, batch)
        while span := outbox.due(lane, head, batch, window, now):
            lane = outbox.send(lane, span, now)
            for _ in range(1 if fair else dice.choice((0, 1, 2))):
                here |= set(range(span.first, span.last + 1))
        stored = next(n for n in range(head + 1) if n + 1 not in here)
        if fair or dice.random() < 0.5:
            lane = outbox.stored(lane, stored, now)
        if dice.random() < 0.1:
            lane = outbox.ask(lane, stored + 1, head, head)
        assert lane.cursor <= stored and outbox.goes_ahead(lane, Span(head + 1, head + 1)) == outbox.is_behind(lane)
        if (at := outbox.stalled_at(lane)) is not None and now >= at:
            lane = outbox.again(lane, now)
        if fair and lane.cursor == head:
            break
    assert lane.cursor == head and here == set(range(1, head + 1))


def test_a_live_event_goes_before_the_next_array() -> None:
    """Also where the window is full of a backlog; a few go singly, many as an array."""
    lane = outbox.send(BEHIND, Span(1, 50), 0.0)
    assert outbox.due(lane, 501, 50, 1, 0.0) == Span(501, 501) and outbox.due(lane, 600, 50, 1, 0.0) == Span(501, 550)
    lane = outbox.send(lane, Span(501, 501), 0.0)
    assert outbox.due(lane, 501, 50, 1, 0.0) is None and outbox.due(lane, 501, 50, 2, 0.0) == Span(51, 100)


def test_what_is_newer_than_an_array_is_no_backlog() -> None:
    """As many as one holds go as they did."""
    assert outbox.look(Lane(), 50, 50) == Lane() and not outbox.is_behind(Lane())
    assert outbox.look(BEHIND, 900, 50) == BEHIND


def test_what_went_ahead_is_on_its_way_once_the_backlog_is_there() -> None:
    """Until then no word can say that it is stored, so nobody waits for one; then it is sent again if it was lost."""
    lane = outbox.send(BEHIND, Span(501, 503), 0.0)
    assert lane.flights == () and outbox.stalled_at(lane) is None
    reached = outbox.send(lane, Span(1, 500), 0.0)
    assert reached.flights == (Span(1, 500), Span(501, 503)) and reached.sent == 503 and not outbox.is_behind(reached)
    lost = outbox.again(outbox.stored(reached, 500, 1.0), 11.0)
    assert outbox.due(lost, 503, 50, 4, 11.0) == Span(501, 501)


def test_an_answer_may_jump_over_what_went_ahead() -> None:
    """The last array closes the gap: all behind it is stored with one word."""
    lane = outbox.send(outbox.send(BEHIND, Span(501, 503), 0.0), Span(1, 400), 0.0)
    assert outbox.stored(lane, 503, 1.0) == Lane(503, 503, at=1.0, late=1.0)
    half = outbox.stored(lane, 501, 1.0)  # the city had more of it than we thought
    assert half.flights == (Span(502, 503),) and half.sent == 503


def test_a_backlog_that_the_city_asks_for_is_not_sent_twice() -> None:
    """It sees a gap up to what went ahead; what it lost of before goes all the same."""
    lane = outbox.send(outbox.stored(outbox.send(BEHIND, Span(1, 50), 0.0), 40, 0.5), Span(501, 501), 0.0)
    assert outbox.ask(lane, 41, 500, 501).asked == () and outbox.ask(lane, 7, 500, 501).asked == (Span(7, 40),)


def test_a_backlog_whose_rows_are_lost_is_over() -> None:
    """What is found behind it went ahead already."""
    lane = outbox.caught_up(outbox.send(BEHIND, Span(501, 503), 0.0))
    assert lane.sent == 503 and lane.flights == (Span(501, 503),)
    assert outbox.caught_up(Lane(sent=7)) == Lane(sent=7)


def test_an_event_that_is_too_large_stops_neither() -> None:
    """Whether it stands in the backlog or goes ahead: the first such one keeps the cursor before it."""
    lane = outbox.pass_over(BEHIND, 501, 0.0)
    assert (lane.ahead, lane.sent, lane.beyond) == (501, 0, 501)
    assert outbox.pass_over(lane, 1, 0.0).beyond == 1 and outbox.pass_over(lane, 1, 0.0).sent == 1


def test_sent_again_what_is_live_still_goes_first() -> None:
    """A line that was silent for ten seconds."""
    lane = outbox.send(outbox.send(BEHIND, Span(501, 503), 0.0), Span(1, 50), 0.0)
    assert outbox.due(outbox.again(lane, 10.0), 503, 50, 4, 10.0) == Span(501, 501)
