"""What a printer's status bytes mean: DLE EOT 1, 2 and 4 to one PrinterState. Pure.

Bits after Epson's ESC/POS guide; a byte counts as an answer only with its fixed bits (mask 0x93, bit 7 ignored by
masking it off first, as some clones set it). An open cover still says "paper ok", so all three are asked.
"""

from collections.abc import Mapping

from drivers.ports import PrinterState

QUESTIONS = (1, 2, 4)
CANNOT_PRINT: tuple[PrinterState, ...] = ("paper_out", "cover_open", "error", "offline")
_MEANING: tuple[tuple[int, int, PrinterState], ...] = (  # question, bits, state; the first that fits is said
    (2, 0x04, "cover_open"),
    (4, 0x60, "paper_out"),
    (2, 0x20, "paper_out"),
    (2, 0x40, "error"),
    (1, 0x08, "offline"),
    (4, 0x0C, "paper_low"),
)


def question(n: int) -> bytes:
    return bytes((0x10, 0x04, n))


def reading(answer: bytes) -> int | None:
    """The last byte that came, or None when it is no status byte (junk, or a stuck 00)."""
    if not answer:
        return None
    byte = answer[-1] & 0x7F
    return byte if byte & 0x13 == 0x12 else None


def judge(answers: Mapping[int, int | None]) -> PrinterState:
    """The state that readings by question tell; `unknown` unless all were answered or one names a fault."""
    for n, bits, state in _MEANING:
        byte = answers.get(n)
        if byte is not None and byte & bits:
            return state
    return "unknown" if any(answers.get(n) is None for n in QUESTIONS) else "ok"
