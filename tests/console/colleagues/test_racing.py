"""A visit is sent to an officer who signs out at the same moment: whichever is first, nobody waits for nobody."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from tests.console.conftest import Room


def answered(client: httpx.Client, path: str, body: dict[str, object]) -> str:
    return str(client.post(f"/api/{path}", json=body).json().get("refusal", "done"))


@pytest.mark.parametrize("first", ["transfer", "logout", "both at once"])
def test_a_transfer_and_the_sign_out_of_whom_it_is_for_lose_nobody(room: Room, first: str) -> None:
    """Sent before, it waits for whoever serves its line and is called first there; sent behind, it is refused and stays
    in hand. Never is it for somebody who is gone."""
    room.ticket(), room.ticket()
    one, four, other = room.officer(1), room.officer(4), room.officer(5)
    assert answered(one, "next", {}) == "done"
    sends = partial(answered, one, "transfer", {"service": "B", "to_officer": "cb04"})
    leaves = partial(answered, four, "logout", {})
    if first == "both at once":
        with ThreadPoolExecutor(2) as pool:
            sent, left = (done.result() for done in [pool.submit(sends), pool.submit(leaves)])
    elif first == "transfer":
        sent, left = sends(), leaves()
    else:
        left, sent = leaves(), sends()
    assert left == "done" and sent == {"transfer": "done", "logout": "officer-away"}.get(first, sent)
    if sent == "done":
        assert other.get("/api/state").json()["queue"][0]["ticket"] == "A001"
        assert other.post("/api/next", json={}).json()["ticket"] == "A001"
    else:
        assert sent == "officer-away" and one.get("/api/state").json()["visit"]["ticket"] == "A001"
