"""Signing in and out over real HTTP: whose desk it is, by which cookie, and other sites' pages."""

import hashlib
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from itsdangerous import URLSafeSerializer

from kiosk.console.sessions import key_of
from kiosk.core.decisions import counters
from kiosk.core.record.events import CounterOpened
from tests.console.conftest import Room
from tests.console.test_pages import events

LOGIN = {"officer": "cb01", "pin": "1234", "counter": 1}


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
        ({"officer": "cb99"}, "wrong-pin"),
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
    assert {"httponly", "samesite=strict", "max-age=36000", "path=/"} <= set(cookie.split("; "))
    for path in ("next", "finish", "logout"):
        assert room.client().post(f"/api/{path}").json()["refusal"] == "not-logged-in"
    assert room.client().get("/api/state").status_code == 409


def with_cookie(room: Room, cookie: str) -> httpx.Response:
    """The state, as asked for by a kept cookie."""
    return room.client().get("/api/state", headers={"cookie": f"quay={cookie}"})


def test_signing_out_ends_every_copy_of_the_cookie(room: Room) -> None:
    """For ever: when the same officer sits down again, and when the console was started again too."""
    client = room.officer()
    kept = client.cookies["quay"]
    assert client.post("/api/logout").json() == {"counter": 1}
    assert with_cookie(room, kept).status_code == 409
    again = room.officer()
    assert with_cookie(room, kept).status_code == 409
    room.stop()
    room.start()
    assert with_cookie(room, kept).status_code == 409
    assert with_cookie(room, again.cookies["quay"]).status_code == 200


def test_the_desk_belongs_to_the_last_sign_in(room: Room) -> None:
    """The same officer in another browser goes on with the visit in hand; the browser before is told to sign in."""
    room.ticket()
    first = room.officer()
    seen = events(first)
    assert {next(seen)[0] for _ in range(2)} == {"state", "board"}
    assert first.post("/api/next", json={}).json()["ticket"] == "A001"
    second = room.officer()
    while next(seen)[0] != "signed-out":
        continue
    assert first.post("/api/finish", json={}).json()["refusal"] == "not-logged-in"
    assert second.post("/api/finish", json={}).json()["ticket"] == "A001"


def test_the_journal_knows_a_sign_in_by_a_hash(room: Room) -> None:
    """128 bits of it, another one each time; the cookie's own number stands nowhere."""
    cookies = [room.officer().cookies["quay"] for _ in range(2)]
    opened = [r.event for r in room.office.journal.recorded() if isinstance(r.event, CounterOpened)]
    nonces = [serializer(room).loads(cookie)["nonce"] for cookie in cookies]
    assert [e.sign_in for e in opened] == [hashlib.sha256(n.encode()).hexdigest()[:32] for n in nonces]
    assert len({*nonces}) == 2 and {len(n) for n in nonces} == {32}
    assert not [n for n in nonces if n.encode() in (Path(room.config.kiosk.data) / "journal.db-wal").read_bytes()]


def serializer(room: Room) -> URLSafeSerializer:
    key = key_of(Path(room.config.kiosk.data))
    return URLSafeSerializer(
        key, salt="officer", signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )


def test_an_update_at_midday_signs_nobody_out(room: Room) -> None:
    """A desk that the version before opened is the officer's by the cookie of then, until it is closed."""
    reference, rules = room.office.officers["cb01"][0], room.office.rules
    room.office.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 1, reference, ""))
    who = {"officer": "cb01", "reference": reference, "counter": 1}
    before = {"who": who, "until": room.clock().wall / 1000 + 3600, "nonce": "0123456789abcdef"}
    cookie = str(serializer(room).dumps(before))
    assert with_cookie(room, cookie).json()["officer"] == "cb01"
    other = room.client().post("/api/login", json={**LOGIN, "officer": "cb02"})
    assert other.status_code == 200 and with_cookie(room, cookie).status_code == 409
    room.officer()
    assert with_cookie(room, cookie).status_code == 409


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
    cookie = room.officer().cookies["quay"]
    room.stop()
    room.start()
    answer = with_cookie(room, cookie)
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
    "headers",
    [
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://["},
        {"origin": "localhost"},
    ],
)
def test_other_sites_pages_can_do_nothing(room: Room, headers: dict[str, str]) -> None:
    """A request that a foreign page made is refused before anything looks at it."""
    client = room.officer()
    room.ticket()
    assert client.post("/api/next", json={}, headers=headers).status_code == 403
    assert client.get("/api/state").json()["visit"] is None
