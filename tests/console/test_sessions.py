"""PINs' hashes, and cookies."""

import base64
import hmac
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.config.pin_hash import check_pin, hash_pin, is_hash
from kiosk.console.sessions import Sessions, SignIn, id_of, key_of
from kiosk.console.technician import sessions_of

WHO = {"officer": "cb01", "reference": "o123", "counter": 3}
KEY = b"k" * 32
NONCE = "4d1f0a6c9b3e7852d0c1f7a93e5b6284"
SIGNED = SignIn(WHO, id_of(NONCE))


def officers(key: bytes = KEY, clock: Callable[[], float] = lambda: 100.0) -> Sessions:
    return Sessions("quay", "officer", key, 3600, clock)


def test_a_pin_is_known_by_its_hash_only() -> None:
    """The right PIN fits, others do not, the same PIN hashes differently each time."""
    stored = hash_pin("258014")
    assert is_hash(stored) and stored != hash_pin("258014")
    assert [check_pin(pin, stored) for pin in ("258014", "258015", "", "2580140")] == [True, False, False, False]
    assert not check_pin("258014", "258014") and not check_pin("", "")


# --- the cookie: nobody makes one, changes one, or takes one elsewhere -----------------------------------------


def test_a_cookie_says_who_it_is_until_its_end() -> None:
    """As it was signed; a second before its end, and not at it."""
    now = [100.0]
    ours = officers(clock=lambda: now[0])
    cookie = ours.sign(WHO, NONCE)
    assert ours.verify(cookie) == SIGNED
    now[0] = 3699.0
    assert ours.verify(cookie) == SIGNED
    now[0] = 3700.0
    assert ours.verify(cookie) is None


@given(st.text(max_size=60))
def test_nothing_but_our_own_cookie_opens(value: str) -> None:
    """Any text, before, behind, or instead of a signed one; what is behind it can add nothing."""
    ours = officers()
    cookie = ours.sign(WHO, NONCE)
    assert ours.verify(value) is None
    assert ours.verify(cookie + value) in (SIGNED, None)
    assert ours.verify(value + cookie) == (None if value else SIGNED)


@given(st.integers(0, 10_000), st.characters(min_codepoint=33, max_codepoint=255))
def test_a_changed_cookie_is_nobody_s(at: int, other: str) -> None:
    """Any other byte in what it says, or in its signature: nobody. It can never be somebody else's."""
    ours = officers()
    cookie = ours.sign(WHO, NONCE)
    at %= len(cookie) - 1  # the last letter holds two bits that say nothing
    assume(cookie[at] != other)
    assert ours.verify(cookie[:at] + other + cookie[at + 1 :]) is None


@pytest.mark.parametrize(("who", "packed"), [({}, False), ({**WHO, "reference": "o" * 500}, True)])
def test_a_cookie_that_is_cut_short_is_nobody_s(who: dict[str, Any], packed: bool) -> None:
    """At every length; also one that is so long that it is packed."""
    ours = officers()
    cookie = ours.sign(who, NONCE)
    assert ours.verify(cookie) == SignIn(who, SIGNED.id) and cookie.startswith(".") == packed
    assert [n for n in range(len(cookie)) if ours.verify(cookie[:n]) is not None] == []


def test_what_one_says_under_the_signature_of_another_is_nobody_s() -> None:
    """Both are ours, and together they are not."""
    ours = officers()
    said, _, _ = ours.sign(WHO, NONCE).rpartition(".")
    _, _, signature = ours.sign({**WHO, "officer": "cb02"}, NONCE).rpartition(".")
    assert ours.verify(f"{said}.{signature}") is None


@pytest.mark.parametrize(
    "others",
    [
        officers(b"x" * 32),
        officers(b""),
        Sessions("quay", "Officer", KEY, 3600, lambda: 100.0),
        sessions_of(KEY, "boot-1", lambda: 100.0),
    ],
    ids=["another key", "no key", "another purpose", "the technician"],
)
def test_a_cookie_opens_one_door_only(others: Sessions) -> None:
    """Signed by another key or for another purpose, in either direction."""
    ours = officers()
    assert others.verify(others.sign(WHO, NONCE)) == SIGNED
    assert ours.verify(others.sign(WHO, NONCE)) is None and others.verify(ours.sign(WHO, NONCE)) is None


def test_the_technician_s_ends_with_the_boot() -> None:
    """The next one signs for another purpose."""
    assert (
        sessions_of(KEY, "boot-2", lambda: 100.0).verify(sessions_of(KEY, "boot-1", lambda: 100.0).sign({}, NONCE))
        is None
    )


def test_a_cookie_of_the_version_before_is_signed_out() -> None:
    """Its own way to sign, under the same key: nobody, and no error."""
    session = {**WHO, "until": 10**13, "nonce": "ab"}
    before = base64.urlsafe_b64encode(json.dumps(session).encode()).decode().rstrip("=")
    assert officers().verify(f"{before}.{hmac.digest(KEY, before.encode(), 'sha256').hex()}") is None
    technician = "9999999999.00aa"
    assert officers().verify(f"{technician}.{hmac.digest(KEY, technician.encode(), 'sha256').hex()}") is None


def test_the_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    """32 random bytes, mode 0600, the same at the next start."""
    key = key_of(tmp_path)
    assert len(key) == 32 and key_of(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "console.key").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["console.key"]


@pytest.mark.parametrize("harmed", [b"", b"k" * 31, b"k" * 64])
def test_a_key_that_is_none_signs_nobody_in(tmp_path: Path, capsys: pytest.CaptureFixture[str], harmed: bytes) -> None:
    """An empty key would be everybody's: a new one is made, and said."""
    (tmp_path / "console.key").write_bytes(harmed)
    key = key_of(tmp_path)
    assert len(key) == 32 and key_of(tmp_path) == key and "console.key" in capsys.readouterr().err
