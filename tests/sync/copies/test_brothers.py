"""What looks like a copy and is none, and two misfortunes at once."""

import shutil
from pathlib import Path

import pytest

from scripts.soak.link import until
from sync.line import name
from tests.sync.city.running.parts import PATIENCE, needs_broker
from tests.sync.copies.cards import Card, City

pytestmark = [pytest.mark.slow, needs_broker]


def test_two_kiosks_with_one_name_are_both_stored_and_told(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of journals of their own: none differs from what the city has, the name alone is wrong."""
    monkeypatch.setattr(name, "PROOF_S", 3.0)
    one, two = Card(city, tmp_path / "one", "one"), Card(city, tmp_path / "two", "two")
    with one.running(), two.running():
        tokens = [*one.works(5), *two.works(4)]
        until(lambda: city.rows("SELECT source FROM kiosks WHERE shared IS NOT NULL"), "the city's row", PATIENCE)
        until(lambda: "taken" in one.words("name") + two.words("name"), "the name", PATIENCE)
        until(lambda: one.has_sent_all() and two.has_sent_all(), "all of both", PATIENCE)
        assert one.city_is() == two.city_is() == "ok" and city.tokens() == sorted(tokens)
    journals = city.rows("SELECT journal, count(*) FROM ratings GROUP BY journal ORDER BY count(*)")
    assert journals == [(two.book.id, 4), (one.book.id, 5)]


def test_an_older_database_and_an_older_image_at_once_agree(city: City, tmp_path: Path) -> None:
    """Neither has what came between, so neither has another history: what is new arrives once, and nothing is told."""
    card = Card(city, tmp_path / "card", "one")
    with card.running():
        tokens = card.works(3)
        until(lambda: card.has_sent_all() and city.ratings() == 3, "the first day", PATIENCE)
    with city.down():
        shutil.copy(tmp_path / "city.db", tmp_path / "older.db")
    image = card.image(tmp_path / "image", "one")
    with card.running():
        card.works(4)
        until(lambda: card.has_sent_all() and city.ratings() == 7, "the second day", PATIENCE)
    with city.down():
        shutil.copy(tmp_path / "older.db", tmp_path / "city.db")
    older = image.image(tmp_path / "card", "one")
    with older.running():
        tokens += older.works(2)
        until(lambda: older.has_sent_all() and city.ratings() == 5, "what is new", PATIENCE)
        assert older.city_is() == "ok" and city.tokens() == sorted(tokens)
