"""What a `.day` has the supervisor do: the wishes of core's table, and what is set, each with the words of its call.

`supervisor WISH ARGUMENTS`, in the order of its words or as `name=value`; `-` stands for nothing (of `stop` and `give`:
every service; of `hand`: nobody), `_` for a space.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.core.decisions.supervising.table import WISHES, Wish
from kiosk.core.decisions.wishes.words import Choice, Code, Number, Text, Word, YesNo, spoken, ticket
from kiosk.simulation.day_actor import Actor

PIN = "2468"  # of the demo
NOBODY = "-"


@dataclass(frozen=True)
class Value(Text):
    """Of an option, as JSON has it; what is no JSON is a text."""

    def spoken(self, text: str) -> Any:
        try:
            return json.loads(text.replace("_", " "))
        except ValueError:
            return super().spoken(text)


_WORDS: dict[str, Word] = {
    "counter": Number("counter"),
    "service": Code("service"),
    "ticket": ticket(),
    "hand": Text("hand", ""),
    "waiting": Number("waiting", 0, least=0, most=999),
}


def _words_of(wish: Wish) -> tuple[Word, ...]:
    """What must be said, the reason, what the page shows."""
    reason = (Choice("reason", among=wish.reasons),) if wish.reasons else ()
    shown = (_WORDS[wish.shown],) if wish.shown else ()
    return (*(_WORDS[name] for name in wish.needs), *reason, *shown)


SAYS: dict[str, tuple[Word, ...]] = {
    **{name: _words_of(wish) for name, wish in WISHES.items()},
    "set": (Text("option"), Value("value")),
    "officer": (Text("id"), Text("pin", ""), Text("name", ""), YesNo("out_of_turn", False)),
    "officer-gone": (Text("id"),),
    "holidays": (Number("year", least=2000, most=2999),),
}


def said(arguments: Sequence[str]) -> dict[str, Any]:
    """The call's body. Raises ValueError."""
    name, *words = arguments
    if name not in SAYS:
        raise ValueError(name)
    return spoken(SAYS[name], [_or_nothing(word) for word in words])


def _or_nothing(word: str) -> str:
    name, is_named, value = word.rpartition("=")
    return f"{name}{is_named}" if value == NOBODY else word


def wish(actor: Actor, arguments: Sequence[str], beside: dict[str, object]) -> str:
    """By calls alone, signed in first; yields the numbers that it moved. Raises Refusal."""
    actor.call("/api/supervisor/login", {"pin": PIN}, "supervisor")
    answer = actor.call(f"/api/supervisor/{arguments[0]}", {**said(arguments), **beside}, "supervisor")
    return ",".join(answer.get("tickets", ()))
