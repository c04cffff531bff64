"""The loop on real pipes: whoever watches is called, a deadline wakes it, `stop` ends it."""

import os

from kiosk.app.loop import Loop


def test_what_is_readable_is_told_and_everything_settled_after_it() -> None:
    """Once before anything happened, then after each waking; what is watched once is told once."""
    loop, (read, write) = Loop(), os.pipe()
    told: list[str] = []
    loop.watch_once(read, lambda: told.append("once"))
    os.write(write, b"xx")

    def end() -> None:
        told.append("again")
        loop.stop()

    def settle() -> None:
        told.append("settled")
        if len(told) == 3:
            loop.watch(read, end)

    loop.run(settle, lambda: 60_000)
    assert told == ["settled", "once", "settled", "again", "settled"]


def test_a_deadline_wakes_it_without_any_descriptor() -> None:
    """Nothing is readable: it settles when it is due."""
    loop, settled = Loop(), list[int]()

    def settle() -> None:
        settled.append(len(settled))
        if len(settled) == 3:
            loop.stop()

    loop.run(settle, lambda: 1)
    assert settled == [0, 1, 2]
