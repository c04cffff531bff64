"""What a printer's answers mean: DLE EOT 1 to 4 to one PrinterState, and the words that stand behind a slip. Pure.

Bits after Epson's ESC/POS guide (DLE EOT, GS r, GS ( H function 48). A byte counts as a status only with its fixed
bits (mask 0x93, bit 7 ignored, as some clones set it). An open cover still says "paper ok", so 1, 2 and 4 are asked,
and 3 for what is broken. The letters of a GS ( H answer have bit 4 clear and are never taken for a status.
"""

from collections.abc import Mapping

from drivers.ports import CompletionQuery, PrinterState

QUESTIONS = (1, 2, 4)
CANNOT_PRINT: tuple[PrinterState, ...] = ("paper_out", "cover_open", "error", "offline", "silent")
GOOD: tuple[PrinterState, ...] = ("ok", "paper_low")
_MEANING: tuple[tuple[int, int, PrinterState], ...] = (  # question, bits, state; the first that fits is said
    (2, 0x04, "cover_open"),
    (4, 0x60, "paper_out"),
    (2, 0x20, "paper_out"),
    (2, 0x40, "error"),
    (1, 0x08, "offline"),
    (4, 0x0C, "paper_low"),
)
BROKEN = ((0x08, "cutter"), (0x20, "unrecoverable"), (0x40, "head too hot"), (0x04, "jam"))
_PAPER = b"\x1dr\x01"
_LETTERS = b"ABCDEFGHIJKLMNO"


def question(n: int) -> bytes:
    return bytes((0x10, 0x04, n))


def reading(answer: bytes) -> int | None:
    """The last status byte that came, or None when there is none (junk, a stuck 00, other answers)."""
    found = [byte & 0x7F for byte in answer if byte & 0x13 == 0x12]
    return found[-1] if found else None


def judge(answers: Mapping[int, int | None]) -> PrinterState:
    """The state that readings by question tell; `unknown` unless all were answered or one names a fault."""
    for n, bits, state in _MEANING:
        byte = answers.get(n)
        if byte is not None and byte & bits:
            return state
    return "unknown" if any(answers.get(n) is None for n in QUESTIONS) else "ok"


def broken(answer: int | None) -> str:
    """Which part an error is about, by DLE EOT 3; "" when it does not tell."""
    return next((word for bits, word in BROKEN if answer is not None and answer & bits), "")


def fence(kind: CompletionQuery, number: int) -> bytes:
    """What is sent behind a slip so that its answer comes after it; b"" where no such question is known."""
    if kind == "gs-h":
        return b"\x1d(H\x06\x00\x30\x30" + _letters(number)
    return _PAPER if kind == "gs-r" else b""


def passed(kind: CompletionQuery, number: int, heard: bytes) -> bool:
    """The answer to `fence(kind, number)` stands in what was heard."""
    if kind == "gs-h":
        return b'7"' + _letters(number) + b"\x00" in heard
    return kind == "gs-r" and any(byte & 0x90 == 0 for byte in heard)


def _letters(number: int) -> bytes:
    base = len(_LETTERS)
    return bytes(_LETTERS[number // base**place % base] for place in (3, 2, 1, 0))
