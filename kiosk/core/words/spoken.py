"""The pieces of which a call is said by the office's own voice: names of recordings, and what is spoken in each. Pure.

A call has the same few words in it, so forty pieces say all of them (kiosk/core/words/vietnamese.py).
"""

from string import ascii_uppercase

from kiosk.core.words.vietnamese import DIGITS

_OF_NUMBERS = {"muoi-huyen": "mười", "muoi": "mươi", "mot-sac": "mốt", "tu": "tư", "lam": "lăm"}
PIECES = {
    "xin-moi-so": "Xin mời số",
    "den-quay-so": "đến quầy số",
    **{str(n): word for n, word in enumerate(DIGITS)},
    **_OF_NUMBERS,
    **{letter: letter for letter in ascii_uppercase},
}
"""Name → words; the name is that of the file, without `.wav`."""

_NAMES = {words: name for name, words in PIECES.items()}
_LONGEST = max(len(words.split()) for words in _NAMES)


def needed(letters: str, counters: int) -> tuple[str, ...]:
    """The pieces of an office with these services, and counters up to this number."""
    letter_pieces = [name for name in PIECES if name not in ascii_uppercase or name in letters]
    return tuple(name for name in letter_pieces if name not in _OF_NUMBERS or counters >= 10)


def pieces_of(sentence: str) -> tuple[str, ...] | None:
    """None for a sentence in which something else is said."""
    names, words = [], sentence.rstrip(".").split()
    while words:
        found = next((n for n in range(_LONGEST, 0, -1) if " ".join(words[:n]) in _NAMES), 0)
        if not found:
            return None
        names.append(_NAMES[" ".join(words[:found])])
        words = words[found:]
    return tuple(names)
