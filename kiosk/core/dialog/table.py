"""The citizen's talk with the machine, as a table: on which screen, what was said, where it goes, what is wished.

`step(talk, said, now)` looks the row up and gives the next talk and at most one wish; the app carries the wish into
the journal and says what came of it, which is again a step. No row: the input is ignored. The diagram in
docs/talk.md is drawn from this table. What a word changes is in `dialog.py`. What is shown besides (who waits, what the
printer says) is not here.
"""

from dataclasses import dataclass, replace

from kiosk.core.dialog.dialog import CHANGES, HOME, Said, Talk, Wish, keep, toggled

__all__ = ["HOME", "LIST", "TABLE", "Said", "Talk", "Wish", "diagram", "idle_in", "row_for", "step"]

LIST = ("fields", "procedures", "documents")


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
    # the public list: fields, the procedures of one, the documents of one
    Row("home", "tap procedures", "fields"),
    Row("closed", "tap procedures", "fields"),
    Row("fields", "tap field", "procedures"),
    Row("procedures", "tap procedure", "documents"),
    Row("documents", "tap print", "=", "documents"),
    Row("documents", "list comes", "="),
    Row("documents", "tap service", "=", "issue"),
    Row("fields", "tap back", "base"),
    Row("procedures", "tap back", "fields"),
    Row("documents", "tap back", "procedures"),
    *(Row(screen, turn, "=") for screen in LIST for turn in ("tap more", "tap previous")),
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
    "fields": 45_000,
    "procedures": 60_000,
    "documents": 90_000,  # they are read, and copied by who has no printer
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
    changed = CHANGES.get(said.on, keep)(talk, said, now)
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
        what={"reprint": talk.token, "rate": talk.scanned, "paper": said.on[4:], "documents": talk.procedure}.get(
            do, said.what
        ),
        number=talk.rating if do in ("bind", "unbind", "reasons") else said.number,
        level=said.number,
        priority=talk.priority,
        channel=said.channel,
        pad=said.pad,
        reasons=toggled(talk.reasons, said.what) if do == "reasons" else (),
    )


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
