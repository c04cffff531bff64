"""Two cards of one image in two boxes at once: both stay connected, both are stored, and both say what is wrong."""

from pathlib import Path
from typing import Any, cast

import pytest

from scripts.soak.link import SOURCE, until
from sync.connection import Broker
from sync.line import name
from sync.line.name import APART_S, MOST, NOT_ACCEPTED, NOT_AUTHORIZED, PROOF_S, TAKEN_OVER, WITHIN_S, Name
from sync.route import Route
from sync.sending.loads import Load
from sync.sending.sender import Sender, Way
from tests.sync.city.running.parts import PATIENCE, needs_broker
from tests.sync.copies.cards import Card, City

OWN, OTHER = "kiosk-k1", "kiosk-k1-0a0a"


def told_of_it(card: Card) -> bool:
    card.book.refresh()
    return card.book.state.devices.get("name") == "taken" and card.sender._ready


@pytest.mark.slow
@needs_broker
def test_two_cards_of_one_image_are_both_heard(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They throw each other out a few times, then each goes by a name of its own; every rating of both counts once."""
    monkeypatch.setattr(name, "PROOF_S", 3.0)
    set_up = Card(city, tmp_path / "set up", "maker")
    with set_up.running():
        tokens = set_up.works(2)
        until(lambda: set_up.has_sent_all() and city.ratings() == 2, "the first ratings", PATIENCE)
    one, two = set_up.image(tmp_path / "one", "one"), set_up.image(tmp_path / "two", "two")
    with one.running(), two.running():
        until(lambda: told_of_it(one) or told_of_it(two), "a name apart", PATIENCE)
        for _ in range(5):
            tokens += [*one.works(1), *two.works(1)]
        one.signs()
        two.signs()
        until(lambda: one.has_sent_all() and two.has_sent_all() and city.ratings() == 12, "ratings of both", PATIENCE)
        until(lambda: "differs" in (one.city_is(), two.city_is()), "that there are two", PATIENCE)
        until(lambda: city.rows("SELECT source FROM kiosks WHERE shared IS NOT NULL"), "the city's row", PATIENCE)
        until(lambda: any("two boxes speak under one name" in line for line in city.said), "its log", PATIENCE)
        until(lambda: any("two signed histories" in line for line in city.said), "its log of histories", PATIENCE)
        assert one.words("card") == two.words("card") == ["copied"]
        assert "taken" in one.words("name") + two.words("name")
    assert city.tokens() == sorted(tokens)


def lines(*ends: tuple[float, int], held: float = 1.0) -> Name:
    """Each from a moment (s) on, ended with a code after so many seconds."""
    at = Name(OWN, OTHER)
    for began, code in ends:
        at = name.ended(name.dialled(at, began), code, code not in REFUSALS, began + held)
    return at


THREE = ((0.0, TAKEN_OVER), (10.0, TAKEN_OVER), (20.0, TAKEN_OVER))
HUNG_UP = ((0.0, 0), (10.0, 0), (20.0, 0))
REFUSALS = (NOT_ACCEPTED, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("ends", "at", "used"),
    [
        ((), 0.0, OWN),
        (THREE[:2], 30.0, OWN),
        (((0.0, TAKEN_OVER), (10.0, 0x8B), (20.0, TAKEN_OVER), (30.0, 0x8B)), 40.0, OWN),
        (((0.0, TAKEN_OVER), (300.0, TAKEN_OVER), (WITHIN_S + 1, TAKEN_OVER)), WITHIN_S + 9, OWN),
        (THREE, 30.0, OTHER),
        ((*THREE, (30.0, 0)), 40.0, OTHER),
        (THREE, 22.0 + APART_S, OWN),
        (HUNG_UP, 30.0, OTHER),
        ((*HUNG_UP, (30.0, 0)), 40.0, OWN),
        *(((*ends, (30.0, code)), 40.0, OWN) for ends in (THREE, HUNG_UP) for code in REFUSALS),
    ],
)
def test_the_name_of_a_line_follows_from_how_those_before_it_ended(
    ends: tuple[tuple[float, int], ...], at: float, used: str
) -> None:
    """Hung up on three times within ten minutes: another one for an hour, where there may be, and where that helps."""
    assert name.dialled(lines(*ends), at).used == used and MOST == 3


def test_a_broker_that_is_away_says_nothing_of_the_name() -> None:
    """Nobody was served, so nobody was thrown out."""
    at = Name(OWN, OTHER)
    for began in (0.0, 10.0, 20.0, 30.0):
        at = name.ended(name.dialled(at, began), 0, False, began + 1)
    assert not name.is_shared(at, 40.0) and name.dialled(at, 40.0).used == OWN


def test_another_box_is_told_when_the_broker_says_so_or_the_other_name_holds() -> None:
    """A line that was cut three times for another reason would be cut again."""
    assert name.is_taken(lines(*THREE), 22.0) and not name.is_taken(lines(*HUNG_UP), 22.0)
    apart = name.dialled(lines(*HUNG_UP), 30.0)
    assert not name.is_taken(apart, 29.0 + PROOF_S) and name.is_taken(apart, 30.0 + PROOF_S)
    assert name.is_shared(name.ended(apart, 0, True, 30.0 + PROOF_S), 31.0 + PROOF_S)


def test_where_no_other_name_is_let_in_the_shared_one_is_tried_seldom() -> None:
    """So two boxes do not throw each other out all day; and it is told."""
    only = lines(*HUNG_UP, (30.0, NOT_ACCEPTED), (40.0, 0))
    assert name.pause_code(only, 0, 42.0) == NOT_ACCEPTED and name.is_taken(only, 42.0)
    assert name.pause_code(lines(*THREE), TAKEN_OVER, 42.0) == TAKEN_OVER


def test_a_name_is_ours_alone_once_a_line_under_it_has_held() -> None:
    """For as long as three of them would have been cut."""
    held = name.dialled(lines(*THREE), 5 + APART_S * 2)
    assert not name.is_own(held, held.since + WITHIN_S - 1) and name.is_own(held, held.since + WITHIN_S)
    apart = name.dialled(lines(*THREE), 30.0)
    assert not name.is_own(apart, 30.0 + WITHIN_S) and name.is_shared(apart, 30.0)


def test_what_was_on_the_way_when_another_box_cut_the_line_was_not_too_large() -> None:
    """Three cuts under one event look like a limit of the broker's; once it is known whose they were, it is sent."""
    way = Way(Route(Broker("h", 1), SOURCE, "0"), *cast(Any, [None] * 4))
    sender = Sender(way, lambda word, now: None)
    for by_another in (False, False, True):
        sender.loads.sent("rating", 1, Load(619, 1.0, True, False))
        sender.end(0, 10.0, by_another)
    assert sender.loads.limit(11.0) > 1 << 20 and sender.loads.room(0, 11.0) > 1 << 20
    for _ in range(3):
        sender.loads.sent("rating", 1, Load(619, 1.0, True, False))
        sender.end(0, 20.0)
    assert sender.loads.limit(21.0) == 618
