"""A printer as it stands at the far end of the wire: it takes bytes, answers, prints, runs out and jams.

`FarPrinter` promises what PRINTING's tables say of an Epson-like one: status questions (DLE EOT 1 to 4) are answered
the moment they arrive, whatever stands before them; while it cannot print it keeps what it gets and prints it when
it can again; a half command waits for its rest. A personality is data; the wire itself (pty, pace, unplugging) is
not here.
"""

from dataclasses import dataclass, field
from typing import Literal

from drivers.paper import picture
from drivers.paper.answers import MUTE, Talks, answer
from drivers.paper.commands import UnknownCommand, next_command
from drivers.paper.sheet import Pen, Sheet, draw

FarState = Literal["ok", "paper_low", "paper_out", "cover_open", "offline", "silent", "jam_mid_ticket"]
STATES: tuple[FarState, ...] = ("ok", "paper_low", "paper_out", "cover_open", "offline", "silent", "jam_mid_ticket")

_STATUS: dict[str, tuple[int, int, int, int]] = {  # answers to DLE EOT 1, 2, 3, 4 (fixed bits 0x12 set)
    "ok": (0x12, 0x12, 0x12, 0x12),
    "paper_low": (0x12, 0x12, 0x12, 0x1E),
    "paper_out": (0x1A, 0x32, 0x12, 0x7E),
    "cover_open": (0x1A, 0x16, 0x12, 0x12),
    "offline": (0x1A, 0x12, 0x12, 0x12),
    "jammed": (0x1A, 0x52, 0x1A, 0x12),
}
_CANNOT_PRINT = ("paper_out", "cover_open", "offline", "jammed")
_JAM_AFTER = 150  # rows of a slip that still come out before the jam


@dataclass(frozen=True)
class Personality:
    """`dots` across; `cutter_gap`: dots from head to knife, 0: no knife; `answers`: DLE EOT; `talks`: the rest."""

    dots: int = 576
    cutter_gap: int = 96
    answers: bool = True
    talks: Talks = field(default_factory=Talks)


EPSON_80 = Personality()
EPSON_58 = Personality(dots=384)
SILENT_80 = Personality(answers=False, talks=MUTE)
SILENT_58 = Personality(dots=384, answers=False, talks=MUTE)


class FarPrinter:
    """Bytes in by `feed`, answers out; `set_state` injects a fault. Not thread-safe: one wire feeds it.

    `bytes`: everything it got; `sheets`: every piece of paper, the last one perhaps still in the machine;
    `refused`: what it did not know, as messages with offset and bytes (it goes on, as a real one does).
    """

    def __init__(self, personality: Personality = EPSON_80) -> None:
        self.personality = personality
        self.bytes = bytearray()
        self.sheets = [Sheet(personality.dots)]
        self.refused: list[str] = []
        self.state: str = "ok"
        self._pen = Pen()
        self._waiting = bytearray()  # received, not yet a whole command or not yet printable
        self._done = 0  # offset of the first waiting byte
        self._question = b""  # the tail of what arrived, as far as it may begin a status question
        self._said = b""  # answers to questions in line, not yet fetched

    def feed(self, data: bytes) -> bytes:
        """Takes what came over the wire; returns what the printer says until the next call (b"" fetches the rest)."""
        self.bytes += data
        self._waiting += data
        answers = self._answers(data)
        self._work()
        answers, self._said = answers + self._said, b""
        return answers

    def set_state(self, word: str) -> None:
        """One of STATES, else ValueError. From a jam back to anything: it is switched off and on, the torn slip
        comes away and what it still held is lost."""
        if word not in STATES:
            raise ValueError(f"no printer state {word!r}; one of {', '.join(STATES)}")
        if self.state == "jammed":
            self._power_cycle()
        self.state = word
        self._work()

    @property
    def slips(self) -> list[bytes]:
        """The bytes of every slip that was cut, in order."""
        return [bytes(sheet.raw) for sheet in self.sheets if sheet.cut]

    def png(self, index: int = -1) -> bytes:
        """A piece of paper as it looks; the default is the one that came out last, or is coming out."""
        return picture.png_of(self._paper()[index])

    def text(self, index: int = -1) -> str:
        """What stands on it in the printer's own letters."""
        return self._paper()[index].text

    def _paper(self) -> list[Sheet]:
        """Without the clean end of the roll, unless nothing ever came out."""
        return [sheet for sheet in self.sheets if sheet.cut or not sheet.blank] or self.sheets

    def _answers(self, data: bytes) -> bytes:
        seen = self._question + data
        self._question = seen[-2:]
        found = [seen[i + 2] for i in range(len(seen) - 2) if seen[i : i + 2] == b"\x10\x04"]
        if self.state == "silent" or not self.personality.answers:
            return b""
        word = self.state if self.state in _STATUS else "ok"
        return bytes(_STATUS[word][n - 1] for n in found if 1 <= n <= 4)

    def _work(self) -> None:
        """Print all that is whole, until it is used up or the printer cannot go on."""
        while self.state not in _CANNOT_PRINT and self._step():
            if self.state == "jam_mid_ticket" and len(self.sheets[-1].rows) >= _JAM_AFTER:
                self.state = "jammed"

    def _step(self) -> bool:
        try:
            command = next_command(bytes(self._waiting), self._done)
        except UnknownCommand as unknown:
            self.refused.append(str(unknown))
            self._take(len(unknown.data))
            return True
        if command is None:
            return False
        if not self.personality.talks.knows(command):
            self._take(len(command.name))
            return True
        if self.state != "silent":
            self._said += answer(command, self.personality.talks, self.state == "paper_low")
        sheet = self._take(len(command.data))
        draw(sheet, self._pen, command, self.personality.cutter_gap)
        if sheet.cut:
            self.sheets.append(Sheet(self.personality.dots))
        return True

    def _take(self, length: int) -> Sheet:
        sheet = self.sheets[-1]
        sheet.raw += self._waiting[:length]
        del self._waiting[:length]
        self._done += length
        return sheet

    def _power_cycle(self) -> None:
        self._done += len(self._waiting)
        self._waiting.clear()
        self._pen = Pen()
        if not self.sheets[-1].blank:
            self.sheets.append(Sheet(self.personality.dots))
