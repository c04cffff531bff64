"""Wrong PINs: whom they keep waiting, for how long, and what they betray."""

import asyncio
import heapq
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config.pin_hash import check_pin, hash_pin
from kiosk.console.sign_in import MOST_WAITING, Busy, PinCheck, Turns
from kiosk.console.throttle import (
    FORGOTTEN_S,
    GUESSED_AT,
    MAX_KEYS,
    MAX_WAIT_S,
    MAX_WAIT_SLOW_S,
    Place,
    Throttle,
    of_data,
    wait_after,
)
from tests.console.conftest import Room

DAY_S = 24 * 3600.0
OFFICERS = [f"cb{n:02d}" for n in range(1, 10)]
VALUES = st.none() | st.booleans() | st.floats() | st.integers() | st.text()
places = st.builds(Place, st.sampled_from(OFFICERS), st.sampled_from(["address 10.0.0.1", "address 10.0.0.2"]))


@given(st.integers(0, 10_000))
def test_waits_grow_and_end(tries: int) -> None:
    """Five are free, three for a name that is guessed at; a further one never waits less, and none for ever."""
    assert (wait_after(tries) == 0) == (tries < 5) and (wait_after(tries, slow=True) == 0) == (tries < 3)
    assert wait_after(tries) <= wait_after(tries + 1) <= MAX_WAIT_S
    assert wait_after(tries) <= wait_after(tries, slow=True) <= wait_after(tries + 1, slow=True) <= MAX_WAIT_SLOW_S


@given(st.lists(places, max_size=300))
def test_nobody_is_kept_out_by_what_happens_elsewhere(tries: Sequence[Place]) -> None:
    """Whatever was tried from two addresses, a third may try each officer's PIN at once."""
    throttle = Throttle()
    for place in tries:
        throttle.count(place, 100.0)
    assert [throttle.wait(Place(officer, "address 10.0.0.3"), 100.0) for officer in OFFICERS] == [0.0] * 9


def test_a_right_pin_resets_the_count_of_its_place() -> None:
    """Five wrong ones make wait; afterwards the count starts anew, there and not elsewhere."""
    throttle, here, there = Throttle(), Place("cb01", "address 10.0.0.1"), Place("cb01", "address 10.0.0.2")
    for place in [here, there] * 5:
        throttle.count(place, 100.0)
    assert (throttle.wait(here, 110.0), throttle.wait(here, 130.0)) == (20.0, 0.0)
    throttle.forgive(here, all_of_them=True)
    assert (throttle.wait(here, 101.0), throttle.wait(there, 101.0)) == (0.0, 29.0)


def test_what_was_not_looked_at_was_no_try() -> None:
    """Taken back one by one, it keeps nobody waiting; only whose turn it is knows of it."""
    throttle, place = Throttle(), Place("cb01", "address 10.0.0.1")
    for _ in range(7):
        throttle.count(place, 100.0)
    for _ in range(7):
        throttle.forgive(place, all_of_them=False)
    assert throttle.wait(place, 100.0) == 0.0 and throttle.tries_from(place, 100.0) == 7


def guesses(addresses: int, days: int) -> int:
    """How often one officer's PIN can be tried by so many addresses that never tire."""
    throttle, made = Throttle(), 0
    due = [(0.0, f"address 10.0.{n >> 8}.{n & 255}") for n in range(addresses)]
    while due[0][0] < days * DAY_S:
        now, at = heapq.heappop(due)
        place = Place("cb01", at)
        if not (wait := throttle.wait(place, now)):
            throttle.count(place, now)
            made, wait = made + 1, throttle.wait(place, now)
        heapq.heappush(due, (now + max(wait, 0.001), at))
    return made


def test_guessing_is_hopeless() -> None:
    """In a month one address tries 300 of the million PINs of six digits, and a whole network of 250 addresses fewer
    than one in twenty."""
    assert guesses(1, 30) < 300 and guesses(250, 30) < 1_000_000 / 20


