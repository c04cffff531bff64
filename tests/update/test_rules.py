"""Which bundle is taken, the verdict over a version on trial, and what is remembered when the power goes in between."""

from pathlib import Path

import pytest

from kiosk.update import memory
from kiosk.update.rules import (
    MAX_RESTARTS,
    STEADY_S,
    TRIAL_S,
    Health,
    Offer,
    Standing,
    Verdict,
    choose,
    judge,
    order,
    reason,
    settled,
)
from kiosk.update.run import health

TRIAL = Standing("2.0")


def test_tenth_release_is_newer_than_the_ninth() -> None:
    """Versions are compared by numbers, not by letters."""
    assert order("0.10.0") > order("0.9.9")


def test_newest_bundle_is_taken() -> None:
    """Of all newer bundles the newest is taken."""
    offers = [Offer("a", "1.1"), Offer("b", "1.10"), Offer("c", "0.9")]
    assert choose(offers, "1.0", Standing(), quiet=True) == Offer("b", "1.10")


@pytest.mark.parametrize(
    ("offer", "standing", "quiet"),
    [
        ("2.0", Standing(), False),
        ("1.0", Standing(), True),
        ("0.9", Standing(), True),
        ("2.0", Standing("", frozenset({"2.0"})), True),
        ("3.0", TRIAL, True),
    ],
    ids=["office open", "same version", "older version", "failed here before", "another is on trial"],
)
def test_bundle_is_left_alone(offer: str, standing: Standing, quiet: bool) -> None:
    """No bundle is taken in opening hours, that is not newer, that failed here, or while another is on trial."""
    assert choose([Offer("x", offer)], "1.0", standing, quiet) is None


@pytest.mark.parametrize(
    ("running", "standing", "taken"),
    [
        ("1.0", Standing(), True),
        ("1.0", Standing("2.0"), True),
        ("1.0", Standing("", frozenset({"2.0"})), True),
        ("2.0", Standing(), False),
        ("1.5", Standing("1.5"), False),
        ("1.5", Standing("", frozenset({"1.5"})), False),
    ],
    ids=["any hour", "cut short before", "failed before", "not newer", "on trial itself", "bad itself"],
)
def test_a_technician_takes_what_is_newer_but_never_the_way_back(running: str, standing: Standing, taken: bool) -> None:
    """Asked for, a bundle is taken at any hour; while the running one is not known to be good, the other root stays."""
    offer = choose([Offer("x", "2.0")], running, standing, quiet=False, asked=True)
    assert (offer is not None) is taken


@pytest.mark.parametrize(
    ("running", "standing", "first", "health", "verdict"),
    [
        ("1.0", Standing(), True, Health(0, 0, 0), "good"),
        ("2.0", TRIAL, True, Health(STEADY_S, 0, 50), "good"),
        ("2.0", TRIAL, True, Health(STEADY_S - 1, 0, 50), "wait"),
        ("2.0", TRIAL, True, Health(0, MAX_RESTARTS - 1, TRIAL_S - 1), "wait"),
        ("2.0", TRIAL, True, Health(0, 0, TRIAL_S), "bad"),
        ("2.0", TRIAL, True, Health(0, MAX_RESTARTS, 50), "bad"),
        ("1.0", TRIAL, True, Health(STEADY_S, 0, 50), "interrupted"),
        ("1.0", TRIAL, False, Health(STEADY_S, 0, 50), "went-back"),
        ("2.0", Standing("", frozenset({"2.0"})), True, Health(STEADY_S, 0, 50), "bad"),
    ],
)
def test_verdict(running: str, standing: Standing, first: bool, health: Health, verdict: str) -> None:
    """A version on trial is good with a healthy home screen only; an old one that runs says why."""
    assert judge(running, standing, first, health) == verdict


@pytest.mark.parametrize(
    ("told", "steady"),
    [
        ("ActiveState=active\nActiveEnterTimestampMonotonic=40000000\nNRestarts=2\n", 30.0),
        ("ActiveState=activating\nActiveEnterTimestampMonotonic=40000000\nNRestarts=2\n", 0.0),
        ("NRestarts=2\nActiveState=active\nActiveEnterTimestampMonotonic=0\n", 70.0),
    ],
)
def test_health_is_read_from_systemd(told: str, steady: float) -> None:
    """An app that stands is steady since its start; one that is being started is not, whenever it stood before."""
    assert health(told, 70.0, 30.0) == Health(steady, 2, 40.0)


@pytest.mark.parametrize(
    ("verdict", "why"),
    [("good", ""), ("bad", "no healthy home screen"), ("went-back", "did not start"), ("interrupted", None)],
)
def test_the_city_hears_of_a_version_that_was_judged(verdict: Verdict, why: str | None) -> None:
    """Good, or why not; an update that the power cut short will be tried again and is no news."""
    assert reason(verdict) == why


def test_version_that_went_back_is_refused_and_an_interrupted_one_is_not() -> None:
    """What did not start is never taken again; what the power cut short is."""
    assert settled(TRIAL, "went-back") == Standing("", frozenset({"2.0"}))
    assert settled(TRIAL, "interrupted") == Standing()
    assert settled(Standing("2.0", before="1.9"), "good") == Standing(before="1.9")
    assert settled(TRIAL, "wait") == TRIAL


def test_standing_is_read_as_it_was_kept(tmp_path: Path) -> None:
    """What is remembered comes back; before anything, or with a harmed file, nothing is on trial."""
    path = tmp_path / "update" / "standing.json"
    assert memory.load(path) == Standing()
    for harmed in ("", "{", "[]", "{}", '{"trial": 1}', "\0" * 50):
        path.parent.mkdir(exist_ok=True)
        path.write_text(harmed)
        assert memory.load(path) == Standing()
    path.write_text('{"trial": "", "refused": ["1.5"]}')  # of the last version
    assert memory.load(path) == Standing("", frozenset({"1.5"}), "")
    kept = Standing("2.0", frozenset({"1.5", "1.6"}), "1.9")
    memory.save(path, kept)
    assert memory.load(path) == kept
