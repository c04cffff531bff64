"""What to send and when: pure rules against a link that loses, doubles and reorders."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.moment import Moment
from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS
from kiosk.core.state.values import State
from sync import link, outbox
from sync.connection import backoff, tries_after
from sync.envelope import Ack
from sync.outbox import Lane, Span


@given(st.integers(1, 120), st.integers(1, 20), st.integers(1, 5), st.randoms(use_true_random=False))
def test_over_a_bad_link_the_city_gets_each_event_in_the_end(
    head: int, batch: int, window: int, dice: random.Random
) -> None:
    """Flights and answers are lost, doubled and out of order: the cursor is never beyond what is stored."""
    lane, here, now = outbox.begin(0, 0.0), set[int](), 0.0
    for turn in range(4000):
        now += 1.0
        fair = turn > 300  # after a while nothing is lost any more
        while span := outbox.due(lane, head, batch, window, now):
            lane = outbox.send(lane, span, now)
            for _ in range(1 if fair else dice.choice((0, 1, 2))):
                here |= set(range(span.first, span.last + 1))
        stored = next(n for n in range(head + 1) if n + 1 not in here)
        if fair or dice.random() < 0.5:
            lane = outbox.stored(lane, stored, now)
        assert lane.cursor <= stored
        if (at := outbox.stalled_at(lane)) is not None and now >= at:
            lane = outbox.again(lane, now)
        if lane.cursor == head:
            break
    assert lane.cursor == head and here == set(range(1, head + 1))


def test_live_events_go_singly_and_a_backlog_in_batches() -> None:
    """A few waiting: one at a time; many: as many as a message holds, no more messages than the window."""
    assert outbox.due(Lane(), 2, 50, 4, 0.0) == Span(1, 1) and outbox.due(Lane(), 200, 50, 4, 0.0) == Span(1, 50)
    full = Lane(sent=100, flights=(Span(1, 50), Span(51, 100)))
    assert outbox.due(full, 200, 50, 2, 0.0) is None and outbox.due(Lane(sent=5), 5, 50, 2, 0.0) is None


def test_what_the_city_asks_for_goes_once() -> None:
    """As far as it was sent before; a range already noted is not noted again; beyond the limit it must ask again."""
    lane = Lane(cursor=10, sent=60)
    lane = outbox.ask(outbox.ask(lane, 20, 90, 60), 20, 90, 60)
    assert outbox.is_repeat(lane, Span(20, 49)) and not outbox.is_repeat(lane, Span(61, 61))
    assert lane.asked == (Span(20, 60),) and outbox.due(lane, 60, 30, 4, 0.0) == Span(20, 49)
    lane = outbox.send(lane, Span(20, 49), 1.0)
    assert outbox.send(lane, Span(50, 60), 2.0).asked == ()
    for first in range(1, 20):
        lane = outbox.ask(lane, first, first, 60)
    assert len(lane.asked) == outbox.MAX_ASKED_RANGES and outbox.ask(Lane(sent=5), 9, 8, 5).asked == ()


def test_whoever_asks_without_end_gets_a_batch_a_second_and_holds_nothing_new_up() -> None:
    """In a minute of an `ask` with every turn: what is new goes in the turn in which it is there."""
    lane, head, late, batches = Lane(cursor=60, sent=60), 60, 0, 0
    for turn in range(600):
        now, head = turn / 10, head + (turn % 10 == 0)
        lane = outbox.ask(lane, 1, 60, head)
        while span := outbox.due(lane, head, 30, 4, now):
            lane = outbox.send(lane, span, now)
            batches += span.last <= 60
        lane, late = outbox.stored(lane, lane.sent, now), late + (lane.sent < head)
    assert (batches, late) == (60, 0)


def test_rows_that_are_lost_are_gone_round() -> None:
    """What is sent instead may lie far behind what was due; a request that nothing is left of is over."""
    lane = outbox.send(Lane(cursor=4, sent=4), Span(26, 30), 0.0)
    assert lane.sent == 30 and outbox.due(lane, 31, 50, 4, 0.0) == Span(31, 31)
    asked = outbox.ask(lane, 2, 29, 30)
    assert outbox.send(asked, Span(26, 29), 1.0).asked == ()
    assert outbox.again(asked, 1.0).asked == (Span(2, 4),)


def test_nobody_who_keeps_a_signed_word_moves_the_cursor_back_and_forth() -> None:
    """Unsigned never back; signed at once, and then once an hour, over however many lines; forward always."""
    lane = Lane(cursor=40, sent=60)
    assert not outbox.may_move(lane, 10, signed=False, now=9e9) and outbox.may_move(lane, 50, signed=False, now=0.0)
    assert outbox.may_move(lane, 10, signed=True, now=0.0)
    lane = outbox.begin_again(outbox.stored(outbox.stored(lane, 10, 5.0), 40, 6.0), 7.0)
    assert not outbox.may_move(lane, 10, signed=True, now=3604.0) and outbox.may_move(lane, 10, signed=True, now=3605.0)


def test_a_word_that_moves_nothing_makes_us_send_again_ever_more_rarely() -> None:
    """Said every second for an hour it costs ten resendings; after progress it is quick again."""
    lane, again = Lane(cursor=40, sent=60, flights=(Span(41, 60),)), 0
    for now in range(3600):
        nudged = outbox.stored(lane, 40, float(now))
        again += nudged is not lane
        lane = outbox.send(nudged, Span(41, 60), float(now)) if nudged is not lane else lane
    assert again == 10 and outbox.stored(lane, 60, 3600.0).nudges == 0


def test_the_brokers_word_counts_only_without_a_gap() -> None:
    """With `broker.ack = "broker"`: flights confirmed out of order move the cursor when the first one is."""
    lane = outbox.begin(0, 0.0)
    for span in (Span(1, 5), Span(6, 9)):
        lane = outbox.send(lane, span, 0.0)
    lane = outbox.taken(lane, Span(6, 9), 1.0)
    assert lane.cursor == 0
    assert outbox.taken(lane, Span(1, 5), 2.0).cursor == 9


def test_a_city_behind_our_cursor_is_sent_what_it_lost() -> None:
    """Restored from a backup: back to its number; an answer that moves nothing, long after the last sending, nudges."""
    lane = Lane(cursor=40, sent=60, flights=(Span(41, 60),), at=0.0)
    assert outbox.stored(lane, 10, 1.0).sent == 10 and outbox.is_repeat(outbox.stored(lane, 10, 1.0), Span(11, 11))
    assert outbox.stored(lane, 40, 1.0) == lane
    nudged = outbox.stored(lane, 40, 9.0)
    assert outbox.due(nudged, 60, 50, 4, 9.0) == Span(41, 45)
    lost = outbox.stored(outbox.send(nudged, Span(41, 45), 9.0), 45, 9.1)
    assert outbox.due(lost, 60, 50, 4, 9.1) == Span(46, 60) and outbox.is_repeat(lost, Span(46, 60))


@pytest.mark.parametrize(
    ("ack", "verdict"),
    [
        (Ack("other", 3), "foreign"),
        (Ack("ours", 9), "ahead"),
        (Ack("ours", 3, "b" * 64), "differs"),
        (Ack("ours", 3, "a" * 64), "move"),
        (Ack("ours", 0, GENESIS), "move"),
    ],
)
def test_an_acknowledgement_is_judged(ack: Ack, verdict: str) -> None:
    """Another card's, beyond our head, another history, or ours."""
    assert outbox.judge(ack, "ours", 5, lambda n: GENESIS if n == 0 else "a" * 64) == verdict


