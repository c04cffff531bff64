"""A card whose journal is another card's too goes on as a journal of its own: the city has each rating of both once."""

from pathlib import Path

import pytest

from kiosk.journal.repair.parting import former_of, part
from scripts.soak.link import SOURCE, until
from tests.sync.city.running.parts import PATIENCE, needs_broker
from tests.sync.copies.cards import Card, City

pytestmark = [pytest.mark.slow, needs_broker]
OTHER = "/H55/92/09/000/k1"


def worked(city: City, card: Card, times: int, all_: int) -> list[str]:
    """One start of a box, until the city has all of it, and `all_` ratings of everybody; the tokens."""
    with card.running():
        tokens = card.works(times)
        card.signs()
        until(lambda: card.has_sent_all() and city.ratings() == all_, f"{all_} ratings", PATIENCE)
        until(lambda: card.has_sent_all(), "its checkpoint", PATIENCE)
    return tokens


def counts(city: City) -> list[tuple[object, ...]]:
    return city.rows("SELECT journal, count(*), sum(provisional) FROM ratings GROUP BY journal ORDER BY count(*)")


def test_an_older_image_goes_on_apart(city: City, tmp_path: Path) -> None:
    """Three histories stand beside each other, each signed: the newer card's, the older image's, and what went on."""
    card = Card(city, tmp_path / "card", "one")
    tokens = worked(city, card, 4, 4)
    image = card.image(tmp_path / "image", "one")
    tokens += worked(city, card, 9, 13)
    older = image.image(tmp_path / "card", "one")
    tokens += worked(city, older, 5, 18)
    former = older.book.id
    part(older.kiosk)
    tokens += worked(city, older, 2, 20)
    assert older.words("city") == older.words("card") == [] and older.book.id != former
    assert city.tokens() == sorted(tokens)
    assert counts(city) == [(older.book.id, 2, 0), (f"{former}~1", 5, 0), (former, 13, 0)]
    assert (older.book.id, former) in city.rows('SELECT journal, "of" FROM journals')


def test_a_card_that_was_copied_onto_a_fresh_one_goes_on_apart(city: City, tmp_path: Path) -> None:
    """The old one is thrown away: what it had is the city's, and the word that it is a copy is over."""
    old = Card(city, tmp_path / "old", "old")
    tokens = worked(city, old, 3, 3)
    fresh = old.image(tmp_path / "fresh", "fresh")
    tokens += worked(city, fresh, 2, 5)
    assert fresh.words("card") == ["copied"]
    former = fresh.book.id
    part(fresh.kiosk)
    tokens += worked(city, fresh, 2, 7)
    assert fresh.words("card") == [] and city.tokens() == sorted(tokens)
    assert counts(city) == [(fresh.book.id, 2, 0), (former, 5, 0)]


def test_an_image_of_a_set_up_card_in_another_office_is_that_offices(city: City, tmp_path: Path) -> None:
    """Both go on, and neither waits for what the other has; nobody has to do anything."""
    here = Card(city, tmp_path / "here", "here")
    tokens = worked(city, here, 3, 3)
    there = here.image(tmp_path / "there", "there", OTHER)
    tokens += worked(city, here, 2, 5)
    tokens += worked(city, there, 4, 9)
    assert former_of(there.kiosk.path, here.book.id).exists() and there.words("card") == []
    assert city.tokens() == sorted(tokens)
    found = city.rows("SELECT source, journal, count(*) FROM ratings GROUP BY source, journal ORDER BY source")
    assert found == [(SOURCE, here.book.id, 5), (OTHER, there.book.id, 4)]
