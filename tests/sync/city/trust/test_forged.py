"""Nothing that a stranger sends in a kiosk's name counts, and nothing of it keeps a true event out."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.record import events as e
from scripts.soak.link import SOURCE
from sync.city.store import Store
from sync.city.trust import pruning
from sync.city.trust.keys import Pin, pin_of, seen
from tests.sync.chains import JOURNAL, rating
from tests.sync.city.days import KEY, Kiosk, day, public
from tests.sync.city.test_store_order import MOVE, TABLES, in_memory, take
from tests.sync.city.trust import forgers
from tests.sync.city.trust.forgers import OWN, forged
from tests.sync.city.trust.test_branches import RATING, TWIG, parted
from tests.sync.city.trust.test_store_checkpoints import OTHER, TICKET, letters, provisional, worked

STREAMS = ("rating", "visit", "device")
PINNED = Pin(SOURCE, public(KEY))


@pytest.fixture
def store() -> Store:
    """A city in which nobody is trusted yet."""
    return in_memory(trust_first=False)


def pinned() -> Store:
    store = in_memory(trust_first=False)
    store.pin(PINNED)
    return store


def own(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that the city says of the journal under its own name."""
    of_others = {"dead_letters", "claims", "gaps"}
    asked = {t: f"SELECT * FROM {t} WHERE journal = ? ORDER BY {by}" for t, by in TABLES.items() if t not in of_others}
    return {name: [tuple(row) for row in store.sql(sql, JOURNAL).fetchall()] for name, sql in asked.items()}


def hears(store: Store, kiosk: Kiosk) -> bool:
    """Of each stream the kiosk is told how far its own history goes, whatever else is said."""
    for stream in STREAMS:
        sent = [event for event in kiosk.sent if event["stream"] == stream]
        told = store.answers((SOURCE, JOURNAL, stream))
        assert (len(sent), sent[-1]["hash"]) in [(ack.stored, ack.hash) for ack in told], stream
    return True


def counted(store: Store) -> list[int]:
    rows = store.sql("SELECT level FROM ratings WHERE provisional = 0 AND counted = 1 ORDER BY journal, sequence")
    return [level for (level,) in rows.fetchall()]


# --- whose key ---


def test_nothing_counts_before_somebody_pinned_the_key(store: Store) -> None:
    """Rows are there, provisional, and the key is named; pinned by hand, all that it signed counts at once."""
    kiosk = worked()
    kiosk.checkpoint()
    take(store, kiosk.sent)
    assert provisional(store) == [1, 1, 1] and counted(store) == []
    assert [one.line for one in seen(store.sql)] == [f"{SOURCE} {public(KEY)} not pinned, 2 ratings provisional"]
    store.pin(PINNED)
    assert provisional(store) == [0, 0, 0] and letters(store) == []
    assert [one.line for one in seen(store.sql)] == [f"{SOURCE} {public(KEY)} hand, 0 ratings provisional"]


def test_a_unit_that_somebody_made_up_never_counts(store: Store) -> None:
    """A whole chain under a name that no kiosk has, rightly signed by a key that nobody knows."""
    store.pin(PINNED)
    false = Kiosk(source="/H55/1/2/k1", journal="f" * 16)
    false.say(rating(4))
    false.checkpoint(OWN)
    take(store, false.sent)
    assert counted(store) == [] and [one.how for one in seen(store.sql)] == ["", "hand"]


def test_a_new_journal_under_a_pinned_source_needs_its_key() -> None:
    """A stranger's is provisional and told; a card that was exchanged, or a lost journal gone on from, has the key."""
    for key, counts in ((OWN, []), (KEY, [4])):
        store = pinned()
        other = Kiosk(journal="f" * 16)
        other.say(e.JournalBegun(JOURNAL, "lost", "c2", {}))
        other.say(rating(4))
        other.checkpoint(key)
        take(store, other.sent)
        assert counted(store) == counts
        assert ["is not pinned" in told for told in letters(store)] == [True] * (key is OWN)


def test_two_keys_may_be_pinned_for_one_source(store: Store) -> None:
    """A box that got a new key: both count from then on."""
    store.pin(PINNED)
    store.pin(Pin(SOURCE, public(OTHER)))
    for key, journal in ((KEY, JOURNAL), (OTHER, "e" * 16)):
        kiosk = Kiosk(journal=journal)
        kiosk.say(rating(2))
        kiosk.checkpoint(key)
        take(store, kiosk.sent)
    assert counted(store) == [2, 2]


