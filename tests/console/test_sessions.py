"""Signing in: PINs, cookies, waits after wrong tries, and other sites' pages."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config.pin_hash import check_pin, hash_pin, is_hash
from kiosk.console.sessions import Session, key_of, seal, unseal
from kiosk.console.throttle import LONGEST_WAIT, Attempts, wait_after
from tests.console.conftest import Room

LOGIN = {"officer": "cb01", "pin": "1234", "counter": 1}
SESSION = Session("cb01", "o123", 3, 10**13, "ab")


def test_a_pin_is_known_by_its_hash_only() -> None:
    """The right PIN fits, others do not, the same PIN hashes differently each time."""
    stored = hash_pin("2580")
    assert is_hash(stored) and stored != hash_pin("2580")
    assert [check_pin(pin, stored) for pin in ("2580", "2581", "", "25800")] == [True, False, False, False]
    assert not check_pin("2580", "2580") and not check_pin("", "")


@given(st.text(max_size=60))
def test_nothing_but_our_own_cookie_opens(value: str) -> None:
    """Any text, and any change of the signed one, is nobody."""
    key, ours = b"k" * 32, seal(SESSION, b"k" * 32)
    assert unseal(ours, key) == SESSION
    assert unseal(value, key) is None
    assert unseal(ours + value, key) == (None if value else SESSION)
    assert unseal(seal(SESSION, b"x" * 32), key) is None


def test_the_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    """32 random bytes, mode 0600, the same at the next start."""
    key = key_of(tmp_path)
    assert len(key) == 32 and key_of(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "console.key").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["console.key"]


@given(st.integers(0, 10_000))
def test_waits_grow_and_end(tries: int) -> None:
    """Four wrong PINs are free; each further one never waits less, and never more than a quarter of an hour."""
    assert (wait_after(tries) == 0) == (tries < 5)
    assert wait_after(tries) <= wait_after(tries + 1) <= LONGEST_WAIT


def test_a_right_pin_forgives() -> None:
    """Five wrong ones make wait; afterwards the count starts anew."""
    attempts = Attempts()
    for _ in range(5):
        attempts.count(["officer cb01"], 100.0)
    assert attempts.wait(["officer cb01"], 110.0) == 20.0
    assert attempts.wait(["officer cb01"], 130.0) == 0.0
    attempts.forgive(["officer cb01"])
    assert attempts.wait(["officer cb01"], 101.0) == 0.0


def test_five_wrong_pins_lock_the_officer_out(room: Room) -> None:
    """The sixth try is refused even with the right PIN, and says how long to wait."""
    client = room.client()
    codes = [client.post("/api/login", json={**LOGIN, "pin": "0000"}).json()["refusal"] for _ in range(5)]
    assert codes == ["wrong-pin"] * 5
    answer = client.post("/api/login", json=LOGIN)
    assert answer.status_code == 409 and answer.json()["refusal"] == "locked-out"
    assert 0 < answer.json()["seconds"] <= 31
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "change, code",
    [
        ({"officer": "cb99"}, "unknown-officer"),
        ({"counter": 77}, "unknown-counter"),
        ({"pin": ""}, "wrong-pin"),
        ({"pin": 1234}, "bad-request"),
        ({"counter": True}, "bad-request"),
        ({"officer": None}, "bad-request"),
    ],
)
def test_who_may_not_sign_in(room: Room, change: dict[str, object], code: str) -> None:
    """Each by its own code, and no cookie comes along."""
    answer = room.client().post("/api/login", json={**LOGIN, **change})
    assert answer.json()["refusal"] == code
    assert answer.status_code == (400 if code == "bad-request" else 409)
    assert "set-cookie" not in answer.headers


def test_the_cookie_is_for_this_site_and_no_script(room: Room) -> None:
    """HttpOnly, SameSite=Strict; without it every call is refused."""
    client = room.client()
    cookie = client.post("/api/login", json=LOGIN).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    for path in ("next", "finish", "logout"):
        assert room.client().post(f"/api/{path}").json()["refusal"] == "not-logged-in"
    assert room.client().get("/api/state").status_code == 409


def test_signing_out_ends_every_copy_of_the_cookie(room: Room) -> None:
    """A kept cookie is worth nothing afterwards, also when the same officer sits down again."""
    client = room.officer()
    kept = dict(client.cookies)
    assert client.post("/api/logout").json() == {"counter": 1}
    room.officer()
    assert room.client().get("/api/state", headers={"cookie": f"quay={kept['quay']}"}).status_code == 409


def test_another_officer_takes_over_the_counter(room: Room) -> None:
    """The first one's cookie no longer works at that counter."""
    first = room.officer()
    second = room.client()
    assert second.post("/api/login", json={**LOGIN, "officer": "cb02"}).status_code == 200
    assert first.post("/api/next").json()["refusal"] == "not-logged-in"
    assert second.get("/api/state").json()["officer"] == "cb02"


def test_a_session_ends_with_the_day_and_with_its_hours(room: Room) -> None:
    """Closing the day signs everybody out; so do ten hours."""
    client = room.officer()
    room.clock.pass_seconds(10 * 3600 + 1)
    assert client.get("/api/state").status_code == 409
    again = room.officer()
    room.office.close_day()
    assert again.get("/api/state").status_code == 409


def test_a_restart_of_the_console_signs_nobody_out(room: Room) -> None:
    """The key is on disk, the desk is in the journal."""
    cookies = dict(room.officer().cookies)
    room.stop()
    room.start()
    answer = room.client().get("/api/state", headers={"cookie": f"quay={cookies['quay']}"})
    assert answer.status_code == 200 and answer.json()["counter"] == 1


def test_the_well_known_pin_is_for_the_demo_only(room: Room) -> None:
    """Outside the demo an officer without a PIN hash cannot sign in at all."""
    console = replace(room.config.console, demo=False)
    room.stop()
    room.config = replace(room.config, console=console)
    room.start()
    for pin in ("1234", ""):
        assert room.client().post("/api/login", json={**LOGIN, "pin": pin}).json()["refusal"] == "wrong-pin"


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_other_sites_pages_can_do_nothing(room: Room, headers: dict[str, str]) -> None:
    """A request that a foreign page made is refused before anything looks at it."""
    client = room.officer()
    room.ticket()
    assert client.post("/api/next", json={}, headers=headers).status_code == 403
    assert client.get("/api/state").json()["visit"] is None
