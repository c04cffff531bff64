"""A sentence in Vietnamese and in English: what technicians read."""

from typing import NamedTuple


class Bilingual(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.vi} / {self.en}" if self.vi != self.en else self.en