def test_a_trial_pins_the_first_key_of_a_source() -> None:
    """And no second one: what another key signs there is as provisional as before."""
    store = in_memory(trust_first=True)
    for key, journal in ((KEY, JOURNAL), (OWN, "f" * 16)):
        kiosk = Kiosk(journal=journal)
        kiosk.say(rating(3))
        kiosk.checkpoint(key)
        take(store, kiosk.sent)
    assert counted(store) == [3] and [(one.key, one.how) for one in seen(store.sql)] == [(public(KEY), "first")] + [
        (public(OWN), "") for one in seen(store.sql) if one.key == public(OWN)
    ]


@pytest.mark.parametrize("text", ["", "/H55/92", f"{SOURCE}=zz", f"H55={'a' * 64}", f"{SOURCE}={'a' * 63}"])
def test_a_pin_is_a_source_and_a_key(text: str) -> None:
    """Anything else is refused with what is expected."""
    with pytest.raises(ValueError, match="expected SOURCE=KEY"):
        pin_of(text)
    assert pin_of(f"{SOURCE}={public(KEY)}") == PINNED


# --- whose chain ---


@pytest.mark.parametrize("kind", forgers.FALSE)
@pytest.mark.parametrize("together", [True, False])
def test_a_number_that_was_published_first_hijacks_nothing(kind: str, together: bool) -> None:
    """The forger is quicker by two numbers; both histories are here, each kiosk hears of its own, and with its next
    checkpoint the true one bears the journal's name and all of it counts; his stands apart and counts for nothing."""
    store, clean, kiosk = pinned(), pinned(), worked()
    kiosk.checkpoint()
    take(store, kiosk.sent)
    before, false = len(kiosk.sent), forged(kiosk, kind, 1, 2)
    kiosk.say(rating(3))
    kiosk.say(TICKET, "v2")
    kiosk.say(e.DeviceChanged("scanner", "ok"))
    news = kiosk.sent[before:]
    for batch in [[*false, *news]] if together else [false, news]:
        take(store, batch)
    assert hears(store, kiosk)
    take(store, [kiosk.checkpoint()])
    take(clean, kiosk.sent)
    assert own(store) == own(clean) and counted(store) == [4, 1, 3]
    apart = {row[0] for row in store.sql("SELECT hash FROM events WHERE journal = ?", TWIG).fetchall()}
    assert apart == {event["hash"] for event in false}
    assert hears(store, kiosk)


def test_what_is_signed_stands_whatever_a_stranger_says_of_it(store: Store) -> None:
    """A forged word that replaces a covered rating waits for a signature for ever; so does one of an ended visit."""
    kiosk = worked()
    kiosk.say(e.VisitEnded("A001", "left", 1), "v1")
    kiosk.checkpoint()
    store.pin(PINNED)
    take(store, kiosk.sent)
    false = forgers.heard(kiosk)
    take(store, [false.say(e.RatingRevised(1, "replaced", 2)), false.say(e.VisitReturned("A001", 1), "v1")])
    assert counted(store) == [4, 1]
    assert store.sql("SELECT pending FROM ratings ORDER BY sequence").fetchall() == [(1,), (0,)]
    assert store.sql("SELECT how, provisional, pending FROM visits").fetchall() == [("left", 0, 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MOVE, min_size=5, max_size=25), st.randoms(use_true_random=False))
def test_a_city_that_heard_a_forger_ends_as_one_that_did_not(moves: list[tuple[str, int]], dice: random.Random) -> None:
    """He speaks between any two events of a day, before them or behind; the kiosk sends again what is not acknowledged,
    and signs once more: every row of the journal is as if he had never been."""
    store, clean, true = pinned(), pinned(), day(moves)
    true.checkpoint()
    kiosk = Kiosk()
    for event in true.sent:
        false = forgers.anything(kiosk, dice) if dice.random() < 0.4 else []
        kiosk.sent.append(event)
        batch = [*false, event] if dice.random() < 0.8 else [event, *false]
        for part in [batch] if dice.random() < 0.5 else [[one] for one in batch]:
            take(store, part)
    for n in range(8):  # beyond all that he may have put ahead
        for last in (rating(2), e.TicketIssued(f"Y{n}", "A", 1, False, "touch", "asked"), e.KioskStopped("told")):
            true.say(last, f"last{n}")
    for sent in (*[true.sent] * 3, [true.checkpoint()], [true.checkpoint()]):
        take(store, sent)
    take(clean, true.sent)
    assert own(store) == own(clean)


