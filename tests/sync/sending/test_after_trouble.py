"""Whatever a stranger or a load did to the way: once that is over, nothing waits for minutes."""

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import outbox
from sync.outbox import Lane, Span

BATCH, WINDOW, STEP_S, TROUBLE_S = 200, 24, 0.1, 60.0
SOON_S = 1.5 * outbox.SOON_S  # one wait, and the answer to it brings the rest


@dataclass
class Wild:
    """A way for one stream in trouble: what goes, and what is answered, may be lost or late, the line breaks, and old
    words of the city are said again and again."""

    dice: random.Random
    lost: float
    late_s: float
    cuts: bool
    lane: Lane = field(default_factory=Lane)
    head: int = 0
    here: set[int] = field(default_factory=set)
    on_the_way: list[tuple[float, Span]] = field(default_factory=list)

    def step(self, now: float, trouble: bool) -> None:
        if trouble:
            self._disturb(now)
        at = outbox.stalled_at(self.lane)
        self.lane = outbox.unanswered(self.lane, now) if at is not None and now >= at else self.lane
        while span := outbox.due(self.lane, self.head, BATCH, WINDOW, now):
            self.lane = outbox.send(self.lane, span, now)
            if not self._fails(trouble):
                self.on_the_way.append((now + 0.05 + trouble * self.dice.random() * self.late_s, span))
        self._arrive(now + STEP_S, trouble)

    def _disturb(self, now: float) -> None:
        self.head += self.dice.random() < 0.1
        if self.cuts and self.dice.random() < 0.004:
            self.lane, self.on_the_way = outbox.begin_again(self.lane, now), []
        if self.dice.random() < 0.5:
            self.lane = outbox.stored(self.lane, self.lane.cursor, now)

    def _fails(self, trouble: bool) -> bool:
        return trouble and self.dice.random() < self.lost

    def _arrive(self, now: float, trouble: bool) -> None:
        came = sorted((one for one in self.on_the_way if one[0] <= now), key=lambda one: one[0])
        self.on_the_way = [one for one in self.on_the_way if one[0] > now]
        for _, span in came:
            self.here |= set(range(span.first, span.last + 1))
            stored = next(n for n in range(self.head + 1) if n + 1 not in self.here)
            if not self._fails(trouble):
                self.lane = outbox.stored(self.lane, stored, now)


@given(st.integers(0, 1 << 32), st.floats(0.1, 1.0), st.floats(0.0, 20.0), st.booleans())
@settings(max_examples=30, deadline=None)
def test_once_the_trouble_is_over_everything_is_there_within_a_minute_or_so(
    seed: int, lost: float, late_s: float, cuts: bool
) -> None:
    """A minute of it; then nothing comes but answers."""
    way, now = Wild(random.Random(seed), lost, late_s, cuts), 0.0
    while now < TROUBLE_S or (way.lane.cursor < way.head and now < TROUBLE_S + SOON_S):
        way.step(now, now < TROUBLE_S)
        now += STEP_S
    assert way.lane.cursor == way.head


def test_words_that_move_nothing_make_no_later_wait_longer() -> None:
    """A stranger says what the city said before, every tenth of a second for a minute, and what is sent is lost."""
    lane = outbox.send(Lane(cursor=4, sent=4), Span(5, 5), 0.0)
    for tenth in range(600):
        now = tenth / 10
        lane = outbox.stored(lane, 4, now)
        at = outbox.stalled_at(lane)
        lane = outbox.unanswered(lane, now) if at is not None and now >= at else lane
        if lane.doubted:
            lane = outbox.send(lane, Span(5, 5), now)
    assert (outbox.stalled_at(lane) or 0.0) - 60.0 <= 4 * outbox.RESEND_S and lane.nudges > 0


@pytest.mark.parametrize("hours", [1, 24])
def test_a_city_that_comes_back_within_an_hour_is_met_within_a_minute(hours: int) -> None:
    """After a day's silence within ten."""
    lane = outbox.send(Lane(), Span(1, 1), 0.0)
    while (now := outbox.stalled_at(lane) or 0.0) < 3_400 * hours:
        lane = outbox.send(outbox.unanswered(lane, now), Span(1, 1), now)
    assert now - 3_400 * hours <= (outbox.SOON_S if hours == 1 else outbox.MAX_RESEND_S)
