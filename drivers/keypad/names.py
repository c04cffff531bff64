"""What the keys of a pad are called: by what is printed on them, however the pad says it. Pure.

A pad on evdev: the same key has up to three codes, of the keypad, of the keyboard's own row, and of what the pad sends
where it keeps a NumLock of its own (linux/input-event-codes.h); all are one name, so NumLock changes nothing. The
NumLock key itself, which some pads press around every other one, and shift are no keys here.
A pad on a serial line: each key is a byte or a line (`+`, `F1` CR); CR or LF alone is Enter.
"""

_CODES: dict[str, tuple[int, ...]] = {
    "0": (82, 11, 110),
    "1": (79, 2, 107),
    "2": (80, 3, 108),
    "3": (81, 4, 109),
    "4": (75, 5, 105),
    "5": (76, 6),
    "6": (77, 7, 106),
    "7": (71, 8, 102),
    "8": (72, 9, 103),
    "9": (73, 10, 104),
    "enter": (96, 28),
    "+": (78,),
    "-": (74, 12),
    "*": (55,),
    "/": (98, 53),
    ".": (83, 52, 111),
    "=": (117, 13),
    "backspace": (14,),
    "tab": (15,),
    "esc": (1,),
}
NAMES: dict[int, str] = {code: name for name, codes in _CODES.items() for code in codes}
SILENT = frozenset((69, 42, 54))  # NumLock, both shifts
MAX_LINE = 8  # letters of a key on a serial line
_ENDS = b"\r\n"
_CONTROLS = {"\x08": "backspace", "\x7f": "backspace", "\t": "tab", "\x1b": "esc"}


def name_of(code: int) -> str:
    """One that has no name is called by its code: it is another key than all others."""
    return NAMES.get(code, f"key{code}")


def said(frame: bytes) -> str:
    """What came over a serial line between two silences as a key; "" where that is none: junk, or several."""
    text = frame.strip(_ENDS).decode("ascii", "replace")
    if not text:
        return "enter" if frame else ""
    if len(set(text)) == 1:  # a key that repeats
        return _CONTROLS.get(text[0], text[0].lower() if "!" <= text[0] <= "~" else "")
    return text.lower() if len(text) <= MAX_LINE and all("!" <= letter <= "~" for letter in text) else ""
