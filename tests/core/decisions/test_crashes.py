"""Crashes are told from power cuts, and five within minutes lead to tickets only, not to a loop."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.decisions.crashes import CRASHES, WITHIN_MS, Start, begins_tickets_only, crashes, is_over

MINUTE = 60_000
FIVE = [Start("b1", n * 10_000) for n in range(CRASHES)]


def test_five_crashes_within_minutes_leave_tickets_only() -> None:
    """Four do not, five do; five over a day do not."""
    five = [Start("b1", 7 + n * 10_000) for n in range(5)]
    assert not begins_tickets_only(five[:4], "b1", MINUTE)
    assert begins_tickets_only(five, "b1", MINUTE)
    assert not begins_tickets_only([Start("b1", n * 60 * MINUTE) for n in range(5)], "b1", 5 * 60 * MINUTE)


def test_the_first_of_the_five_crashes_is_at_most_five_minutes_old() -> None:
    """To the millisecond, from the first start to the one that begins now."""
    five = [Start("b1", 7 + n) for n in range(5)]
    assert begins_tickets_only(five, "b1", 7 + 5 * MINUTE)
    assert not begins_tickets_only(five, "b1", 7 + 5 * MINUTE + 1)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, WITHIN_MS)), max_size=40))
def test_power_cuts_never_count(cuts: list[tuple[int, int]]) -> None:
    """However often the power went, a start in a boot of its own gives everything."""
    assert not begins_tickets_only([Start(f"boot-{boot}", mono) for boot, mono in cuts], "this boot", 0)


def test_a_told_end_wipes_the_crashes_before_it() -> None:
    """Somebody stopped and started it: it begins anew, and crashes count from there."""
    told = Start("b1", 45_000, end="told")
    assert crashes([*FIVE, told], "b1") == ()
    assert begins_tickets_only([*FIVE, told, *FIVE], "b1", MINUTE)


def test_tickets_only_stays_through_its_own_crashes() -> None:
    """One crash in it, even an hour after the others: tickets only again. Healthy at the end: everything."""
    only = Start("b1", MINUTE, tickets_only=True)
    assert begins_tickets_only([*FIVE, only], "b1", 60 * MINUTE)
    assert not begins_tickets_only([*FIVE, Start("b1", MINUTE, True, "healthy")], "b1", 60 * MINUTE)
    assert not begins_tickets_only([only, Start("b1", 2 * MINUTE)], "b1", 60 * MINUTE)


def test_it_is_over_after_a_healthy_stretch_or_a_word() -> None:
    """Half an hour without a crash, or a record that somebody gave an end."""
    only = Start("b1", MINUTE, tickets_only=True)
    assert not is_over(only, [only], 31 * MINUTE - 1)
    assert is_over(only, [only], 31 * MINUTE)
    assert is_over(only, [Start("b1", MINUTE, True, "forgiven")], 2 * MINUTE)
