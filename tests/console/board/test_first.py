"""A call stands on boards before it is on officers' pages: the hall waits for it, who pressed has the answer."""

import asyncio
from collections.abc import Callable

from kiosk.console.stream import FAR_MOMENT, Hub
from kiosk.core.state.values import State


def test_boards_are_told_first_whoever_was_there_first() -> None:
    told, there = list[str](), set[str]()

    async def newest() -> State:
        return State(seq=2)

    async def reads(hub: Hub, name: str, took: Callable[[], None] | None) -> None:
        async for part in hub.stream(lambda state, now: {"seen": {"seq": state.seq}}, lambda: FAR_MOMENT, took):
            there.update({name} if b'"seq":0' in part else ())
            if b'"seq":2' in part:
                told.append(name)

    async def day() -> None:
        hub = Hub(newest, None)
        pages = [asyncio.ensure_future(reads(hub, "officer", lambda: None))]
        pages.append(asyncio.ensure_future(reads(hub, "board", None)))
        for _ in range(10):  # turns of the loop: both listen, and wait
            await asyncio.sleep(0)
        assert there == {"officer", "board"}
        await hub.look()
        while len(told) < len(pages):
            await asyncio.sleep(0)
        for page in pages:
            page.cancel()

    asyncio.run(day())
    assert told == ["board", "officer"]
