"""A power cut with no network behind it: whatever writes afterwards goes on from the last event."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.clock import START
from kiosk.core.calendar.moment import from_iso
from kiosk.core.record.event import name_of
from kiosk.journal.opening import read_file
from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.supervisor import fetch
from tests.simulation.hand import Hand, until

BEFORE, AFTER = "2026-11-23T08:00:00+07:00", "2023-02-14T03:00:00+07:00"
FAST = {"printer.baud": 921600}


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with DevStack(tmp_path, options=FAST) as stack:
        yield Hand(stack)


def set_clock(stack: DevStack, at: str, boot: str, known: bool) -> None:
    """As the cabinet leaves it in the wires' folder: all programs read it there."""
    clock = {**START, "frozen_wall_ms": from_iso(at), "boot": boot, "source": "synchronised" if known else "unknown"}
    draft = stack.data / "dev/clock.new"
    draft.write_text(json.dumps(clock), encoding="utf-8")
    draft.replace(stack.data / "dev/clock")


def kiosk(stack: DevStack, *words: str) -> int:
    return subprocess.run([sys.executable, "-m", "kiosk", *words, "--config", str(stack.config)]).returncode


def test_app_console_courier_and_commands_go_on_from_the_last_event(hand: Hand) -> None:
    """A number in 2026, all programs killed, a clock of 2023: each of them writes, and time never runs backwards."""
    stack, journal = hand.stack, hand.stack.data / "journal.db"
    set_clock(stack, BEFORE, "b1", known=True)
    hand.take("A")
    for name in ("app", "console", "sync"):
        stack.hold(name)
    with read_file(journal) as reader:
        last = reader.last()
    set_clock(stack, AFTER, "b2", known=False)
    for name in ("app", "console", "sync"):
        stack.release(name)

    def writers() -> set[str]:
        with read_file(journal) as reader:
            return {name_of(row["type"]) for row in reader.rows(after=last)}

    until(lambda: "kiosk.started" in writers(), "the app again")
    until(lambda: fetch(f"{hand.base}/healthz"), "the console again")
    hand.sign_in(1)
    assert kiosk(stack, "update", "tell", "ok", "1.2.3") == 0 and kiosk(stack, "day", "close") == 0
    assert {"counter.opened", "device.changed", "day.closed"} <= writers()
    until(lambda: "checkpoint.made" in writers(), "the courier's checkpoint at close")
    with read_file(journal) as reader:
        rows = list(reader.rows(after=last - 1))
    assert {row["clock"] for row in rows[1:]} == {"estimated"} and {row["bootid"] for row in rows[1:]} == {"b2"}
    times = [row["time"] for row in rows]
    assert times == sorted(times) and times[0] >= BEFORE
