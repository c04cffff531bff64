"""A console at rest lets the machine sleep, with everybody's pages open; and it stops at once when it is told."""

import asyncio
from functools import partial
from pathlib import Path

from kiosk.console.app import listen, server_for
from tests.console.board.played import Counted
from tests.console.door.test_silence import opened_day

RESTS_S = 120


def test_thirty_pages_wake_it_less_than_once_a_second(tmp_path: Path) -> None:
    """Four boards, nine officers, twenty phones and nobody who does anything: two minutes of played time,
    waking by waking. Told to stop, it does so at once."""
    with asyncio.Runner(loop_factory=Counted) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, Counted)
        with opened_day(tmp_path, loop) as day, listen("127.0.0.1", 0) as listening:
            server = server_for(day.app)

            async def rest() -> tuple[int, float]:
                serving = asyncio.ensure_future(server.serve(sockets=[listening]))
                await asyncio.sleep(1)
                pages = [partial(day.ask, f"page {n}", "/api/stream", "") for n in range(33)]
                open_pages = [asyncio.ensure_future(page()) for page in pages]
                await asyncio.sleep(10)
                before = loop.woken
                await asyncio.sleep(RESTS_S)
                woken, told = loop.woken - before, loop.time()
                server.hang_up()
                server.should_exit = True
                await asyncio.gather(serving, *open_pages)
                return woken, loop.time() - told

            woken, stopping_s = runner.run(rest())
            assert woken < RESTS_S and stopping_s < 1
