"""Outages as the journal has them: true to the second in their sum, whoever cuts the line and however often."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.moment import Moment
from kiosk.core.record.events import LinkLost, LinkRestored
from kiosk.core.state.values import State
from sync import link
from sync.limits.hourly import HOUR_S

Told = tuple[float, LinkLost | LinkRestored]


def journal(changes: Iterable[tuple[float, bool]], until: float) -> list[Told]:
    """What is written, and when: `changes` are the line's, up or down, in order of their time. The line is up from the
    first second on, and that is told."""
    line, told = link.raised(link.Link(False, 0.0), 0.0), list[Told]()
    for at, up in [*changes, (until, True)]:
        while (due := link.tell_at(line)) is not None and due < at:
            line, written = _told(line, due, told)
            told += written
        line = link.raised(line, at) if up else link.dropped(line, at, "taken over")
        line, written = _told(line, at, told)
        told += written
    return told


def _told(line: link.Link, now: float, before: Sequence[Told]) -> tuple[link.Link, list[Told]]:
    after, what = link.tell(line, now)
    losses = [at for at, event in before if isinstance(event, LinkLost)]
    offline = bool(before) and isinstance(before[-1][1], LinkLost)
    began = int(1_000 * losses[-1]) if losses and what == "restored" else 0
    facts = link.facts(line, what, began)(State(offline=offline), Moment(int(1_000 * now), 0, "b"))
    return after, [(now, fact.event) for fact in facts if isinstance(fact.event, LinkLost | LinkRestored)]


def losses(told: Sequence[Told]) -> list[float]:
    return [at for at, event in told if isinstance(event, LinkLost)]


def seconds(told: Sequence[Told]) -> int:
    """Of all outages together."""
    return sum(event.seconds for _, event in told if isinstance(event, LinkRestored))


def test_one_outage_is_told_as_it_happens() -> None:
    """Its end once the line has held, and how long it was."""
    told = journal([(100, False), (700, True)], 800)
    assert told == [(100, LinkLost("taken over")), (702, LinkRestored(602))]


def test_a_name_that_is_taken_over_and_over_costs_two_events_an_hour() -> None:
    """Every four seconds for three hours, for a second each time: the hour's sum is told, and how many they were."""
    cuts = [(float(at + gone), bool(gone)) for at in range(100, 10_900, 4) for gone in (0, 1)]
    told = journal(cuts, 18_000)
    assert len(losses(told)) == 4 and len(told) == 8
    counts = [int(event.why.split()[0]) for _, event in told if isinstance(event, LinkLost) and "times" in event.why]
    assert sum(counts) == 2_700 - 1 and 2_700 <= seconds(told) <= 2_700 + 4 * link.HELD_S


def test_a_long_outage_soon_after_another_keeps_its_length() -> None:
    """Written when the hour since the last one is over; its seconds count from when it began."""
    told = journal([(100, False), (110, True), (600, False), (11_400, True)], 12_000)
    assert [at for at, _ in told] == [100, 112, 3_700, 11_402] and seconds(told) == 12 + 10_802


def test_an_outage_that_was_over_within_the_hour_is_told_when_the_hour_is_over() -> None:
    """Both its ends at once."""
    told = journal([(100, False), (110, True), (600, False), (1_600, True)], 12_000)
    assert [at for at, _ in told] == [100, 112, 3_700, 3_700] and seconds(told) == 12 + 1_000


@given(st.lists(st.integers(1, 4_000), min_size=1, max_size=40))
def test_no_line_writes_more_than_one_outage_an_hour_and_all_are_in_the_sum(pauses: list[int]) -> None:
    """Up and down at any times; at the end it is up for hours."""
    now, changes, gone = 10.0, list[tuple[float, bool]](), 0.0
    for n, pause in enumerate([*pauses, 1.0] if len(pauses) % 2 == 0 else pauses):
        changes.append((now, n % 2 == 1))
        gone += pause if n % 2 == 0 else 0.0
        now += pause
    changes += [(now, True)] if not changes[-1][1] else []
    told = journal(changes, now + 3 * HOUR_S)
    apart = [later - before for before, later in zip(losses(told), losses(told)[1:], strict=False)]
    assert all(pause >= HOUR_S for pause in apart) and len(told) == 2 * len(losses(told))
    assert seconds(told) >= int(gone) - len(told)


@pytest.mark.parametrize("first", [True, False])
def test_a_start_without_a_line_is_an_outage_after_three_seconds(first: bool) -> None:
    """One that loses its first line at once is one too."""
    line = link.Link(False, 0.0) if first else link.dropped(link.raised(link.Link(False, 0.0), 1.0), 2.0, "cut")
    assert link.tell_at(line) == (3.0 if first else 2.0)
