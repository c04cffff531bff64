"""From what the devices saw to the dialog's inputs: pure. What means nothing is None."""

from collections.abc import Callable
from typing import Literal

from kiosk.config.hardware.buttons import action_of
from kiosk.config.options import Button
from kiosk.core.decisions import paper
from kiosk.core.decisions.binding import known_visit
from kiosk.core.dialog import inputs as i
from kiosk.core.state.values import State, Visit
from kiosk.core.words.scanned import dossier_in, tokens_in

_PLAIN: dict[str, i.Input] = {
    "priority": i.TapPriority(),
    "reprint": i.TapReprint(),
    "rate": i.TapRate(),
    "skip": i.TapSkip(),
    "not-this-counter": i.TapNotThisCounter(),
    "print": i.TapPrint(),
    "yes": i.TapYes(),
    "no": i.TapNo(),
    "done": i.TapDone(),
    "large": i.TapLarge(),
    "contrast": i.TapContrast(),
    "more": i.TapMore(),
    "previous": i.TapPrevious(),
    "procedures": i.TapProcedures(),
    "back": i.TapBack(),
}
_NUMBERED: dict[str, Callable[[int], i.Input]] = {
    "level": i.TapLevel,
    "counter": i.TapCounter,
    "field": i.TapField,
    "later": i.TapLater,
}
_NAMED: dict[str, Callable[[str], i.Input]] = {
    "service": i.TapService,
    "reason": i.TapReason,
    "procedure": i.TapProcedure,
}


def finger(began: str, phase: Literal["down", "move", "up", "gone"], thing: str) -> tuple[str, str]:
    """The thing that is pressed from now on, and the one that was tapped ("" for none): a touch counts when it begins
    and ends in the same thing. `began`: what was pressed so far; `thing`: what is under the finger."""
    if phase == "gone":
        return "", ""
    if phase == "down":
        return thing, ""
    if phase == "move":
        return (began if thing == began else ""), ""
    return "", (thing if thing == began else "")


def tap_input(thing: str, declinable: str) -> i.Input | None:
    """A tap on a thing of the screen, by its id. `declinable`: the visit that "Không đánh giá" would end."""
    if thing == "decline":
        return i.TapDecline(declinable)
    kind, _, which = thing.partition("-")
    if kind in _NUMBERED and which.isdigit():
        return _NUMBERED[kind](int(which))
    if kind in _NAMED and which:
        return _NAMED[kind](which)
    return _PLAIN.get(thing)


def button_input(button: Button, unread: bool = False) -> i.Input | None:
    """A press of a real button: at the kiosk, or of the pad that stands at a counter. `unread`: whoever pressed cannot
    have read what stands on the screen."""
    kind, _, which = action_of(button).partition("-")
    if kind == "service":
        return i.PressService(which.upper(), unread)
    if kind != "level":
        return None
    level = int(which)
    return i.PressPad(level, button.counter) if button.counter else i.PressLevel(level)


def paper_input(before: str, cover: paper.Cover, word: str, mono: int) -> i.CoverOpen | i.NewPaper | None:
    """The printer's state has changed: the screen helps whoever opened the cover."""
    handling = paper.handling(before, cover, word, mono)
    if handling == "cover open":
        return i.CoverOpen()
    return i.NewPaper() if handling == "new paper" else None


def _slip_input(token: str, visit: Visit) -> i.Input:
    """Who was never called, or called in vain, asks what comes; who was sent on has something to rate."""
    if visit.status == "held":
        return i.ScanHeld(token, visit.counter)
    fresh = visit.status == "waiting" and (visit.leg == 1 or visit.missed is not None)
    return i.ScanWaiting(token) if fresh else i.Scan(token, visit.counter)


def code_input(
    code: str, state: State, past: Callable[[str], Visit | None] = lambda token: None, results: str = ""
) -> i.Input:
    """A scanned or typed slip; two that were read as one are nobody's. `past`: finds the visit of one of the last days,
    which are not in the state; `results`: the letter of the service that hands out results, "" for none. Of an
    appointment slip only a number goes on, which Python salts anew at each start."""
    tokens = dict.fromkeys(tokens_in(code))
    found = [(token, visit) for token in tokens if (visit := known_visit(state, token, None) or past(token))]
    if found:
        return _slip_input(*found[0]) if len(found) == 1 else i.ScanUnknown()
    dossier = dossier_in(code)
    return i.ScanAppointment(results, hash(dossier)) if dossier and results else i.ScanUnknown()
