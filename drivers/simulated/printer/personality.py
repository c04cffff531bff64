"""A printer as it stands at the far end of the wire: it takes bytes, answers, prints, runs out and jams.

`SimulatedPrinter` promises what the tables of docs/printing.md say of an Epson-like one: status questions (DLE EOT 1
to 4) are answered the moment they arrive, whatever stands before them; while it cannot print it keeps what it gets and
prints it when it can again; a half command waits for its rest. A personality is data: what its maker left out or got
wrong. The wire itself (pty, pace, unplugging) is not here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from drivers.simulated.printer import picture
from drivers.simulated.printer.answers import MUTE, Talks, answer
from drivers.simulated.printer.commands import DEFINE, Command, UnknownCommand, next_command
from drivers.simulated.printer.line import Pen, Readable, reset, typed
from drivers.simulated.printer.sheet import Sheet, draw, put
from drivers.simulated.printer.tcvn import LETTERS

SimulatedState = Literal["ok", "paper_low", "paper_out", "cover_open", "offline", "silent", "jam_mid_ticket"]
STATES: tuple[SimulatedState, ...] = get_args(SimulatedState)

_STATUS: dict[str, tuple[int, int, int, int]] = {  # answers to DLE EOT 1, 2, 3, 4 (fixed bits 0x12 set)
    "ok": (0x12, 0x12, 0x12, 0x12),
    "paper_low": (0x12, 0x12, 0x12, 0x1E),
    "paper_out": (0x1A, 0x32, 0x12, 0x7E),
    "cover_open": (0x1A, 0x16, 0x12, 0x12),
    "offline": (0x1A, 0x12, 0x12, 0x12),
    "jammed": (0x1A, 0x52, 0x1A, 0x12),
}
CANNOT_PRINT = ("paper_out", "cover_open", "offline", "jammed")
_JAM_AFTER = 150  # rows of a slip that still come out before the jam


_REALTIME = re.compile(rb"\x10[\x04\x14].", re.DOTALL)
_NO_GLYPHS = frozenset({DEFINE, b"\x1b%"})
_GS_V = frozenset({b"\x1dVA", b"\x1dVB", b"\x1dV\x00", b"\x1dV\x01"})


@dataclass(frozen=True)
class Personality:
    """`dots` across; `cutter_gap`: dots from head to knife, 0: no knife; `answers`: DLE EOT; `talks`: the rest.

    Of clones: `lacks`: commands whose first bytes it drops and whose rest it prints; `once`: one answer to questions
    that come together; `high_bit`: it sets bit 7 of its status; `hasty`: takes 10 04 n and 10 14 n out of pictures too;
    `up`: dots by which it draws small pictures too high; `wakes`: blank lines that it feeds when switched on;
    `keeps`: ESC @ leaves it the glyphs that it was told; `letters`: bytes from 0x80 on that it prints as letters.
    """

    dots: int = 576
    cutter_gap: int = 96
    answers: bool = True
    talks: Talks = field(default_factory=Talks)
    lacks: frozenset[bytes] = frozenset()
    once: bool = False
    high_bit: bool = False
    hasty: bool = False
    up: int = 0
    wakes: int = 0
    keeps: bool = False
    letters: Mapping[int, str] = field(default_factory=dict)

    def knows(self, command: Command) -> bool:
        return command.name not in self.lacks and self.talks.knows(command)


EPSON_80 = Personality()
TCVN_80 = Personality(talks=Talks(done=False), lacks=_NO_GLYPHS, letters=LETTERS)
CLONE_58 = Personality(dots=384, cutter_gap=0, talks=MUTE, lacks=_NO_GLYPHS, once=True, hasty=True, up=3, wakes=3)
HIGH_BIT_80 = Personality(talks=Talks(done=False), high_bit=True)
SILENT_80 = Personality(answers=False, talks=MUTE)
NARROW_80 = Personality(dots=512, talks=Talks(done=False))
ESC_I_80 = Personality(talks=MUTE, lacks=_NO_GLYPHS | _GS_V | {b"\x1bm"})
ESC_M_80 = Personality(talks=MUTE, lacks=_NO_GLYPHS | _GS_V | {b"\x1bi"})
KINDS = {
    "epson": EPSON_80,
    "tcvn": TCVN_80,
    "clone": CLONE_58,
    "high-bit": HIGH_BIT_80,
    "silent": SILENT_80,
    "narrow": NARROW_80,
    "esc-i": ESC_I_80,
    "esc-m": ESC_M_80,
}


class SimulatedPrinter:
    """Bytes in by `feed`, answers out; `set_state` injects a fault. Not thread-safe: one wire feeds it. `readable`: the
    dots that `text` reads as letters, beside the printer's own.

    `bytes`: everything it got; `sheets`: every piece of paper, the last one perhaps still in the machine;
    `refused`: what it did not know, as messages with offset and bytes (it goes on, as a real one does).
    """

    def __init__(self, personality: Personality = EPSON_80, readable: Readable | None = None) -> None:
        self.personality = personality
        self.bytes = bytearray()
        self.sheets = [Sheet(personality.dots)]
        self.refused: list[str] = []
        self.state: str = "ok"
        self._pen = Pen(readable or {}, personality.up, personality.keeps)
        self._waiting = bytearray()  # received, not yet a whole command or not yet printable
        self._done = 0  # offset of the first waiting byte
        self._question = b""  # the tail of what arrived, as far as it may begin a status question
        self._said = b""  # answers to questions in line, not yet fetched
        self._wake()

    def _wake(self) -> None:
        self.sheets[-1].rows.extend([0] * self.personality.wakes * 30)

    def feed(self, data: bytes) -> bytes:
        """Takes what came over the wire; returns what the printer says until the next call (b"" fetches the rest)."""
        self.bytes += data
        self._waiting += data
        answers = self._answers(data)
        if self.personality.hasty:
            self._waiting = bytearray(_REALTIME.sub(b"", self._waiting))
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
    def begun(self) -> bytes:
        """What it has of a command that is not whole yet."""
        return bytes(self._waiting)

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
        said = bytes(_STATUS[word][n - 1] | self.personality.high_bit << 7 for n in found if 1 <= n <= 4)
        return said[-1:] if self.personality.once else said

    def _work(self) -> None:
        """Print all that is whole, until it is used up or the printer cannot go on."""
        while self.state not in CANNOT_PRINT and self._step():
            if self.state == "jam_mid_ticket" and len(self.sheets[-1].rows) >= _JAM_AFTER:
                self.state = "jammed"

    def _step(self) -> bool:
        try:
            command = next_command(self._waiting, self._done)
        except UnknownCommand as unknown:
            self._strange(unknown)
            return True
        if command is None:
            return False
        if not self.personality.knows(command):
            self._take(len(command.name))
            return True
        if self.state != "silent":
            self._said += answer(command, self.personality.talks, self.state == "paper_low")
        sheet = self._take(len(command.data))
        draw(sheet, self._pen, command, self.personality.cutter_gap)
        if sheet.cut:
            self.sheets.append(Sheet(self.personality.dots))
        return True

    def _strange(self, unknown: UnknownCommand) -> None:
        """Printed where it is a letter of this printer's code page, else noted and left out."""
        sheet, letter = self._take(len(unknown.data)), self.personality.letters.get(unknown.data[0])
        if letter:
            put(sheet, self._pen, typed(self._pen, unknown.data[0], letter))
        else:
            self.refused.append(str(unknown))

    def _take(self, length: int) -> Sheet:
        sheet = self.sheets[-1]
        sheet.raw += self._waiting[:length]
        del self._waiting[:length]
        self._done += length
        return sheet

    def _power_cycle(self) -> None:
        self._done += len(self._waiting)
        self._waiting.clear()
        reset(self._pen)
        if not self.sheets[-1].blank:
            self.sheets.append(Sheet(self.personality.dots))
        self._wake()
