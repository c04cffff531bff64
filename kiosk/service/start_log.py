"""The starts of the touch app, kept in the runtime folder so that a crash is known at the next start.

A small file in memory, not in the journal: what crashes may be the disk. It is written anew and renamed, so a kill in
the middle leaves the old one. What cannot be read or written counts for nothing: the kiosk starts all the same. The
rule is in kiosk/core/decisions/crashes.py; what tickets-only leaves out, in kiosk/app/safe_mode.py.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.crashes import Start, begins_tickets_only, is_over
from kiosk.host.files import write_whole

MAX_STARTS = 20
FILE = "starts.json"


class Starts:
    """`runtime`: the folder of sockets, which outlives the program but not the boot."""

    def __init__(self, runtime: Path, moment: Callable[[], Moment]) -> None:
        self.path, self._moment = runtime / FILE, moment
        self.own = Start("", 0)

    def begin(self) -> bool:
        """Writes this start down; whether it only gives numbers."""
        before, now = read(self.path), self._moment()
        self.own = Start(now.boot, now.mono, begins_tickets_only(before, now.boot, now.mono))
        write(self.path, [*before, self.own])
        return self.own.tickets_only

    def over(self) -> bool:
        """Whether tickets-only has lasted long enough, or somebody has forgiven."""
        return self.own.tickets_only and is_over(self.own, read(self.path), self._moment().mono)

    def end(self, why: str) -> None:
        """This start did not crash: it ended as `Start.end` says."""
        ended = "healthy" if why == "told" and self.over() else why
        write(self.path, [replace(s, end=ended) if s == self.own else s for s in read(self.path)])


def reset(runtime: Path) -> bool:
    """A technician's word: no crash counts any more; whether one had. Tickets-only ends within a minute."""
    starts = read(runtime / FILE)
    write(runtime / FILE, [replace(start, end=start.end or "forgiven") for start in starts])
    return any(not start.end for start in starts)


def line_of(start: Start) -> str:
    """One line for the technician."""
    mode = "tickets only" if start.tickets_only else "everything"
    return f"boot {start.boot}, {start.mono // 1000} s after it: {mode}; {start.end or 'running, or crashed'}"


def read(path: Path) -> list[Start]:
    """The kept starts, oldest first; none when the file is missing or not ours."""
    try:
        return [Start(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def write(path: Path, starts: Sequence[Start]) -> None:
    """Keeps the last ones; a folder that takes nothing is said once and then lived with."""
    rows = [asdict(start) for start in starts[-MAX_STARTS:]]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(rows).encode(), synced=False)  # in memory: a power cut takes the folder with it
    except OSError as error:
        print(f"kiosk.runtime: crashes cannot be counted: {error}", file=sys.stderr, flush=True)
