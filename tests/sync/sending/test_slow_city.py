"""A city that is slower than what it is sent: it is waited for, and nothing that it has yet to read makes it slower."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from sync import outbox
from sync.outbox import Lane, Span

BATCH, WINDOW, STEP_S = 200, 8, 0.5


@dataclass
class City:
    """Takes what comes in the order in which it comes, at so many events a second, whether it has them or not."""

    rate: float
    queue: deque[tuple[int, Span]] = field(default_factory=deque)
    here: dict[int, set[int]] = field(default_factory=dict)
    spent: float = 0.0

    def takes(self, seconds: float) -> Iterator[tuple[int, int]]:
        """Which kiosk, and how far that is complete."""
        self.spent -= seconds
        while self.queue and self.spent <= 0:
            who, span = self.queue.popleft()
            self.spent += (span.last - span.first + 1) / self.rate
            has = self.here.setdefault(who, set())
            has |= set(range(span.first, span.last + 1))
            yield who, next(n for n in range(max(has) + 1) if n + 1 not in has)
        self.spent = max(0.0, self.spent) if not self.queue else self.spent


def come_back(kiosks: int, events: int, rate: float, seconds: float) -> tuple[int, list[Lane]]:
    """All at once, each with so many: how many events went out until each had its last answer, or the time was over."""
    city, sent, now = City(rate), 0, 0.0
    lanes = [outbox.begin(0, 0.0) for _ in range(kiosks)]
    while now < seconds and any(lane.cursor < events for lane in lanes):
        for who, lane in enumerate(lanes):
            at = outbox.stalled_at(lane)
            lane = outbox.unanswered(lane, now) if at is not None and now >= at else lane
            while span := outbox.due(lane, events, BATCH, WINDOW, now):
                lane, sent = outbox.send(lane, span, now), sent + span.last - span.first + 1
                city.queue.append((who, span))
            lanes[who] = lane
        now += STEP_S
        for who, stored in city.takes(STEP_S):
            lanes[who] = outbox.stored(lanes[who], stored, now)
    return sent, lanes


@pytest.mark.parametrize(("kiosks", "rate"), [(1, 10.0), (40, 400.0), (40, 100.0), (200, 1_000.0)])
def test_a_slow_city_is_sent_little_more_than_there_is(kiosks: int, rate: float) -> None:
    """From a minute to an hour behind: it has everything about as soon as it can, and less than a third goes twice."""
    events = 2_000
    sent, lanes = come_back(kiosks, events, rate, 1.6 * kiosks * events / rate + 60)
    assert all(lane.cursor == events for lane in lanes)
    assert sent <= 1.34 * kiosks * events


def test_a_silence_costs_less_each_time() -> None:
    """A city that is away for a day: of an array a quarter, a sixteenth …; single events go as one message."""
    lane, now, parts = outbox.send(outbox.begin(0, 0.0), Span(1, 200), 0.0), 0.0, list[int]()
    while (now := outbox.stalled_at(lane) or 0.0) < 86_400:
        lane = outbox.unanswered(lane, now)
        part = outbox.due(lane, 200, BATCH, WINDOW, now)
        assert part and part.first == 1
        lane, parts = outbox.send(lane, part, now), [*parts, part.last]
    assert parts[:5] == [50, 12, 3, 1, 1] and len(parts) < 210
    singly = Lane(sent=3, flights=(Span(1, 1), Span(2, 2), Span(3, 3)))
    assert outbox.due(outbox.unanswered(singly, 10.0), 3, BATCH, WINDOW, 10.0) == Span(1, 3)


TWICE = outbox.send(
    outbox.unanswered(outbox.send(outbox.send(Lane(), Span(1, 200), 0.0), Span(201, 400), 0.0), 10.0),
    Span(1, 50),
    10.0,
)


def test_hashes_are_sent_once_a_silence_lasts() -> None:
    """A part goes without those that the city can compute, twice; then with all, as may be what is wrong with it."""
    lane, said = outbox.send(Lane(), Span(1, 200), 0.0), list[bool]()
    for _ in range(4):
        lane = outbox.unanswered(lane, 0.0)
        said.append(outbox.is_repeat(lane, Span(1, 50)))
        lane = outbox.send(lane, Span(1, 50), 0.0)
    assert said == [False, False, True, True]


def test_an_answer_that_goes_as_far_as_what_was_sent_twice_says_that_the_rest_was_lost() -> None:
    """All of it goes anew, and the city was quick."""
    lost = outbox.stored(TWICE, 50, 10.5)
    assert outbox.due(lost, 400, BATCH, WINDOW, 10.5) == Span(51, 250) and lost.late == 0.5
    assert outbox.is_repeat(lost, Span(51, 250))


@pytest.mark.parametrize("number", [200, 400])
def test_an_answer_that_goes_further_says_that_it_was_only_late(number: int) -> None:
    """Nothing goes anew, and such a city is waited for twice as long as that took, a minute at most."""
    late = outbox.stored(TWICE, number, 25.0)
    assert outbox.due(late, 400, BATCH, WINDOW, 25.0) is None and late.late == 25.0
    on = outbox.send(late, Span(401, 500), 26.0)
    assert outbox.stalled_at(on) == 26.0 + 2 * 25.0
    assert outbox.stalled_at(outbox.stored(on, 500, 27.0)) is None
    quick = outbox.send(outbox.stored(on, 500, 27.0), Span(501, 501), 28.0)
    assert outbox.stalled_at(quick) == 28.0 + outbox.RESEND_S
    later = outbox.send(outbox.stored(TWICE, number, 90.0), Span(401, 500), 91.0)
    assert outbox.stalled_at(later) == 91.0 + outbox.SOON_S


def test_a_late_city_whose_word_moves_nothing_speaks_of_what_was_before() -> None:
    """It is not sent again for as long as its answers take."""
    lane = outbox.send(outbox.stored(TWICE, 400, 90.0), Span(401, 600), 90.0)
    assert outbox.stored(lane, 400, 170.0) == lane and outbox.stored(lane, 400, 181.0).doubted


def test_the_part_that_went_again_is_answered_like_what_is_on_the_way() -> None:
    """Its answer says which size passes; what was asked for between is told of by none."""
    lane, spans = outbox.begin(0, 0.0), list[Span]()
    for _ in range(2):
        spans.append(outbox.due(lane, 2 * BATCH, BATCH, WINDOW, 0.0) or Span(0, 0))
        lane = outbox.send(lane, spans[-1], 0.0)
    lane = outbox.unanswered(lane, 10.0)
    part = outbox.due(lane, 2 * BATCH, BATCH, WINDOW, 10.0)
    assert part == Span(1, BATCH // 4)
    lane = outbox.send(lane, part, 10.0)
    assert [outbox.is_answered(lane, span) for span in (*spans, part, Span(3, 9))] == [True, True, True, False]


def test_an_answer_that_may_be_to_either_sending_makes_nobody_wait_longer() -> None:
    """Single messages all go again: how late the city is, is not told by one that may have been lost (Karn)."""
    lane, now = outbox.begin(0, 0.0), 0.0
    for number in (1, 2, 3):
        lane = outbox.send(lane, Span(number, number), 0.0)
    while lane.doubted is False:
        now = outbox.stalled_at(lane) or 0.0
        lane = outbox.unanswered(lane, now)
    part = outbox.due(lane, 3, BATCH, WINDOW, now)
    assert part == Span(1, 3)
    lane = outbox.stored(outbox.send(lane, part, now), 3, now + 0.1)
    lane = outbox.send(lane, Span(4, 4), now + 1)
    assert outbox.stalled_at(lane) == now + 1 + outbox.RESEND_S