def test_the_slower_gear_is_left_after_a_day() -> None:
    """What was long ago counts nothing."""
    throttle, place = Throttle(), Place("cb01", "address 10.0.0.1")
    for n in range(GUESSED_AT):
        throttle.count(Place("cb01", f"address 10.0.1.{n}"), 100.0)
    for _ in range(3):
        throttle.count(place, 100.0)
    assert throttle.wait(place, 100.0) == 30.0
    assert throttle.wait(place, 100.0 + FORGOTTEN_S) == 0.0 and throttle.tries_from(place, 100.0 + FORGOTTEN_S) == 0


def test_many_names_take_no_memory_and_free_nobody() -> None:
    """There is room for so many; whoever tried most is forgotten last."""
    throttle, guesser = Throttle(), Place("cb01", "address 10.0.0.1")
    for _ in range(5):
        throttle.count(guesser, 0.0)
    for n in range(3 * MAX_KEYS):
        throttle.count(Place(f"{n} {'x' * 100}", "address 10.0.0.1"), float(n % 7))
    assert len(throttle.tried) <= MAX_KEYS and max(map(len, throttle.tried)) < 100
    assert throttle.wait(guesser, 1.0) > 0


@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_any_other_file_counts_nothing(data: Any) -> None:
    """Damaged or foreign: it raises nothing, and locks nobody out for longer than there is."""
    throttle = of_data(data, 100.0)
    assert throttle.wait(Place("cb01", "address 10.0.0.1"), 100.0) <= MAX_WAIT_SLOW_S


# --- over real HTTP ---


def tried(client: httpx.Client, officer: str, pin: str = "000000") -> httpx.Response:
    return client.post("/api/login", json={"officer": officer, "pin": pin, "counter": int(officer[-1])})


def pins_of(room: Room) -> PinCheck:
    assert room.server
    pins: PinCheck = room.server.config.app.state.console.pins  # type: ignore[union-attr]
    return pins


def test_a_pc_that_guesses_at_everybody_keeps_nobody_out_elsewhere(room: Room) -> None:
    """Five wrong PINs for each of nine officers: it is refused itself, and each signs in at once from an own PC."""
    guesser = room.client("127.0.0.2")
    for officer in OFFICERS * 5:
        assert tried(guesser, officer).json()["refusal"] == "wrong-pin"
    assert {tried(guesser, officer, "1234").json()["refusal"] for officer in OFFICERS} == {"locked-out"}
    codes = [tried(room.client(f"127.0.1.{n}"), officer, "1234").status_code for n, officer in enumerate(OFFICERS, 1)]
    assert codes == [200] * 9


def test_a_browser_that_is_known_does_not_wait_for_its_neighbours(room: Room) -> None:
    """Somebody guesses from behind the same address; where the officer has signed in before, they do so again."""
    own, guesser = room.officer(1), room.client()
    for _ in range(6):
        refused = tried(guesser, "cb01")
    assert refused.json()["refusal"] == "locked-out"
    assert tried(own, "cb01", "1234").status_code == 200
    guesser.cookies.set("may", own.cookies["may"] + "x")
    assert tried(guesser, "cb01", "1234").json()["refusal"] == "locked-out"
    other = room.officer(2)
    assert tried(other, "cb01", "1234").json()["refusal"] == "locked-out"


def test_nobody_says_themselves_where_they_are(room: Room) -> None:
    """Another address in X-Forwarded-For at each try: counted as the one that it is."""
    guesser = room.client()  # from where a server in front of us would be believed
    for n in range(6):
        guesser.headers["X-Forwarded-For"] = f"10.0.0.{n}"
        refused = tried(guesser, "cb01")
    assert refused.json()["refusal"] == "locked-out"