def test_attempts_spread_with_full_jitter() -> None:
    """Between nothing and a bound that doubles up to ten minutes."""
    assert [backoff(n, lambda: 0.5) for n in (0, 1, 5)] == [0.5, 1.0, 16.0] and backoff(99, lambda: 1.0) == 600.0


def test_a_row_that_is_not_there_is_nobodys_proof() -> None:
    """However high the number, the hash is compared with that of the journal's own row."""
    assert outbox.judge(Ack("ours", 3, GENESIS), "ours", 5, lambda n: "") == "differs"


def test_whoever_takes_our_name_silences_us_for_half_a_minute_at_most() -> None:
    """A line that held begins anew; a broker that is away, or sends what must be refused, is asked ever more rarely."""
    assert tries_after(7, served=True, held=True) == 0 and tries_after(2, served=False, held=True) == 3
    assert backoff(tries_after(50, served=True, held=False), lambda: 1.0) == 32.0
    assert backoff(tries_after(50, served=False, held=False), lambda: 1.0) == 600.0


def test_an_outage_is_told_at_once_and_its_end_when_the_line_has_held() -> None:
    """A start has three seconds; a drop none; the way back two; a flap in between tells nothing twice."""
    start = link.Link(False, 0.0)
    assert link.tell(start, 2.9)[1] == "" and link.tell(start, 3.0)[1] == "lost"
    up = link.raised(start, 1.0)
    assert link.raised(up, 2.0) == up and link.tell(up, 2.9)[1] == "" and link.tell(up, 3.0)[1] == "restored"
    down = link.dropped(link.tell(up, 3.0)[0], 4.0, "cut")
    told, word = link.tell(down, 4.0)
    assert word == "lost" and link.tell_at(told) is None and link.tell(told, 99.0)[1] == ""
    assert link.dropped(told, 5.0, "refused").why == "refused"


def test_the_journal_is_told_once_whoever_notices() -> None:
    """Lost, restored with how long it took, and the city as a part of the box: each only when it changes."""
    now, online, offline = Moment(100_000, 0, "b"), State(), State(offline=True)
    assert [f.event for f in link.lost("cut")(online, now)] == [e.LinkLost("cut")] and not link.lost("x")(offline, now)
    assert [f.event for f in link.restored(40_000)(offline, now)] == [e.LinkRestored(60)]
    assert not link.restored(0)(online, now) and [f.event for f in link.restored(0)(offline, now)] == [
        e.LinkRestored(0)
    ]
    assert [f.event for f in link.city_is("ahead")(online, now)] == [e.DeviceChanged("city", "ahead")]
    assert not link.city_is("ok")(online, now)
