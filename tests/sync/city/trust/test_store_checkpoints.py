"""A row is provisional until a genuine checkpoint of this journal's own key covers its last event."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record import events as e
from kiosk.core.record.chain import hash_of
from scripts.soak.link import SOURCE
from sync.city.store import Store
from sync.envelope import Presence
from tests.sync.chains import JOURNAL, rating
from tests.sync.city.days import KEY, Kiosk, public
from tests.sync.city.test_store_order import in_memory, take

TICKET = e.TicketIssued("A001", "A", 1, False, "touch", "asked")
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
MOVED = "/H55/92/09/000/k1"


def worked() -> Kiosk:
    """A number and two ratings."""
    kiosk = Kiosk()
    kiosk.say(TICKET, "v1")
    kiosk.say(rating(4))
    kiosk.say(rating(1))
    return kiosk


def provisional(store: Store) -> list[int]:
    """Of the visit, then of the ratings in their order."""
    rows = store.sql("SELECT provisional FROM visits ORDER BY source").fetchall()
    rows += store.sql("SELECT provisional FROM ratings ORDER BY sequence").fetchall()
    return [row[0] for row in rows]


def reasons(store: Store) -> list[str]:
    return [row[0] for row in store.sql("SELECT reasons FROM ratings ORDER BY sequence").fetchall()]


def letters(store: Store) -> list[str]:
    return [row[0] for row in store.sql("SELECT reason FROM dead_letters").fetchall()]


def journals(store: Store) -> list[tuple[Any, ...]]:
    rows = store.sql('SELECT source, journal, card, key, sw, "of" FROM journals ORDER BY source').fetchall()
    return [tuple(row) for row in rows]


def test_a_checkpoint_covers_what_is_before_it(store: Store) -> None:
    """Its heads, no more: what comes later is provisional until the next one, and a later word about a rating that is
    covered waits for that; of either version."""
    kiosk = worked()
    take(store, kiosk.sent)
    assert provisional(store) == [1, 1, 1]
    take(store, [kiosk.former_checkpoint()])
    assert provisional(store) == [0, 0, 0]
    take(
        store,
        [kiosk.say(e.RatingReasoned(1, ("WAIT",))), kiosk.say(rating(2)), kiosk.say(e.TicketRecalled("A001", 1), "v1")],
    )
    assert provisional(store) == [1, 0, 0, 1] and reasons(store) == ["", "", ""]
    take(store, [kiosk.checkpoint()])
    assert reasons(store) == ["WAIT", "", ""]
    assert provisional(store) == [0, 0, 0, 0] and letters(store) == []
    assert journals(store) == [(SOURCE, JOURNAL, "c1", public(KEY), "1.0", None)]


def test_it_covers_whatever_comes_first() -> None:
    """Each event alone, in every order: at the end all is covered, and nothing waits any more."""
    kiosk = Kiosk()
    kiosk.say(TICKET, "v1")
    kiosk.say(rating(4))
    kiosk.checkpoint()
    kiosk.say(e.KioskStopped("told"))
    kiosk.checkpoint()
    for order in permutations(kiosk.sent):
        store = in_memory()
        for event in order:
            take(store, [event])
        assert provisional(store) == [0, 0] and store.sql("SELECT * FROM claims").fetchall() == []


def test_a_checkpoint_waits_for_every_chain_that_it_names(store: Store) -> None:
    """A gap before its head: nothing of that stream can be vouched for yet."""
    kiosk = worked()
    kiosk.checkpoint()
    first = kiosk.sent.pop(1)
    take(store, kiosk.sent)
    assert provisional(store) == [1, 1] and len(store.sql("SELECT 1 FROM claims").fetchall()) == 1
    take(store, [first])
    assert provisional(store) == [0, 0, 0]


def spoiled(kiosk: Kiosk, **fields: Any) -> dict[str, Any]:
    """A checkpoint in which something was changed after it was signed; its event is whole."""
    event = kiosk.checkpoint()
    changed = {**event, "data": {**event["data"], **fields}}
    kiosk.sent[-1] = {**changed, "hash": hash_of(changed)}
    return kiosk.sent[-1]


FALSE: dict[str, tuple[Callable[[Kiosk], object], str]] = {
    "a signature of something else": (lambda kiosk: spoiled(kiosk, card="c2"), "signature is not that of what it says"),
    "no key": (lambda kiosk: spoiled(kiosk, key="zz"), "signature is not that of what it says"),
    "another way of signing": (lambda kiosk: kiosk.checkpoint(alg="RSA"), "which this version does not know"),
    "heads that are none": (lambda kiosk: kiosk.former_checkpoint(heads={"rating": {"sequence": 1}}), "heads are none"),
    "a head that the chain had not": (
        lambda kiosk: kiosk.former_checkpoint(heads={"rating": {"sequence": 2, "hash": "ab" * 32}}),
        "its head of rating is not what the chain was",
    ),
}


@pytest.mark.parametrize(("made", "says"), FALSE.values(), ids=FALSE)
def test_a_false_checkpoint_covers_nothing_and_is_told(
    store: Store, made: Callable[[Kiosk], object], says: str
) -> None:
    """A dead letter with the reason; its event stays on the chain, and the next one covers."""
    kiosk = worked()
    made(kiosk)
    take(store, kiosk.sent)
    (reason,) = letters(store)
    assert provisional(store) == [1, 1, 1] and says in reason and "covers nothing" in reason
    take(store, [kiosk.checkpoint()])
    assert provisional(store) == [0, 0, 0] and len(letters(store)) == 1


def test_only_the_key_that_signed_first_is_the_journals(store: Store) -> None:
    """Another one's checkpoint, right in all else, covers nothing; the first one's goes on covering."""
    kiosk = Kiosk()
    kiosk.checkpoint()
    kiosk.say(TICKET, "v1")
    kiosk.checkpoint()
    kiosk.say(rating(1))
    kiosk.checkpoint(OTHER)
    take(store, kiosk.sent)
    assert provisional(store) == [0, 1] and public(KEY) in letters(store)[0] and journals(store)[0][3] == public(KEY)
    take(store, [kiosk.checkpoint()])
    assert provisional(store) == [0, 0]


def test_a_box_whose_unit_was_corrected_covers_what_it_wrote_before(store: Store) -> None:
    """With the same key; under the old name, up to where the new one goes on."""
    kiosk = worked()
    kiosk.checkpoint()
    kiosk.say(rating(3))
    take(store, kiosk.sent)
    kiosk.source = MOVED
    take(store, [kiosk.say(e.KioskStarted("1.0", "stop")), kiosk.say(TICKET, "v2")])
    assert provisional(store) == [0, 1, 0, 0, 1]
    take(store, [kiosk.checkpoint()])
    assert provisional(store) == [0, 0, 0, 0, 0] and letters(store) == []


def test_nobody_covers_another_boxes_rows(store: Store) -> None:
    """Somebody else who goes on from its chain under his own name, with his own key."""
    kiosk = worked()
    kiosk.checkpoint()
    kiosk.say(rating(3))
    take(store, kiosk.sent)
    kiosk.source = MOVED
    take(store, [kiosk.say(e.KioskStarted("6.6", "stop")), kiosk.checkpoint(OTHER)])
    assert journals(store)[1][:4] == (MOVED, JOURNAL, "c1", public(OTHER))
    assert provisional(store) == [0, 0, 0, 1]


def test_a_journal_that_goes_on_from_another_one_says_so(store: Store) -> None:
    """A copied card: a journal of its own, with its own key, that names the one it was copied from."""
    kiosk = Kiosk(journal="f" * 16)
    kiosk.say(e.JournalBegun(JOURNAL, "copied", "c2", {}))
    kiosk.say(e.KioskStarted("1.1", "first"))
    take(store, kiosk.sent)
    assert journals(store) == [(SOURCE, "f" * 16, "c2", None, "1.1", JOURNAL)]


def test_a_kiosks_state_tells_its_journal_and_card(store: Store) -> None:
    """Where it says so: an earlier version's does not."""
    since = "2026-11-23T07:30:00+07:00"
    store.present(SOURCE, Presence(True, since, {"journal": JOURNAL, "card": "c7", "sw": "1.2"}), "")
    assert store.sql("SELECT journal, card FROM kiosks").fetchall() == [(JOURNAL, "c7")]
    assert journals(store) == [(SOURCE, JOURNAL, "c7", None, "1.2", None)]
    store.present(SOURCE, Presence(True, since, {"journal": 7, "sw": "0.1"}), "")
    assert store.sql("SELECT journal, card FROM kiosks").fetchall() == [(None, None)]
    assert journals(store) == [(SOURCE, JOURNAL, "c7", None, "1.2", None)]
