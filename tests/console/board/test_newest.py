"""Streams show the newest state that anybody here has seen: an older one that comes back late takes nothing back."""

import asyncio

from kiosk.console.stream import FAR_MOMENT, Hub
from kiosk.core.state.values import State


def test_a_look_that_saw_less_and_comes_back_later_is_passed_by() -> None:
    """Two look at once, in two threads: whoever began to look before the wish was written ends behind the other."""
    told = list[bytes]()

    async def reads(hub: Hub) -> None:
        async for part in hub.stream(lambda state, now: {"seen": {"seq": state.seq}}, lambda: FAR_MOMENT):
            told.extend([part] if b"seen" in part else [])

    async def day() -> None:
        answers = [asyncio.get_running_loop().create_future() for _ in range(2)]
        waiting = iter(answers)
        hub = Hub(lambda: next(waiting), None)
        page = asyncio.ensure_future(reads(hub))
        looks = [asyncio.ensure_future(hub.look()) for _ in answers]
        for answer, seq in reversed(list(zip(answers, (7, 8), strict=True))):
            await asyncio.sleep(0)
            answer.set_result(State(seq=seq))
            while not all(look.done() for look, at in zip(looks, answers, strict=True) if at.done()):
                await asyncio.sleep(0)
        for _ in range(10):  # turns of the loop: what was told is taken
            await asyncio.sleep(0)
        page.cancel()

    asyncio.run(day())
    assert [b'"seq":8' in part for part in told[-1:]] == [True]