def test_two_genuine_histories_are_both_kept_and_both_count() -> None:
    """A copied card: the key is the same, each has its own checkpoints."""
    store = pinned()
    for kiosk in parted():
        take(store, kiosk.sent)
    assert len(counted(store)) == 8 and letters(store) == []


def test_whoever_is_always_quicker_by_one_number_pushes_no_true_event_out() -> None:
    """Many times, with no checkpoint in between: each true event is here and acknowledged, few of his are kept."""
    store, clean, kiosk = pinned(), pinned(), worked()
    take(store, kiosk.sent)
    for n in range(150):
        false = forged(kiosk, "rating")
        kiosk.say(rating(2 + n % 2))
        take(store, false if n % 3 else [*false, kiosk.sent[-1]])
        take(store, kiosk.sent[-1:])
        assert (2 + n + 1, kiosk.sent[-1]["hash"]) == (store.answers(RATING)[-1].stored, store.answers(RATING)[-1].hash)
    here = {row[0] for row in store.sql("SELECT hash FROM events").fetchall()}
    assert {event["hash"] for event in kiosk.sent} <= here and len(here) <= len(kiosk.sent) + pruning.MAX_BRANCHES + 1
    take(store, [kiosk.checkpoint()])
    take(clean, kiosk.sent)
    assert own(store) == own(clean)


def test_histories_without_a_signature_are_bounded_and_a_true_one_that_went_is_asked_for() -> None:
    """Whoever begins a hundred keeps some. The kiosk's own may be among those that went: its checkpoint says which
    numbers are missing, and once they come again it stands."""
    store, clean, kiosk = pinned(), pinned(), worked()
    kiosk.checkpoint()
    take(store, kiosk.sent)
    past = forgers.heard(kiosk)
    kiosk.say(rating(2))
    take(store, forged(past, "rating"))
    take(store, kiosk.sent[-1:])
    for n in range(100):
        false = forgers.heard(past)
        false.later(n + 1)
        take(store, [false.say(rating(1))])
    names = store.sql("SELECT count(*) FROM branches WHERE stream = 'rating'").fetchone()[0]
    assert names == pruning.MAX_BRANCHES
    kiosk.say(rating(3))
    take(store, [kiosk.sent[-1], kiosk.checkpoint()])
    assert store.missed() == [((SOURCE, JOURNAL, "rating"), 3, 4)]
    take(store, [event for event in kiosk.sent if event["stream"] == "rating"])
    take(clean, kiosk.sent)
    assert own(store) == own(clean) and counted(store) == [4, 1, 2, 3] and store.missed() == []


# --- whose time ---


def test_a_time_that_is_far_ahead_is_marked_and_nothing_is_reckoned_by_it() -> None:
    """Neither a kiosk's last word nor the days on which a part of it did not work."""
    store, kiosk = in_memory(), Kiosk()
    kiosk.say(e.DeviceChanged("printer", "paper_out"))
    kiosk.later(3600)
    kiosk.say(e.DeviceChanged("printer", "ok"))
    last = kiosk.sent[-1]["time"]
    kiosk.later(86_400 * 400)
    ahead = [kiosk.say(e.DeviceChanged("touch", "failed")), kiosk.say(rating(2))]
    kiosk.later(86_400 * 400)
    ahead.append(kiosk.say(e.DeviceChanged("touch", "ok")))
    with store.transaction():
        for chain in store.keep(kiosk.sent, [event["hash"] for event in ahead]):
            store.advance(chain)
    assert store.sql("SELECT last_event, days_out_of_order FROM kiosks").fetchall() == [(last, 1)]
    assert store.sql("SELECT count(*) FROM events WHERE ahead = 1").fetchone()[0] == 3


def test_a_strangers_fault_makes_no_box_useless() -> None:
    """Once a key is pinned, only what it covers tells of the parts."""
    store, kiosk = pinned(), worked()
    kiosk.checkpoint()
    take(store, kiosk.sent)
    false = forgers.heard(kiosk)
    take(store, [false.say(e.DeviceChanged("printer", "paper_out"))])
    false.later(86_400 * 300)
    take(store, [false.say(e.DeviceChanged("touch", "ok"))])
    assert store.sql("SELECT days_out_of_order FROM kiosks").fetchall() == [(0,)]
