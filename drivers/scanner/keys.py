"""The keys of a scanner that is a keyboard (HID), to the bytes that it means. Pure.

Keys are read as on a US keyboard, which such scanners type from the factory: shift, caps lock, the keypad's digits;
Enter on either side ends a code, as does Tab. What has no key is typed in two other ways: a control byte with Ctrl
(Ctrl+M is CR), any character by its number on the keypad while Alt is down, as Windows takes it (a leading 0 means
Windows-1252, none code page 437, more than 255 Unicode). Within one frame modifiers come first, in whatever order the
scanner's report has them; a key that is held repeats nothing. Key numbers: linux/input-event-codes.h.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from drivers.evdev import KEY, Record

ENTER, TAB, KEYPAD_ENTER, CAPS = 28, 15, 96, 58
SHIFTS, CONTROLS, ALTS, COMMANDS = frozenset((42, 54)), frozenset((29, 97)), frozenset((56, 100)), frozenset((125, 126))
MODIFIERS = SHIFTS | CONTROLS | ALTS | COMMANDS
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (86, "\\", "|"),
)
_PAD = {55: "*", 98: "/", 117: "=", 121: ","} | dict(zip(range(71, 84), "789-456+1230.", strict=True))
US: dict[int, tuple[str, str]] = {
    **{first + n: pair for first, plain, shifted in _ROWS for n, pair in enumerate(zip(plain, shifted, strict=True))},
    **{code: (letter, letter) for code, letter in _PAD.items()},
    **dict.fromkeys((ENTER, KEYPAD_ENTER), ("\r", "\r")),
    TAB: ("\t", "\t"),
}
NEEDED = frozenset(code for code, (letter, _) in US.items() if letter.isalnum() and code not in _PAD) | {ENTER}
_MAX_DIGITS = 7  # of a character's number: 1114111 is the last


@dataclass(frozen=True)
class Keys:
    """`held`: modifiers that are down; `number`: typed on the keypad since Alt went down."""

    held: frozenset[int] = frozenset()
    caps: bool = False
    number: str = ""


def typed(keys: Keys, frame: Iterable[Record]) -> tuple[Keys, bytes]:
    """The keys after one frame, and the bytes that it typed, as UTF-8."""
    said, changes = "", [(code, value) for kind, code, value in frame if kind == KEY and value != 2]
    for code, value in changes:
        if code in MODIFIERS:
            keys, letter = _modified(keys, code, value)
            said += letter
    for code, value in changes:
        if value and code not in MODIFIERS:
            keys, letter = _pressed(keys, code)
            said += letter
    return keys, said.encode()


def _modified(keys: Keys, code: int, value: int) -> tuple[Keys, str]:
    """Alt that goes up says the character whose number was typed."""
    held = keys.held | {code} if value else keys.held - {code}
    if not keys.held & ALTS or held & ALTS:
        return replace(keys, held=held), ""
    return replace(keys, held=held, number=""), _numbered(keys.number)


def _numbered(number: str) -> str:
    if not number or len(number) > _MAX_DIGITS or int(number) > 0x10FFFF or 0xD800 <= int(number) < 0xE000:
        return ""
    if int(number) > 255 or int(number) < 128:
        return chr(int(number))
    return bytes((int(number),)).decode("cp1252" if number.startswith("0") else "cp437", "replace")


def _pressed(keys: Keys, code: int) -> tuple[Keys, str]:
    if code == CAPS:
        return replace(keys, caps=not keys.caps), ""
    if keys.held & ALTS:
        return replace(keys, number=(keys.number + _digit(code))[: _MAX_DIGITS + 1]), ""
    return keys, _letter(keys, *US.get(code, ("", "")))


def _digit(code: int) -> str:
    """Of the keypad; "" for all other keys."""
    letter = _PAD.get(code, "")
    return letter if letter.isdigit() else ""


def _letter(keys: Keys, plain: str, shifted: str) -> str:
    if keys.held & COMMANDS:
        return ""
    if keys.held & CONTROLS:
        return chr(ord(shifted) & 0x1F) if "A" <= shifted <= "Z" or plain in ("[", "\\", "]") else ""
    shift = bool(keys.held & SHIFTS) != (keys.caps and plain.isalpha())
    return shifted if shift else plain
