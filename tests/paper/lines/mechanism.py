"""A printer's buffer and motor, in front of what it does with its bytes: what comes while the buffer is full is lost.

Bytes are taken out of the buffer as paper moves: while the motor turns or the knife cuts, none is. Time is told by
whoever feeds it. With flow control the printer says when its buffer is nearly full, or it cannot print, and when there
is room again: by XOFF and XON on the line, or by its wire (`ready`), as Epson's printers do (TM series, "busy").
"""

from drivers.printer.transport import Flow
from drivers.simulated.printer.personality import CANNOT_PRINT, SimulatedPrinter

XON, XOFF = b"\x11", b"\x13"
_CUT_S = 0.5
_DOTS_PER_MM = 8


class Mechanism:
    """`room`: bytes of the buffer; `mm_s`: of the motor; `by_rows`: it prints a picture's rows as they come, else when
    it has them all. Seen: `lost` bytes."""

    def __init__(
        self, printer: SimulatedPrinter, room: int, mm_s: float, flow: Flow = "none", by_rows: bool = False
    ) -> None:
        self.printer, self._room, self._mm_s, self._flow, self._by_rows = printer, room, mm_s, flow, by_rows
        self.lost = 0
        self.ready = True
        self._held = bytearray()
        self._busy_until = 0.0
        self._early = 0  # rows of the picture begun that were printed already

    def take(self, data: bytes, now: float, byte_s: float = 0.0) -> bytes:
        """Bytes that come one every `byte_s` seconds, the first at `now`; what it says to them."""
        said = b""
        for n, byte in enumerate(data):
            at = now + n * byte_s
            said += self.passes(at)
            if self._busy_until <= at and not self._held:
                said += self._done(byte, at)
            elif len(self._held) < self._room:
                self._held.append(byte)
            else:
                self.lost += 1
        return said + self.passes(now + len(data) * byte_s)

    def passes(self, now: float) -> bytes:
        """Time goes on until `now`."""
        said = b""
        while self._held and self._busy_until <= now and self.printer.state not in CANNOT_PRINT:
            said += self._done(self._held.pop(0), self._busy_until)
        return said + self._flows(now)

    def _done(self, byte: int, at: float) -> bytes:
        """The printer has this byte; its paper moves for as long as that takes."""
        rows, sheets = self._rows(), len(self.printer.sheets)
        said = self.printer.feed(bytes((byte,)))
        moved = self._rows() - rows + self._so_far()
        cut = len(self.printer.sheets) > sheets
        self._busy_until = max(self._busy_until, at) + moved / _DOTS_PER_MM / self._mm_s + _CUT_S * cut
        return said

    def _rows(self) -> int:
        return sum(len(sheet.rows) for sheet in self.printer.sheets)

    def _so_far(self) -> int:
        """Rows that a picture has more of than before; what it was ahead is taken back at its end."""
        begun = self.printer.begun
        wide = begun[4] + 256 * begun[5] if len(begun) >= 8 and begun.startswith(b"\x1dv0") else 0
        early = (len(begun) - 8) // wide * (1 + (begun[3] >> 1 & 1)) if wide and self._by_rows else 0
        more, self._early = early - self._early, early
        return more

    def _flows(self, now: float) -> bytes:
        """Busy from three quarters of the buffer on, ready again below a quarter."""
        was = self.ready
        if self.printer.state in CANNOT_PRINT or len(self._held) * 4 >= self._room * 3:
            self.ready = False
        elif len(self._held) * 4 <= self._room:
            self.ready = True
        changed = self._flow == "xonxoff" and was != self.ready
        return (XON if self.ready else XOFF) if changed else b""
