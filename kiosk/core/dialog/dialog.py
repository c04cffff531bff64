"""The citizen's talk as values: what was said, what is wished, how the talk stands, and what each word changes in it.

Pure. On which screen a word counts and where it leads is the table's (`table.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

HOME = ("home", "closed", "out-of-order")


@dataclass(frozen=True)
class Said:
    """An input in the talk's words. `what`: a service, a code, a reason, a screen; `number`: a level, a counter, a
    field, a rating's sequence; `channel`: touch, button, pad; `pad`: the counter whose pad it was; `lit`: counters
    asked for."""

    on: str
    what: str = ""
    number: int = 0
    level: int = 0
    channel: str = "touch"
    pad: int = 0
    lit: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What the journal shall decide: issue, rate, bind, unbind, reasons, decline, reprint, paper, documents."""

    do: str
    what: str = ""
    number: int = 0
    level: int = 0
    priority: bool = False
    channel: str = "touch"
    pad: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Talk:
    """`since`: mono ms of the last word; `base`: home, closed or out-of-order; `token`: the visit of the ticket just
    given; `scanned`, `scanned_at`: the slip last shown; `rating`: the one being thanked for; `field`, `procedure`: of
    the public list; `trail`: the pages on which the screens before this one were left."""

    screen: str = "home"
    base: str = "home"
    since: int = 0
    page: int = 0
    priority: bool = False
    large: bool = False
    contrast: bool = False
    token: str = ""
    scanned: str = ""
    scanned_at: int = 0
    rating: int = 0
    level: int = 0
    counter: int = 0
    may_correct: bool = False
    lit: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()
    field: int = 0
    procedure: str = ""
    trail: tuple[int, ...] = ()
    notice: str = ""


def toggled(reasons: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(r for r in reasons if r != code) if code in reasons else (*reasons, code)


def keep(talk: Talk, said: Said, now: int) -> Talk:
    return talk


def _issued(talk: Talk, said: Said, now: int) -> Talk:
    return replace(talk, token=said.what, priority=False, notice="", page=0)


def _rated(talk: Talk, said: Said, now: int) -> Talk:
    return replace(
        talk,
        rating=said.number,
        level=said.level,
        counter=said.pad,
        may_correct=said.what == "one",
        lit=said.lit,
        reasons=(),
        page=0,
        scanned="",
        notice="",
    )


def _bound(talk: Talk, said: Said, now: int) -> Talk:
    return replace(talk, counter=said.number, may_correct=False, lit=())


def _unbound(talk: Talk, said: Said, now: int) -> Talk:
    return replace(talk, counter=0, may_correct=False, lit=said.lit)


def _scanned(talk: Talk, said: Said, now: int) -> Talk:
    return replace(talk, scanned=said.what, scanned_at=now, counter=said.number, notice="code-scanned")


def _deeper(talk: Talk, **chosen: int | str) -> Talk:
    """One screen further into the list, on its first page."""
    return replace(talk, **chosen, trail=(*talk.trail, talk.page), page=0, notice="")  # type: ignore[arg-type]


def _back(talk: Talk, said: Said, now: int) -> Talk:
    """On the page on which the screen before was left."""
    return replace(talk, page=talk.trail[-1] if talk.trail else 0, trail=talk.trail[:-1], notice="")


CHANGES: dict[str, Callable[[Talk, Said, int], Talk]] = {
    "tap priority": lambda t, s, n: replace(t, priority=not t.priority),
    "tap more": lambda t, s, n: replace(t, page=t.page + 1),
    "tap previous": lambda t, s, n: replace(t, page=t.page - 1),
    "tap procedures": lambda t, s, n: _deeper(t),
    "tap field": lambda t, s, n: _deeper(t, field=s.number),
    "tap procedure": lambda t, s, n: _deeper(t, procedure=s.what),
    "tap back": _back,
    "list comes": lambda t, s, n: replace(t, notice="list-comes"),
    "tap large": lambda t, s, n: replace(t, large=not t.large, page=0),
    "tap contrast": lambda t, s, n: replace(t, contrast=not t.contrast),
    "tap reason": lambda t, s, n: replace(t, reasons=toggled(t.reasons, s.what)),
    "tap skip": lambda t, s, n: replace(t, lit=()),
    "tap rate": lambda t, s, n: replace(t, counter=s.number, notice=""),
    "issued": _issued,
    "offered": _issued,
    "rated": _rated,
    "rated which": _rated,
    "bound": _bound,
    "unbound": _unbound,
    "unbound which": _unbound,
    "scan": _scanned,
    "scan unknown": lambda t, s, n: replace(t, notice="code-unknown"),
    "refused": lambda t, s, n: replace(t, notice=s.what),
    "idle": lambda t, s, n: replace(t, notice=""),
    "base": lambda t, s, n: replace(t, base=s.what, screen=s.what if t.screen in HOME else t.screen),
}
