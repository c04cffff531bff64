"""The paper's rules: when a slip is offered again, when a roll was changed, how many slips are left on it. Pure."""

from typing import Literal

from kiosk.core.record.events import Fact, SlipMoved
from kiosk.core.state.values import GOOD_PAPER, State, Visit

NO_PAPER = ("paper_out", "cover_open", "error", "offline", "missing", "silent")  # the printer cannot print
SLIP_MM = 95  # paper for one slip, with the way from head to knife


def slip_moved(state: State, token: str, slip: str, why: str = "", copy: int = 0) -> tuple[Fact, ...]:
    """What became of the paper; nothing for a visit that has ended in between."""
    visit = state.visits.get(token)
    if visit is None or (visit.slip, visit.copies) == (slip, copy):
        return ()
    return (Fact(SlipMoved(visit.ticket, slip, why or None, copy), token),)


def can_come(state: State) -> bool:
    """The printer says nothing against it, and nobody said that its paper stays blank."""
    return state.devices.get("printer") not in NO_PAPER and state.devices.get("paper", "ok") == "ok"


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


def handling(before: str, after: str) -> Literal["cover open", "new paper", ""]:
    """What somebody does to the paper, by the printer's states: "cover open" (of a printer that wants paper), "new
    paper" (perhaps: the cover was open) or ""."""
    if after == "cover_open" and before in ("paper_out", "paper_low"):
        return "cover open"
    return "new paper" if before == "cover_open" and after in GOOD_PAPER else ""


def slips_left(state: State, roll_m: int) -> int:
    """An estimate for a roll of `roll_m` metres, from what came out since it was put in; 0 at worst."""
    return max(0, roll_m * 1000 // SLIP_MM - state.slips_on_roll)
