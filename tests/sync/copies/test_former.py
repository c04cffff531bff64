"""What the city lacks of the journal that was on a card before the one of today is sent, and counts once."""

import shutil
from pathlib import Path

import pytest

from kiosk.host.told import way
from kiosk.journal.repair.parting import part
from kiosk.journal.repair.repairing import FORMER
from kiosk.service.telling.city_way import found
from scripts.soak.link import SOURCE, until
from sync.former import journals
from sync.line.way_told import WayTold
from tests.sync.city.running.parts import PATIENCE, needs_broker
from tests.sync.copies.cards import Card, City

OTHER = "/H55/92/09/000/k1"


def worked_alone(card: Card, times: int) -> list[str]:
    """One start of a box whose courier reaches nobody."""
    card.city.broker.kill()
    with card.running():
        tokens = card.works(times)
    card.city.broker.start()
    return tokens


@pytest.mark.slow
@needs_broker
def test_what_a_former_journal_still_had_to_send_arrives_once(city: City, tmp_path: Path) -> None:
    """It ended while the broker was away: numbers and ratings of before and after are all there, under their journals;
    of one that the city has whole nothing goes again."""
    card = Card(city, tmp_path / "card", "one")
    tokens = worked_alone(card, 30)
    former = card.book.id
    part(card.kiosk)
    with card.running():
        tokens += card.works(3)
        until(lambda: city.tokens() == sorted(tokens) and city.ratings() == 33, "both journals", PATIENCE)
        until(lambda: former in journals.had_of(card.folder), "the city's word for it", PATIENCE)
    rows = city.rows("SELECT journal, count(*) FROM ratings GROUP BY journal ORDER BY count(*)")
    assert rows == [(card.book.id, 3), (former, 30)]
    assert any("city has all of it" in line for line in card.said)
    assert journals.lacking(card.folder, SOURCE) is None


@pytest.mark.slow
@needs_broker
def test_a_city_from_a_backup_of_before_gets_the_former_journal_too(city: City, tmp_path: Path) -> None:
    """All of it was there once, and noted so; the backup has a part of it, and knows of no later journal."""
    card = Card(city, tmp_path / "card", "one")
    with card.running():
        tokens = card.works(5)
        until(lambda: card.has_sent_all() and city.ratings() == 5, "the first ones", PATIENCE)
        with city.down():
            shutil.copy(tmp_path / "city.db", tmp_path / "backup.db")
        tokens += card.works(6)
        until(lambda: card.has_sent_all() and city.ratings() == 11, "the journal", PATIENCE)
    former = card.book.id
    part(card.kiosk)
    with card.running():
        tokens += card.works(3)
        until(lambda: card.has_sent_all() and city.ratings() == 14, "both journals", PATIENCE)
        until(lambda: former in journals.had_of(card.folder), "the city's word for the former one", PATIENCE)
    with city.down():
        shutil.move(tmp_path / "backup.db", tmp_path / "city.db")
    with card.running():
        until(lambda: city.ratings() == 14, "what the backup did not have", PATIENCE)
        until(lambda: former in journals.had_of(card.folder), "the city's word for it again", PATIENCE)
    assert city.tokens() == sorted(tokens)


def test_an_image_of_another_office_is_that_offices_to_send(city: City, tmp_path: Path) -> None:
    """Whose name stands on its last row sends it."""
    card = Card(city, tmp_path / "card", "one")
    worked_alone(card, 2)
    part(card.kiosk)
    with journals.lacking(card.folder, SOURCE) or pytest.fail("it is ours") as ours:
        assert ours.path.parent.name == FORMER
    assert journals.lacking(card.folder, OTHER) is None


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"x": 5}'])
def test_a_note_that_nobody_can_read_is_none(tmp_path: Path, text: bytes) -> None:
    """Then all is sent again, and the city passes it by."""
    (tmp_path / journals.FILE).write_bytes(text)
    assert journals.had_of(tmp_path) == {}
    journals.note(tmp_path, "j", {"rating": 5})
    assert journals.had_of(tmp_path) == {"j": {"rating": 5}}


def test_a_former_file_that_cannot_be_read_keeps_nobody(tmp_path: Path) -> None:
    """It is passed by, and looked at again."""
    (tmp_path / FORMER).mkdir()
    (tmp_path / FORMER / "x.journal.db").write_bytes(b"no journal")
    assert journals.lacking(tmp_path, SOURCE) is None


def test_the_technician_is_told_while_one_is_sent(tmp_path: Path) -> None:
    """In both languages, beside the line."""
    told = WayTold(tmp_path)
    told.line("up", "h:1883", "", 0)
    told.beat({}, {}, 1, former="abc")
    said = found(way.told(tmp_path), "ok", 1).said
    assert "former journal" in said.en and "nhật ký trước" in said.vi
    told.beat({}, {}, 2)
    assert "former" not in way.told(tmp_path)
