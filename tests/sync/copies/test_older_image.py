"""An older image of a card put back: nothing is lost, nothing doubled, and it is told until it is over."""

from pathlib import Path

import pytest

from scripts.soak.link import until
from tests.sync.city.running.parts import PATIENCE, needs_broker
from tests.sync.copies.cards import Card, City

pytestmark = [pytest.mark.slow, needs_broker]


def lived(city: City, folder: Path) -> tuple[Card, list[str]]:
    """A card of which an image was taken after its first ratings, and put back after more; the tokens of both days."""
    card = Card(city, folder / "card", "one")
    with card.running():
        tokens = card.works(10)
        card.signs()
        until(lambda: card.has_sent_all() and city.ratings() == 10, "the first day", PATIENCE)
    image = card.image(folder / "image", "one")
    with card.running():
        tokens += card.works(10)
        card.signs()
        until(lambda: card.has_sent_all() and city.ratings() == 20, "the second day", PATIENCE)
    return image.image(folder / "card", "one"), tokens


def test_every_new_rating_arrives_once_and_the_word_stays(city: City, tmp_path: Path) -> None:
    """Singly, below and above the numbers that the city has already; the city's word is written once, and neither its
    acknowledgement of what is new, nor a start, nor a city that was started anew takes it back."""
    older, tokens = lived(city, tmp_path)
    with older.running():
        for n in range(1, 15):
            tokens += older.works(1)
            until(lambda n=n: older.has_sent_all() and city.ratings() == 20 + n, f"rating {n}", PATIENCE)  # type: ignore[misc]
        older.signs()
        until(older.has_sent_all, "the checkpoint", PATIENCE)
        assert older.city_is() == "differs"
    with city.down():
        pass
    with older.running():
        tokens += older.works(3)
        until(lambda: older.has_sent_all() and city.ratings() == 37, "the ratings of the next start", PATIENCE)
        assert older.words("city") in (["ahead", "differs"], ["differs"]) and older.city_is() == "differs"
    assert city.tokens() == sorted(tokens)
    counted = city.rows("SELECT journal, count(*), sum(provisional) FROM ratings GROUP BY journal ORDER BY journal")
    assert counted == [(older.book.id, 20, 0), (f"{older.book.id}~1", 17, 3)]
