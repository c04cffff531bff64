"""What each input changes in the dialog, wherever it leads: one case each, and mypy finds a missing one."""

from dataclasses import replace
from typing import assert_never

from kiosk.core.dialog import answers as a
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import HOME, BaseScreen, Dialog, Notice


def changed(dialog: Dialog, said: i.Input, now: int) -> Dialog:
    """`now`: mono ms."""
    if isinstance(said, i.Choice):
        return _chosen(dialog, said)
    if isinstance(said, i.Turn):
        return _turned(dialog, said)
    if isinstance(said, a.Answer):
        return _answered(dialog, said)
    return _happened(dialog, said, now)


def _chosen(dialog: Dialog, choice: i.Choice) -> Dialog:
    match choice:
        case i.TapPriority():
            return replace(dialog, priority=not dialog.priority)
        case i.TapLarge():
            return replace(dialog, large=not dialog.large, page=0)
        case i.TapContrast():
            return replace(dialog, contrast=not dialog.contrast)
        case i.TapReason():
            return replace(dialog, reasons=dialog.toggled(choice.code))
        case i.TapSkip():
            return replace(dialog, lit=())
        case i.TapNo():
            return replace(dialog, blank=True)
        case i.TapRate():
            return replace(dialog, counter=0, notice="")
        case _:
            return _left_as_it_is(dialog, choice)


def _left_as_it_is(
    dialog: Dialog,
    choice: i.TapService | i.PressService | i.TapReprint | i.TapLater | i.TapLevel | i.PressLevel | i.PressPad
    | i.TapDecline | i.TapCounter | i.TapNotThisCounter | i.TapPrint | i.TapYes | i.TapDone,
) -> Dialog:  # fmt: skip
    """Their row says where they lead, the journal's answer what they changed."""
    return dialog


def _turned(dialog: Dialog, turn: i.Turn) -> Dialog:
    match turn:
        case i.TapMore():
            return replace(dialog, page=dialog.page + 1)
        case i.TapPrevious():
            return replace(dialog, page=dialog.page - 1)
        case i.TapProcedures():
            return _deeper(dialog)
        case i.TapField():
            return _deeper(replace(dialog, field=turn.number))
        case i.TapProcedure():
            return _deeper(replace(dialog, procedure=turn.code))
        case i.TapBack():
            return _back(dialog)
    assert_never(turn)


def _deeper(dialog: Dialog) -> Dialog:
    """One screen further into the list, on its first page."""
    return replace(dialog, trail=(*dialog.trail, dialog.page), page=0, notice="")


def _back(dialog: Dialog) -> Dialog:
    """On the page on which the screen before was left."""
    return replace(dialog, page=dialog.trail[-1] if dialog.trail else 0, trail=dialog.trail[:-1], notice="")


def _answered(dialog: Dialog, answer: a.Answer) -> Dialog:
    match answer:
        case a.Issued():
            return _numbered(dialog, answer.visit)
        case a.AsksAnother():
            return replace(dialog, ticket=answer.visit, notice="")
        case a.Rated():
            thanked = _thanked(dialog, answer)
            return replace(thanked, counter=answer.counter, may_correct=answer.may_correct, lit=())
        case a.RatedWhich():
            return replace(_thanked(dialog, answer), counter=0, may_correct=False, lit=answer.lit)
        case a.Bound():
            return replace(dialog, counter=answer.counter, may_correct=False, lit=())
        case a.Unbound():
            return replace(dialog, counter=0, may_correct=False, lit=())
        case a.UnboundWhich():
            return replace(dialog, counter=0, may_correct=False, lit=answer.lit)
        case a.ListComes():
            return replace(dialog, notice="list-comes")
        case a.Refused():
            return replace(dialog, notice=_refusal(answer))
        case a.NotWritten():
            return replace(dialog, base="out-of-order", notice="not-written")
    assert_never(answer)


def _refusal(answer: a.Refused) -> Notice:
    if answer.stopped:
        return "refused-stopped"
    if answer.full:
        return "refused-full"
    return "refused-closed" if answer.closed else ""


def _numbered(dialog: Dialog, visit: str) -> Dialog:
    return replace(dialog, ticket=visit, priority=False, notice="", page=0, blank=False)


def _thanked(dialog: Dialog, rated: a.Rated | a.RatedWhich) -> Dialog:
    return replace(dialog, rating=rated.rating, level=rated.level, reasons=(), page=0, scanned="", notice="")


def _happened(dialog: Dialog, happening: i.Happening, now: int) -> Dialog:
    match happening:
        case i.Scan(visit, counter):
            return replace(dialog, scanned=visit, scanned_at=now, counter=counter, notice="code-scanned")
        case i.ScanHeld(visit, counter):  # who rates now, rates with the slip that was shown
            return replace(_numbered(dialog, visit), scanned=visit, scanned_at=now, counter=counter)
        case i.ScanUnknown():
            return replace(dialog, notice="code-unknown")
        case i.Offered() | i.ScanWaiting():
            return _numbered(dialog, happening.visit)
        case i.CoverOpen() | i.NewPaper() | i.ScanAppointment():
            return dialog
        case i.Idle():
            return replace(dialog, notice="")
        case i.Base(screen):
            return replace(dialog, base=screen, screen=screen if _gives_way(dialog, screen) else dialog.screen)
    assert_never(happening)


def _gives_way(dialog: Dialog, to: BaseScreen) -> bool:
    """A screen of rest that nobody touched becomes the other; whoever chose something on the home screen ends there
    first: what the closed one forbids is refused in words."""
    return dialog.screen in HOME and (to != "closed" or dialog.is_at_rest())
