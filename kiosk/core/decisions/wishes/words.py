"""The words that an officer's verb takes besides its counter: each knows how it comes in a call's body, how a `.day`
script says it, and how openapi.json describes it. Pure.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Word(ABC):
    """`name`: in the body; `unsaid`: its value where nothing was said, None for one that must be said."""

    name: str
    unsaid: Any = None
    says: str = ""

    @property
    def needed(self) -> bool:
        return self.unsaid is None

    @abstractmethod
    def read(self, value: object) -> Any:
        """Of a body. Raises ValueError."""

    def spoken(self, text: str) -> Any:
        """As a body has it. Raises ValueError."""
        return text

    @abstractmethod
    def shape(self) -> dict[str, Any]:
        """As JSON Schema."""

    def schema(self) -> dict[str, Any]:
        """With what stands there where nothing was said."""
        beside = {} if self.needed else {"default": self.unsaid}
        return {**self.shape(), **beside, **({"description": self.says} if self.says else {})}


@dataclass(frozen=True)
class Code(Word):
    """A ticket's number or a service's letter, also in small letters."""

    pattern: str = ""

    def read(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(self.name)
        return value.strip().upper()

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern}


@dataclass(frozen=True)
class Choice(Word):
    """One of a few."""

    among: tuple[str, ...] = ()

    def read(self, value: object) -> str:
        if not isinstance(value, str) or value.strip() not in self.among:
            raise ValueError(self.name)
        return value.strip()

    def spoken(self, text: str) -> str:
        return self.read(text)

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "enum": [*self.among]}


@dataclass(frozen=True)
class Number(Word):
    """A whole one; `least`, `most`: its bounds."""

    least: int = 1
    most: int = 99

    def read(self, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise ValueError(self.name)
        return value

    def spoken(self, text: str) -> int:
        return self.read(int(text))

    def shape(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Text(Word):
    """One line of plain letters, so many at most. In a script `_` stands for a space."""

    most: int = 200

    def read(self, value: object) -> str:
        text = " ".join(value.split()) if isinstance(value, str) else "\n"
        if len(text) > self.most or not text.isprintable():
            raise ValueError(self.name)
        return text

    def spoken(self, text: str) -> str:
        return self.read(text.replace("_", " "))

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}


@dataclass(frozen=True)
class YesNo(Word):
    """In a script `yes`, or its own name, or `no`."""

    def read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError(self.name)
        return value

    def spoken(self, text: str) -> bool:
        if text not in ("yes", "no", self.name):
            raise ValueError(self.name)
        return text != "no"

    def shape(self) -> dict[str, Any]:
        return {"type": "boolean"}


def ticket() -> Code:
    return Code("ticket", pattern="^[A-Z][0-9]{3,}$")


def service(unsaid: str | None = None, says: str = "") -> Code:
    return Code("service", unsaid, says, pattern="^[A-Z]$" if unsaid is None else "^[A-Z]?$")


def read(words: Sequence[Word], body: Mapping[str, object]) -> dict[str, Any]:
    """What a call's body says, by name. Raises ValueError."""
    return {word.name: word.read(body[word.name]) if word.name in body else _unsaid(word) for word in words}


def _unsaid(word: Word) -> Any:
    if word.needed:
        raise ValueError(word.name)
    return word.unsaid


def spoken(words: Sequence[Word], said: Sequence[str]) -> dict[str, Any]:
    """The body that a script's arguments make, in their order or as `name=value`. Raises ValueError."""
    left, body = [*words], dict[str, Any]()
    for text in said:
        name, is_named, value = text.partition("=")
        word = next((w for w in left if w.name == name), None) if is_named else next(iter(left), None)
        if word is None:
            raise ValueError(text)
        left.remove(word)
        body[word.name] = word.spoken(value if is_named else text)
    if missing := [word.name for word in left if word.needed]:
        raise ValueError(missing[0])
    return body
