"""The kiosk's word about itself, retained as `state`: when a part of it fails or works again, and as a beat.

The beat goes by a clock of its own, so that it tells a silent kiosk from a quiet one and never says when somebody has
rated. It holds how far the city has each stream, as far as we know, and since when. The last will holds nothing that
can be old when the broker speaks it, at a time that nobody knows beforehand: that this connection is over, and whose.

Times are kept as the machine counts them and told by the clock of today: a clock that was wrong when the line came up,
and was corrected since, leaves no false `since`, and its correction is told at once.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from kiosk.core.calendar.moment import iso
from kiosk.core.record.events import STREAMS
from kiosk.core.words.faults import sentences
from kiosk.host import troubles
from kiosk.host.disk import writes
from kiosk.journal.journal import Journal

BEAT_S = 300.0  # seconds between two words when nothing changes
JUMP_MS = 2_000  # a clock that moves by more was corrected


class Beat:
    """`card`: the identity of the card that the journal lies on, "" when it is not known. `now`: monotonic seconds.
    `runtime`: where the programs of this box tell what keeps them from the journal just now, and what they write."""

    def __init__(self, journal: Journal, sw: str, card: str, runtime: Path | None = None) -> None:
        self._journal, self._sw, self._card, self._runtime = journal, sw, card, runtime
        self._since, self._at, self._offset = 0, 0.0, 0
        self._moved: dict[str, int] = {}
        self._shown: Mapping[str, Any] | None = None

    def will(self) -> bytes:
        """For a connection that is about to be tried: what the broker says when it breaks."""
        self._since = self._journal.now().mono
        return orjson.dumps(self._who(online=False))

    def begin(self, now: float) -> None:
        """Connected: the next word is due at once."""
        self._shown, self._at = None, now

    def due(self) -> float:
        return self._at

    def moved(self, stream: str) -> None:
        """The city has more of a stream, or less."""
        self._moved[stream] = self._journal.now().mono

    def word(self, cursors: Mapping[str, int], now: float) -> bytes | None:
        """What is to be said now, if anything; `cursors`: how far the city has each stream."""
        health, moment = self._health(), self._journal.now()
        offset = moment.wall - moment.mono
        if health == self._shown and now < self._at and abs(offset - self._offset) <= JUMP_MS:
            return None
        self._shown, self._offset = health, offset
        self._at = now + BEAT_S if now >= self._at else self._at
        return self._present(cursors, online=True)

    def goodbye(self, cursors: Mapping[str, int]) -> bytes:
        return self._present(cursors, online=False)

    def _present(self, cursors: Mapping[str, int], online: bool) -> bytes:
        """`next` is the number that each stream's next event will have."""
        heads, streams = self._journal.state.heads, {}
        for stream in STREAMS:
            moved = self._moved.get(stream)
            since = None if moved is None else self._told(moved)
            streams[stream] = {"next": heads.get(stream, 0) + 1, "stored": cursors[stream], "since": since}
        time = iso(self._journal.now().wall)
        return orjson.dumps({**self._who(online), "time": time, "streams": streams, "health": self._health()})

    def _who(self, online: bool) -> dict[str, Any]:
        since = self._told(self._since)
        return {"online": online, "since": since, "sw": self._sw, "journal": self._journal.id, "card": self._card}

    def _told(self, mono: int) -> str:
        """A moment of this start of the machine, by the clock of now."""
        now = self._journal.now()
        return iso(now.wall - (now.mono - mono))

    def _health(self) -> dict[str, Any]:
        """`faults` (what is wrong with a part, and what to do) and `trouble` only while there are any; `written`: bytes
        of the last whole day, where one is known."""
        state = self._journal.state
        said: dict[str, Any] = {"devices": dict(state.devices)}
        if faults := {device: words.vi for device, words in sentences(state.devices, state.whys).items()}:
            said["faults"] = faults
        if self._runtime:
            more = {"trouble": troubles.told(self._runtime), "written": writes.last_whole_day(self._runtime)}
            said |= {name: value for name, value in more.items() if value}
        return said