def test_wrong_pins_are_not_forgotten_by_a_restart(room: Room) -> None:
    """Whoever makes the console start again gains no tries; in a file that nobody else may read."""
    for _ in range(5):
        tried(room.client("127.0.0.2"), "cb01")
    room.stop()
    room.start()
    assert tried(room.client("127.0.0.2"), "cb01", "1234").json()["refusal"] == "locked-out"
    kept = Path(room.config.kiosk.runtime) / "console-pins.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(kept.read_bytes().replace(b"boot-1", b"boot-0"))
    room.stop()
    room.start()
    assert tried(room.client("127.0.0.2"), "cb01", "1234").status_code == 200


def test_a_name_that_does_not_exist_is_refused_like_a_wrong_pin(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes in the same order, and scrypt at the same cost each time; also for an officer without a PIN."""
    room.stop()
    officers = [replace(o, pin=hash_pin("975310") if o.id == "cb01" else "") for o in room.config.officers]
    room.config = replace(room.config, officers=officers, console=replace(room.config.console, demo=False))
    room.start()
    compared, answers = list[str](), []

    def check(pin: str, stored: str) -> bool:
        compared.append(stored[:15])
        return check_pin(pin, stored)

    monkeypatch.setattr("kiosk.console.sign_in.check_pin", check)
    pins_of(room).seconds = lambda: 100.0
    for n, officer in enumerate(("cb01", "cb02", "cb99")):
        client = room.client(f"127.0.3.{n}")
        answers.append([(a.status_code, a.content) for a in (tried(client, officer, pin) for pin in "0123456")])
    assert answers[0] == answers[1] == answers[2] and len({*answers[0]}) == 2
    assert compared == [hash_pin("1")[:15]] * 15
    assert tried(room.client("127.0.3.9"), "cb99", "975310").json()["refusal"] == "wrong-pin"
    assert tried(room.client("127.0.3.9"), "cb01", "975310").status_code == 200


# --- whose PIN is looked at next ---


async def taken(ranks: Sequence[int]) -> tuple[list[int], list[int]]:
    """While one is looked at, so many come: who is served in which order, and who is refused, by when they came."""
    turns, served, refused, free = Turns(), list[int](), list[int](), asyncio.Event()

    async def come(n: int, rank: int) -> None:
        try:
            async with turns.turn(rank):
                served.append(n)
                await free.wait()
        except Busy:
            refused.append(n)

    tasks = [asyncio.create_task(come(n, rank)) for n, rank in enumerate(ranks)]
    await asyncio.sleep(0)
    free.set()
    await asyncio.gather(*tasks)
    assert not turns.busy and not turns.waiting
    return served, refused


def test_a_first_try_goes_before_a_crowd() -> None:
    """Whoever has tried least is next, of these the last who came; of too many, those who tried most are sent away."""
    assert asyncio.run(taken([9, 2, 1, 0, 0])) == ([0, 4, 3, 2, 1], [])
    served, refused = asyncio.run(taken([1, *range(1, 41), 0]))
    assert served == [0, 41, *range(1, MOST_WAITING)] and sorted(refused) == [*range(MOST_WAITING, 41)]


@given(st.lists(st.integers(0, 5), max_size=60))
def test_everybody_is_served_or_refused(ranks: Sequence[int]) -> None:
    """Once, whatever comes; and never more than one at a time wait with a worse claim than those who are sent away."""
    served, refused = asyncio.run(taken(ranks))
    assert sorted(served + refused) == [*range(len(ranks))]


def test_who_gives_up_hands_the_turn_on() -> None:
    """Cancelled while it waits, and at the very moment of its turn."""

    async def live() -> list[str]:
        turns, said = Turns(), list[str]()

        async def come(name: str) -> None:
            async with turns.turn(0):
                said.append(name)

        async with turns.turn(0):
            first, second, third = (asyncio.create_task(come(name)) for name in "abc")
            await asyncio.sleep(0)
            second.cancel()
            await asyncio.sleep(0)
        third.cancel()  # it was called, and has not yet run
        await asyncio.gather(first, second, third, return_exceptions=True)
        return [*said, str(turns.busy)]

    assert asyncio.run(live()) == ["a", "False"]
