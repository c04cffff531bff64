"""Copies of a card, as the city sees them: two boxes under one name, and two signed histories of one journal."""

from collections.abc import Sequence

import pytest

from scripts.soak.link import SOURCE
from sync.city.fleet import copies
from sync.city.fleet.copies import Box, Names, mark, told
from sync.city.fleet.silence import SILENT_S
from sync.city.store import Store
from tests.sync.chains import JOURNAL
from tests.sync.city.fleet.test_silence import at, state
from tests.sync.city.test_store_order import take
from tests.sync.city.trust.test_branches import TWIG, parted

ONE, TWO, OTHER = ("c1", "j1"), ("c2", "j1"), ("c2", "j2")


@pytest.mark.parametrize(
    ("boxes", "shared"),
    [
        ([ONE, ONE, ONE], False),
        ([ONE, TWO, TWO], False),  # the card was exchanged
        ([ONE, ONE, OTHER, OTHER], False),  # it went on as a journal of its own
        ([ONE, TWO, ONE], True),
        ([ONE, OTHER, ONE, OTHER], True),  # two kiosks with one kiosk.id
    ],
)
def test_two_boxes_under_one_name_are_those_that_speak_in_turn(boxes: Sequence[Box], shared: bool) -> None:
    """By card and journal; until nothing of the kind was heard for three beats."""
    names = Names()
    for n, box in enumerate(boxes):
        names.hear(SOURCE, box, n * 10.0)
        names.hear("/H55/quiet/k1", ONE, n * 10.0)
    assert names.shared(40.0) == ({SOURCE} if shared else frozenset())
    assert names.shared(40.0 + SILENT_S) == frozenset()


def test_strangers_names_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are watched are bounded."""
    monkeypatch.setattr(copies, "MOST", 3)
    names = Names()
    for n in range(9):
        for box in (ONE, TWO, ONE):
            names.hear(f"/H55/{n}/k1", box, 1.0)
    assert len(names.shared(2.0)) == 3


def since(store: Store, table: str, column: str, where: str) -> str | None:
    found = store.sql(f"SELECT {column} FROM {table} WHERE {where}").fetchone()[0]
    return None if found is None else str(found)


def test_a_shared_name_stands_in_the_row_since_it_was_found(store: Store) -> None:
    """And no longer than it lasts."""
    store.present(SOURCE, state(time=at(0)), at(0))
    for minute, names, word in ((1, {SOURCE}, at(1)), (5, {SOURCE}, at(1)), (9, frozenset[str](), None)):
        mark(store.sql, names, at(minute))
        assert since(store, "kiosks", "shared", f"source = '{SOURCE}'") == word


def test_two_signed_histories_are_told_while_the_kiosk_writes_one_of_them(store: Store) -> None:
    """With the journal's row; no longer once it has gone on as a journal of its own."""
    card, older = parted()
    take(store, card.sent)
    store.present(SOURCE, state(time=at(0), journal=JOURNAL), at(0))
    assert mark(store.sql, (), at(1))["parted"] == frozenset()
    take(store, older.sent)
    assert mark(store.sql, (), at(2))["parted"] == mark(store.sql, (), at(3))["parted"] == {SOURCE}
    assert since(store, "journals", "parted", f"journal = '{JOURNAL}'") == at(2)
    store.present(SOURCE, state(time=at(4), journal="another"), at(4))
    assert mark(store.sql, (), at(5))["parted"] == frozenset()
    assert since(store, "journals", "parted", f"journal = '{JOURNAL}'") == at(2)


def test_a_history_that_somebody_forged_is_no_copy(store: Store) -> None:
    """Nothing signed stands in it."""
    card, older = parted()
    take(store, card.sent)
    take(store, [event for event in older.sent if event["type"] != "vn.motcua.checkpoint.made.v2"])
    store.present(SOURCE, state(time=at(0), journal=JOURNAL), at(0))
    assert store.sql("SELECT count(*) FROM branches WHERE branch = ?", TWIG).fetchone()[0]
    assert mark(store.sql, (), at(1))["parted"] == frozenset()


def test_each_is_told_once_with_what_to_do() -> None:
    """At the first look all that there is, then what is new."""
    one = {"shared": ["/a"], "parted": [f"/{n}" for n in range(9)]}
    first, second = told(None, one)
    assert "/a; there, switch off" in first and "and 4 more" in second and "kiosk go-on" in second
    assert told(one, one) == [] and len(told(one, {**one, "shared": ["/a", "/b"]})) == 1
