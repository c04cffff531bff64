"""The letters of the Vietnamese alphabet that carry a mark."""

import unicodedata

_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + ["đ"]
ACCENTED = [case for letter in _LOWER if not letter.isascii() for case in (letter, letter.upper())]
