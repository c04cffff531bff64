"""The citizen's talk with the machine, as a table: on which screen, what was said, where it goes, what is wished.

`step(talk, said, now)` looks the row up and gives the next talk and at most one wish; the app carries the wish into
the journal and says what came of it, which is again a step. No row: the input is ignored. The diagram in
docs/talk.md is drawn from this table. What is shown besides (who waits, what the printer says) is not here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

HOME = ("home", "closed", "out-of-order")


@dataclass(frozen=True)
class Said:
    """An input in the talk's words. `what`: a service, a code, a reason, a screen; `number`: a level, a counter, a
    rating's sequence; `channel`: touch, button, pad; `pad`: the counter whose pad it was; `lit`: counters asked for."""

    on: str
    what: str = ""
    number: int = 0
    level: int = 0
    channel: str = "touch"
    pad: int = 0
    lit: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What the journal shall decide: issue, rate, bind, unbind, reasons, decline, reprint, paper."""

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
    given; `scanned`, `scanned_at`: the slip last shown; `rating`: the one being thanked for."""

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
    notice: str = ""


@dataclass(frozen=True)
class Row:
    """`screen` "*" is any screen; `to` "=" stays, "base" is home, closed or out-of-order as it is just now."""

    screen: str
    on: str
    to: str
    wish: str = ""


TABLE: tuple[Row, ...] = (
    # choosing a service
    Row("home", "tap service", "=", "issue"),
    Row("closed", "press service", "="),
    Row("out-of-order", "press service", "="),
    Row("*", "press service", "=", "issue"),
    Row("*", "issued", "ticket"),
    Row("home", "tap priority", "="),
    Row("home", "tap more", "="),
    Row("ticket", "tap reprint", "=", "reprint"),
    Row("ticket", "tap done", "base"),
    # rating
    Row("home", "tap rate", "rate"),
    Row("closed", "tap rate", "rate"),
    Row("ticket", "tap rate", "rate"),
    Row("rate", "tap level", "=", "rate"),
    Row("*", "press level", "=", "rate"),
    Row("*", "rated", "thanks"),
    Row("*", "rated which", "which-counter"),
    Row("rate", "tap decline", "base", "decline"),
    Row("rate", "tap back", "base"),
    # whose rating was it
    Row("which-counter", "tap counter", "=", "bind"),
    Row("which-counter", "bound", "thanks"),
    Row("which-counter", "tap skip", "thanks"),
    Row("thanks", "tap not-this-counter", "=", "unbind"),
    Row("thanks", "unbound", "thanks"),
    Row("thanks", "unbound which", "which-counter"),
    Row("thanks", "tap reason", "=", "reasons"),
    Row("thanks", "tap more", "="),
    Row("thanks", "tap done", "base"),
    # the slip under the scanner
    Row("*", "scan", "rate"),
    Row("*", "scan unknown", "="),
    # the paper: a slip that broke off is offered again, a roll is put in
    Row("home", "offered", "ticket"),
    Row("home", "cover open", "refill"),
    Row("*", "new paper", "paper-check"),
    Row("refill", "tap done", "base"),
    Row("paper-check", "tap yes", "base", "paper"),
    Row("paper-check", "tap no", "turn-roll", "paper"),
    Row("turn-roll", "tap done", "base"),
    # the eyes of this visitor
    Row("*", "tap large", "="),
    Row("*", "tap contrast", "="),
    # time, and what the house says
    Row("*", "idle", "base"),
    Row("*", "refused", "base"),
    Row("*", "base", "="),
)

_BY_KEY = {(row.screen, row.on): row for row in TABLE}

IDLE = {
    "home": 30_000,
    "closed": 30_000,
    "out-of-order": 30_000,
    "ticket": 20_000,
    "rate": 30_000,
    "thanks": 12_000,
    "refill": 60_000,
    "paper-check": 60_000,
    "turn-roll": 60_000,
}
NO_PAPER = 45_000  # a number without a slip stays long enough to be noted or photographed


def row_for(screen: str, on: str) -> Row | None:
    return _BY_KEY.get((screen, on)) or _BY_KEY.get(("*", on))


def step(talk: Talk, said: Said, now: int, scan: int = 60_000) -> tuple[Talk, Wish | None]:
    """The talk after one input, and what is wished; `now` in mono ms, `scan`: how long a scanned slip waits for its
    press. An input without a row changes nothing."""
    row = row_for(talk.screen, said.on)
    if row is None:
        return talk, None
    if talk.scanned and now - talk.scanned_at > scan:
        talk = replace(talk, scanned="")
    wish = _wish(row.wish, talk, said) if row.wish else None
    changed = _CHANGES.get(said.on, _keep)(talk, said, now)
    if said.on != "base":
        changed = replace(changed, since=now)
    return _move(changed, row.to), wish


def _move(talk: Talk, to: str) -> Talk:
    if to == "=":
        return talk
    if to == "base":
        return Talk(screen=talk.base, base=talk.base, since=talk.since, notice=talk.notice)
    return replace(talk, screen=to)


def _wish(do: str, talk: Talk, said: Said) -> Wish:
    return Wish(
        do,
        what={"reprint": talk.token, "rate": talk.scanned, "paper": said.on.removeprefix("tap ")}.get(do, said.what),
        number=talk.rating if do in ("bind", "unbind", "reasons") else said.number,
        level=said.number,
        priority=talk.priority,
        channel=said.channel,
        pad=said.pad,
        reasons=_toggled(talk.reasons, said.what) if do == "reasons" else (),
    )


def _toggled(reasons: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(r for r in reasons if r != code) if code in reasons else (*reasons, code)


def _keep(talk: Talk, said: Said, now: int) -> Talk:
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


_CHANGES: dict[str, Callable[[Talk, Said, int], Talk]] = {
    "tap priority": lambda t, s, n: replace(t, priority=not t.priority),
    "tap more": lambda t, s, n: replace(t, page=t.page + 1),
    "tap large": lambda t, s, n: replace(t, large=not t.large, page=0),
    "tap contrast": lambda t, s, n: replace(t, contrast=not t.contrast),
    "tap reason": lambda t, s, n: replace(t, reasons=_toggled(t.reasons, s.what)),
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


def idle_in(talk: Talk, now: int, which: int = 20_000, slip_open: bool = False, no_paper: bool = False) -> int | None:
    """Milliseconds until this visitor is taken to have gone; None when the screen is at rest already.

    `which`: how long "which counter?" waits; `no_paper`: the number is only on the screen."""
    if talk == Talk(screen=talk.base, base=talk.base, since=talk.since):
        return None
    limit = which if talk.screen == "which-counter" else IDLE[talk.screen]
    if talk.screen == "ticket":
        limit = NO_PAPER if no_paper else limit
    return max(0, talk.since + limit - now)


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> home"]
    for row in TABLE:
        if row.to != "=":
            source, to = (name.replace("-", "_") for name in (row.screen, row.to))
            lines.append(f"    {source.replace('*', 'any')} --> {to.replace('base', 'home')}: {row.on}")
    return "\n".join(lines) + "\n"
