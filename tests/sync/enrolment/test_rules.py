"""When a kiosk asks, and by what; how a code is made and read. Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from sync.city.authority import certificates, rules
from sync.city.authority.certificates import Signer
from sync.city.authority.rules import LETTERS, MOST_WRONG, WRONG_S, Entry
from sync.enrolment.est import Unreadable, answered, name_of, requested, source_of
from sync.enrolment.rules import FIRST_S, HAND_S, LONGEST_S, WEEK_MS, Held, code_hash, held, pause, renew_at, ways

DAY_MS = 86_400_000
OLD, NEW = "ACDEFGHJ", "KMNPQRTU"
HAS = Held(0, 398 * DAY_MS, 0, code_hash(OLD))
LATE = 300 * DAY_MS


@pytest.mark.parametrize(
    ("found", "code", "now", "is_refused", "by"),
    [
        (None, "", 0, False, ()),
        (None, "", 0, True, ()),
        (None, NEW, 0, False, ("code",)),
        (HAS, "", 0, False, ()),
        (HAS, OLD, 0, False, ()),
        (HAS, NEW, 0, False, ("code",)),
        (HAS, OLD, 0, True, ("certificate",)),
        (HAS, OLD, LATE, False, ("certificate",)),
        (HAS, NEW, LATE, False, ("code", "certificate")),
    ],
)
def test_by_what_a_certificate_is_asked_for(
    found: Held | None, code: str, now: int, is_refused: bool, by: tuple[str, ...]
) -> None:
    """A new code first, then the certificate that is due or refused; nothing while all is well."""
    assert ways(found, code, now, is_refused) == by


@given(st.integers(0, 2**160))
def test_each_renews_within_the_week_after_two_thirds_of_its_life(serial: int) -> None:
    """At one moment of its own, however often it is asked."""
    mine = Held(1_000, 1_000 + 300 * DAY_MS, serial, "")
    assert 0 <= renew_at(mine) - (1_000 + 200 * DAY_MS) < WEEK_MS


def test_a_provinces_kiosks_renew_all_over_the_week() -> None:
    """170 certificates of one day: no hour of the week has more than a dozen of them."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    by = Signer(certificates.root("x", key, now), key)
    moments = [renew_at(held(certificates.kiosk(by, "k", key.public_key(), now), "")) for _ in range(170)]
    hours = [(at - min(moments)) // 3_600_000 for at in moments]
    assert max(map(hours.count, hours)) <= 12 and max(hours) > 100


@given(st.sampled_from(["away", "wrong", "revoked", "disk"]), st.integers(1, 10_000), st.floats(0, 0.999))
def test_a_pause_is_never_short_and_never_over_six_hours(word: str, tries: int, dice: float) -> None:
    """What time mends from half a minute on, what a person mends from half an hour on."""
    least = FIRST_S if word in ("away", "disk") else HAND_S
    assert least / 2 <= pause(word, tries, lambda: dice) <= LONGEST_S


def test_a_code_is_read_as_people_write_it() -> None:
    """Small letters, groups of four; no letter of it looks like another."""
    entry = Entry("k", b"salt", rules.sealed("ACDE3467", b"salt"), 100)
    for typed in ("ACDE3467", "acde3467", "acde-3467", " ACDE 3467 "):
        rules.by_code(entry, rules.sealed(typed, b"salt"), "key", 0)
    assert len(set(LETTERS)) == len(LETTERS) == 25 and not set(LETTERS) & set("0O1IL2Z5S8B")
    assert rules.code_of(lambda letters: letters[-1]) == "9" * 8


@given(st.lists(st.integers(0, 3 * WRONG_S), max_size=60).map(sorted))
def test_wrong_codes_are_few_in_an_hour(moments: list[int]) -> None:
    """Whenever they come: no more than so many are looked at within any hour that begins with one."""
    entry, looked = Entry("k", b"", b"right", 10**9), list[int]()
    for now in moments:
        with pytest.raises(rules.Refused) as refused:
            rules.by_code(entry, b"wrong", "key", now)
        if refused.value.word == "wrong":
            wrong, since = rules.guessed(entry, now)
            entry = Entry("k", b"", b"right", 10**9, "", wrong, since)
            looked.append(now)
    assert all(sum(at <= one < at + WRONG_S for one in looked) <= 2 * MOST_WRONG for at in looked)


@given(st.lists(st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True), min_size=2, max_size=8))
def test_a_source_and_its_name_are_one_another(levels: list[str]) -> None:
    """Without a letter that a broker reads as a level or a wildcard."""
    source = "/" + "/".join(levels)
    assert source_of(name_of(source)) == source and not set(name_of(source)) & set("/+#")


@pytest.mark.parametrize("source", ["", "H55/k1", "/H55", "/H55/+", "/H55/#", "/H55//k1", "/H55/k 1", "/a.b/k1"])
def test_what_is_no_source_has_no_name(source: str) -> None:
    """No wildcard becomes a user's name."""
    with pytest.raises(ValueError, match="expected a kiosk's source"):
        name_of(source)


@given(st.binary(max_size=300))
def test_noise_is_no_request_and_no_answer(body: bytes) -> None:
    """Whatever it is, it is refused as one."""
    for read in (requested, answered):
        with pytest.raises(Unreadable):
            read(body)


def test_times_of_a_certificate_are_read_in_ms() -> None:
    """As the kiosk's clock counts them."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime(2026, 11, 30, tzinfo=UTC)
    made = held(certificates.kiosk(Signer(certificates.root("x", key, now), key), "k", key.public_key(), now), "")
    assert made.end - made.start == 399 * DAY_MS and made.start == (now - timedelta(days=1)).timestamp() * 1000
