"""Text into lines: as few as fit into a width, and those as even as can be.

How wide a piece of text is says who asks, in whatever unit: dots of a font on screen and paper, cells of a printer's
own letters. Pure.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from kiosk.core.words.compounds import words_in

Width = Callable[[str], int]
_DASHES = ("–", "·")


def even_lines(text: str, width: Width, room: int, step: int, cut: bool = False) -> tuple[str, ...]:
    """No single word left over at the end (to `step`), no line that begins with a dash, and where that costs no line
    more none that ends elsewhere than behind a "·".

    A word that is wider than `room` stands alone, or is `cut` between its letters.
    """
    lines = _even(words_of(text, width, room), width, room, step, cut)
    said = re.split(r"(?<= ·) ", " ".join(text.split()))
    if len(said) == 1:
        return lines
    whole = _even(said, width, room, step, cut=False)
    apart = [line for one in said for line in _even(words_of(one, width, room), width, room, step, cut)]
    if len(whole) <= len(lines) and all(width(line) <= room for line in whole):
        return whole
    return tuple(apart) if len(apart) <= len(lines) else lines


def _even(words: Sequence[str], width: Width, room: int, step: int, cut: bool) -> tuple[str, ...]:
    if cut:
        words = [piece for word in words for piece in _pieces(word, width, room)]
    fewest = len(filled(words, width, room))
    narrow, wide = 0, room
    while wide - narrow > step:
        middle = (narrow + wide) // 2
        narrow, wide = (narrow, middle) if len(filled(words, width, middle)) == fewest else (middle, wide)
    return filled(words, width, wide)


def filled(words: Sequence[str], width: Width, room: int) -> tuple[str, ...]:
    """As many words as fit on each line."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def words_of(text: str, width: Width, room: int) -> list[str]:
    """What a line may not part: the syllables of one word, and a dash and the word before it, where they fit."""
    words: list[str] = []
    for syllables in words_in(text.split()):
        word = " ".join(syllables)
        if words and word in _DASHES and width(f"{words[-1]} {word}") <= room:
            words[-1] += f" {word}"
        else:
            words.extend([word] if width(word) <= room else syllables)
    return words


def _pieces(word: str, width: Width, room: int) -> Iterator[str]:
    """The word, cut between letters where it alone is wider than `room`."""
    while len(word) > 1 and width(word) > room:
        fits = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n]) <= room)
        yield word[:fits]
        word = word[fits:]
    yield word
