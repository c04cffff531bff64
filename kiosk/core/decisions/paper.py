"""The paper's rules: when a slip is offered again, when a roll was changed, how many slips are left on it. Pure.

Whether a roll lies the right way round only people see, so somebody is asked: whoever has just closed the cover, and
after a "no" whoever holds the next slip. Nobody is asked later than two minutes after the cover was moved, as nobody
else knows what is meant; and no answer keeps a slip from being printed, as nobody knows who gave it.
"""

from dataclasses import dataclass
from typing import Literal

from kiosk.core.record.events import Fact, SlipMoved
from kiosk.core.state.values import GOOD_PAPER, State, Visit

CANNOT_PRINT = ("paper_out", "cover_open", "error", "offline", "missing", "silent", "failed")
_OPEN = "cover_open"
_AWAY = ("missing", "silent", "failed")  # nothing is known of the cover then
ASKED_MS = 120_000  # since the cover was moved


def slip_moved(state: State, token: str, slip: str, why: str = "", copy: int = 0) -> tuple[Fact, ...]:
    """What became of the paper; nothing for a visit that has ended in between."""
    visit = state.visits.get(token)
    if visit is None or (visit.slip, visit.copies) == (slip, copy):
        return ()
    return (Fact(SlipMoved(visit.ticket, slip, why or None, copy), token),)


def can_come(state: State) -> bool:
    """The printer says nothing against it."""
    return state.devices.get("printer") not in CANNOT_PRINT


def may_reprint(visit: Visit) -> bool:
    """A slip that broke off is offered again once; one of which no byte went out as often as it takes."""
    return visit.slip == "failed" or (visit.slip == "doubtful" and not visit.copies)


def reprint(state: State, token: str) -> tuple[Fact, ...]:
    """The same number once more, marked IN LẠI; nothing where that is not offered."""
    visit = state.visits.get(token)
    if visit is None or not may_reprint(visit) or not can_come(state):
        return ()
    return slip_moved(state, token, "sending", copy=visit.copies + 1)


def offered(state: State) -> str:
    """The visit whose slip should be offered again now: the newest that waits and may have one; "" for none."""
    waits = (v for v in state.visits.values() if v.status == "waiting" and may_reprint(v))
    newest = max(waits, key=lambda v: v.place, default=None)
    return newest.token if newest and can_come(state) else ""


def broke_off(state: State) -> Visit | None:
    """Whose slip is doubtful though the printer says that it prints: the newest visit's, while it waits; else None."""
    newest = max(state.visits.values(), key=lambda v: v.place, default=None)
    doubtful = newest is not None and (newest.status, newest.slip) == ("waiting", "doubtful")
    return newest if doubtful and can_come(state) else None


@dataclass(frozen=True)
class Cover:
    """The printer's cover, as it was seen since the app's start. `word`: the printer's last state; `moved`: when it was
    last seen to open or to close, mono ms; `opened`: it was, and the printer has not said since that it can print."""

    word: str = ""
    moved: int | None = None
    opened: bool = False

    def heard(self, word: str, mono: int) -> "Cover":
        """After one more state of the printer."""
        opens = word == _OPEN != self.word
        closes = self.word == _OPEN and word not in (_OPEN, *_AWAY)
        opened = word == _OPEN or (self.opened and word not in GOOD_PAPER)
        return Cover(word, mono if opens or closes else self.moved, opened)

    def was_moved_lately(self, mono: int) -> bool:
        return self.moved is not None and mono - self.moved <= ASKED_MS


def handling(before: str, cover: Cover, word: str, mono: int) -> Literal["cover open", "new paper", ""]:
    """What somebody does to the paper, as the printer now says `word`: "cover open" (of a printer that wants paper),
    "new paper" (perhaps: the cover was open) or "". `before`: its state in the journal; `cover`: as it was so far."""
    if word == _OPEN and before in ("paper_out", "paper_low"):
        return "cover open"
    new = cover.opened and word in GOOD_PAPER and cover.heard(word, mono).was_moved_lately(mono)
    return "new paper" if new else ""


def is_asked(state: State, visit: Visit, cover: Cover, mono: int) -> bool:
    """Whether the holder of this slip is asked if words are on it: it came out, and of one before somebody said no."""
    came_out = visit.slip in ("printed", "sent")
    return came_out and state.devices.get("paper") == "blank" and cover.was_moved_lately(mono)


def slips_left(state: State, roll_m: int, slip_mm: int) -> int:
    """An estimate for a roll of `roll_m` metres, of which a ticket takes so much, from what came out since it was put
    in; 0 at worst."""
    return max(0, roll_m * 1000 // slip_mm - state.slips_on_roll)
