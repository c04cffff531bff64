"""Two genuine histories of one journal: both are stored, apart, marked, acknowledged and covered by their own words."""

import copy
import random
from collections.abc import Sequence
from typing import Any

import pytest

from scripts.soak.link import SOURCE
from sync import outbox
from sync.city.store import Store
from sync.city.trust.branches import MARK, trunk
from sync.envelope import Unreadable, check
from tests.sync.chains import JOURNAL, rating, ratings
from tests.sync.city.days import Kiosk
from tests.sync.city.test_store_order import in_memory, take
from tests.sync.city.trust.test_store_checkpoints import OTHER, TICKET

TWIG = f"{JOURNAL}{MARK}1"
RATING = (SOURCE, JOURNAL, "rating")
Events = list[dict[str, Any]]


def worked(kiosk: Kiosk, levels: Sequence[int], visit: str) -> Kiosk:
    """A number and some ratings, then a checkpoint."""
    kiosk.say(TICKET, visit)
    for level in levels:
        kiosk.say(rating(level))
    kiosk.checkpoint()
    return kiosk


def parted() -> tuple[Kiosk, Kiosk]:
    """A card, and its copy of the first day put back; both went on."""
    card = worked(Kiosk(), (4, 4), "v1")
    older = copy.deepcopy(card)
    return worked(card, (3, 3, 3), "v2"), worked(worked(older, (1, 2), "v3"), (1,), "v4")


def rows(store: Store) -> list[tuple[str, int, int, int]]:
    sql = "SELECT journal, sequence, level, provisional FROM ratings ORDER BY journal, sequence"
    return [tuple(row) for row in store.sql(sql).fetchall()]


def hashes(store: Store) -> set[str]:
    return {row[0] for row in store.sql("SELECT hash FROM events").fetchall()}


def is_taken(store: Store, kiosk: Kiosk, stream: str = "rating") -> str:
    """What the kiosk makes of the city's answer about its stream."""
    own = [event for event in kiosk.sent if event["stream"] == stream]
    answer = store.answers((SOURCE, JOURNAL, stream))[-1]
    return outbox.judge(answer, JOURNAL, len(own), lambda n: str(own[n - 1]["hash"]))


def test_an_older_copy_that_was_put_back_goes_on_being_stored(store: Store) -> None:
    """Every later rating, beside those of the card, as a journal of its own that says which it is of."""
    card, older = parted()
    take(store, card.sent)
    take(store, older.sent)
    assert hashes(store) == {event["hash"] for event in (*card.sent, *older.sent)}
    trunk_rows = [(JOURNAL, n, level, 0) for n, level in enumerate((4, 4, 3, 3, 3), 1)]
    assert rows(store) == [*trunk_rows, (TWIG, 3, 1, 0), (TWIG, 4, 2, 0), (TWIG, 5, 1, 0)]
    marked = store.sql('SELECT journal, "of" FROM journals ORDER BY journal').fetchall()
    assert [tuple(row) for row in marked] == [(JOURNAL, None), (TWIG, JOURNAL)]
    first = store.sql("SELECT stream, branch, first FROM branches ORDER BY stream").fetchall()
    assert [tuple(row) for row in first] == [("device", TWIG, 2), ("rating", TWIG, 3), ("visit", TWIG, 2)]
    assert store.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0 and store.broken() == []


def test_each_hears_of_its_own_chain_by_the_name_that_it_knows(store: Store) -> None:
    """The one that spoke last is answered, and takes the answer; also when all that it says is here already."""
    card, older = parted()
    for kiosk in (card, older, card, older):
        take(store, kiosk.sent)
        assert {is_taken(store, kiosk, stream) for stream in ("rating", "visit", "device")} == {"move"}
        other = card if kiosk is older else older
        assert is_taken(store, other) != "move" and store.answers(RATING)[-1].journal == JOURNAL
    again = Store(store.sql)
    assert is_taken(again, older) == "move"  # a city that was started anew: the newest is the one that lives


def test_a_branch_is_covered_by_the_key_of_its_journal_alone(store: Store) -> None:
    """Another key's checkpoint, right in all else, covers nothing of it."""
    card, older = worked(Kiosk(), (4,), "v1"), None
    older = copy.deepcopy(card)
    worked(card, (3,), "v2")
    older.say(rating(1))
    older.checkpoint(OTHER)
    take(store, card.sent)
    take(store, older.sent)
    assert rows(store)[-1] == (TWIG, 2, 1, 1)
    take(store, [older.checkpoint()])
    assert rows(store)[-1] == (TWIG, 2, 1, 0)
    assert all("is not pinned for" in row[0] for row in store.sql("SELECT reason FROM dead_letters").fetchall())


def test_a_third_copy_is_a_branch_of_its_own(store: Store) -> None:
    """From wherever it parts, also from a branch."""
    card, older = parted()
    third, fourth = copy.deepcopy(older), worked(Kiosk(), (2,), "v9")
    worked(older, (1, 1), "v5")
    worked(third, (4,), "v6")
    for kiosk in (card, older, third, fourth):
        take(store, kiosk.sent)
        assert is_taken(store, kiosk) == "move"
    assert {row[0] for row in rows(store)} == {JOURNAL, *(f"{JOURNAL}{MARK}{n}" for n in (1, 2, 3))}


@pytest.mark.parametrize("seed", range(12))
def test_however_they_come_both_are_there_at_the_end(seed: int) -> None:
    """In batches, mixed, doubled, some lost: each kiosk sends again what is beyond the city's word, and at the end all
    events of both are stored, each once."""
    dice, store, kiosks, told = random.Random(seed), in_memory(), parted(), [0, 0]
    for _ in range(40):
        which = dice.randrange(2)
        news = [event for event in kiosks[which].sent if event["stream"] == "rating"]
        sent = news[told[which] :][: dice.randint(3, 5)]
        take(store, [event for event in sent if dice.random() < 0.8])
        if sent and is_taken(store, kiosks[which]) == "move":
            told[which] = max(told[which], store.answers(RATING)[-1].stored)
    every = {event["hash"] for kiosk in kiosks for event in kiosk.sent if event["stream"] == "rating"}
    assert hashes(store) == every and store.sql("SELECT count(*) FROM events").fetchone()[0] == len(every)


def test_a_stray_that_the_chain_casts_out_begins_no_branch(store: Store) -> None:
    """It came before what it pretends to follow: the true one takes its place when it comes again."""
    true, stray = ratings(3), {**ratings(3)[2], "prevhash": "ab" * 32}
    take(store, [true[0], stray])
    take(store, true)
    take(store, true)
    assert store.head(RATING).stored == 3 and store.sql("SELECT count(*) FROM branches").fetchone()[0] == 0


def test_no_kiosk_names_a_branch_by_itself() -> None:
    """Its events would come among those of another's."""
    (event,) = ratings(1)
    with pytest.raises(Unreadable, match="the name of a branch"):
        check({**event, "journal": TWIG}, SOURCE, "rating")
    assert trunk(TWIG) == trunk(JOURNAL) == JOURNAL
