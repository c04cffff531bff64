"""The citizen's dialog with the machine, as a table: on which screen, what was said, where it goes, what is commanded.

`step(dialog, said, now, rules)` looks the row up and gives the next dialog and at most one command; the app has the
journal carry the command out and says what came of it, which is again a step. No row: the input is ignored. Drawn from
it: docs/talk.md. What an input changes is in `changes.py`. What is shown besides (who waits, what the printer says) is
not here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.changes import changed
from kiosk.core.dialog.dialog import LIST, Dialog, Screen
from kiosk.core.office.rules import Rules

SAME_MS = 4_000  # the same service asked for again while its number stands there: a finger that was not sure
From = Screen | Literal["*"]  # any screen
To = Screen | Literal["=", "base"]  # it stays; home, closed or out-of-order, as it is just now


@dataclass(frozen=True)
class Row:
    """`on`: the input's class; `command`: made from the dialog before the input changed it, and the input."""

    screen: From
    on: type
    to: To
    command: Callable[[Dialog, Any], c.Command] | None = None


Said = TypeVar("Said", bound=i.Input)


def row(screen: From, on: type[Said], to: To, command: Callable[[Dialog, Said], c.Command] | None = None) -> Row:
    """A row whose command is made of just this input: mypy holds the two together."""
    return Row(screen, on, to, command)


TABLE: tuple[Row, ...] = (
    # choosing a service
    row("home", i.TapService, "=", lambda dialog, tap: c.Issue(tap.letter, dialog.priority, "touch")),
    row("closed", i.PressService, "="),
    row("*", i.PressService, "=", lambda dialog, press: c.Issue(press.letter, dialog.priority, "button")),
    row("*", a.Issued, "ticket"),
    # one person, one number: whoever is asked says yes by one touch more, or by the same button once more
    row("*", a.AsksAnother, "another"),
    row("another", i.TapYes, "=", lambda dialog, tap: c.Issue(dialog.service, dialog.priority, "touch", sure=True)),
    row(
        "another",
        i.PressService,
        "=",
        lambda dialog, press: c.Issue(press.letter, dialog.priority, "button", sure=True),
    ),
    row("another", i.TapNo, "base"),
    row("home", i.TapPriority, "="),
    row("home", i.TapMore, "="),
    row("ticket", i.TapReprint, "=", lambda dialog, tap: c.Reprint(dialog.ticket)),
    row("ticket", i.TapLater, "=", lambda dialog, tap: c.Promise(dialog.ticket, tap.seconds)),
    row("ticket", i.TapDone, "base"),
    # the public list: fields, the procedures of one, the documents of one
    row("home", i.TapProcedures, "fields"),
    row("closed", i.TapProcedures, "fields"),
    row("fields", i.TapField, "procedures"),
    row("procedures", i.TapProcedure, "documents"),
    row("documents", i.TapPrint, "=", lambda dialog, tap: c.PrintDocuments(dialog.procedure)),
    row("documents", a.ListComes, "="),
    row("documents", i.TapService, "=", lambda dialog, tap: c.Issue(tap.letter, dialog.priority, "touch")),
    row("fields", i.TapBack, "base"),
    row("procedures", i.TapBack, "fields"),
    row("documents", i.TapBack, "procedures"),
    *(row(screen, i.TapMore, "=") for screen in LIST),
    *(row(screen, i.TapPrevious, "=") for screen in LIST),
    # rating
    row("home", i.TapRate, "rate"),
    row("closed", i.TapRate, "rate"),
    row("ticket", i.TapRate, "rate"),
    row("rate", i.TapLevel, "=", lambda dialog, tap: c.Rate(tap.level, "touch", dialog.scanned)),
    row("*", i.PressLevel, "=", lambda dialog, press: c.Rate(press.level, "button", dialog.scanned, dialog.asked)),
    row("*", i.PressPad, "=", lambda dialog, press: c.RateAtPad(press.level, press.counter)),
    row("*", a.Rated, "thanks"),
    row("*", a.RatedWhich, "which-counter"),
    row("rate", i.TapDecline, "base", lambda dialog, tap: c.Decline(tap.visit)),
    row("rate", i.TapBack, "base"),
    # whose rating was it
    row("which-counter", i.TapCounter, "=", lambda dialog, tap: c.Bind(dialog.rating, tap.number)),
    row("which-counter", a.Bound, "thanks"),
    row("which-counter", i.TapSkip, "thanks"),
    row("thanks", i.TapNotThisCounter, "=", lambda dialog, tap: c.Unbind(dialog.rating)),
    row("thanks", a.Unbound, "thanks"),
    row("thanks", a.UnboundWhich, "which-counter"),
    row("thanks", i.TapReason, "=", lambda dialog, tap: c.GiveReasons(dialog.rating, dialog.toggled(tap.code))),
    row("thanks", i.TapMore, "="),
    row("thanks", i.TapDone, "base"),
    # the slip under the scanner
    row("*", i.Scan, "rate"),
    row("*", i.ScanWaiting, "ticket"),
    row("*", i.ScanHeld, "ticket", lambda dialog, scan: c.IsBack(scan.visit)),
    row(
        "*",
        i.ScanAppointment,
        "=",
        lambda dialog, scan: c.Issue(scan.service, dialog.priority, "scan", paper=scan.paper),
    ),
    row("*", i.ScanUnknown, "="),
    # the paper: a slip that broke off is offered again, a roll is put in
    row("home", i.Offered, "ticket"),
    row("home", i.CoverOpen, "refill"),
    row("*", i.NewPaper, "paper-check"),
    row("refill", i.TapDone, "base"),
    row("paper-check", i.TapYes, "base", lambda dialog, tap: c.PaperSeen(printed=True)),
    row("paper-check", i.TapNo, "turn-roll", lambda dialog, tap: c.PaperSeen(printed=False)),
    row("turn-roll", i.TapDone, "base"),
    row("ticket", i.TapYes, "=", lambda dialog, tap: c.PaperSeen(printed=True)),
    row("ticket", i.TapNo, "=", lambda dialog, tap: c.PaperSeen(printed=False)),
    # the eyes of this visitor
    row("*", i.TapLarge, "="),
    row("*", i.TapContrast, "="),
    # time, and what the house says
    row("*", i.Idle, "base"),
    row("*", a.Refused, "base"),
    row("*", a.NotWritten, "base"),
    row("*", i.Base, "="),
)

_BY_KEY: dict[tuple[From, type], Row] = {(row.screen, row.on): row for row in TABLE}


def row_for(screen: Screen, on: type) -> Row | None:
    return _BY_KEY.get((screen, on)) or _BY_KEY.get(("*", on))


def step(dialog: Dialog, said: i.Input, now: int, rules: Rules) -> tuple[Dialog, c.Command | None]:
    """The dialog after one input, and what is commanded; `now` in mono ms. Without a row nothing changes."""
    row = row_for(dialog.screen, type(said))
    if row is None or _asked_already(dialog, said, now):
        return dialog, None
    if dialog.scanned and now - dialog.scanned_at > rules.scan:
        dialog = replace(dialog, scanned="")
    command = row.command(dialog, said) if row.command else None
    after = changed(dialog, said, now)
    if isinstance(command, c.Issue):
        after = replace(after, service=command.service)
    if not isinstance(said, i.Elsewhere):
        after = replace(after, since=now)
    return _moved(after, row.to), command


def _asked_already(dialog: Dialog, said: i.Input, now: int) -> bool:
    """The number on the screen is the answer to this one too; and whoever presses twice has not said yes to a question
    that came in between."""
    if isinstance(said, i.PressService) and dialog.screen == "another":
        return said.unread
    if not isinstance(said, i.TapService | i.PressService) or dialog.screen != "ticket":
        return False
    return said.letter == dialog.service and now - dialog.since <= SAME_MS


def _moved(dialog: Dialog, to: To) -> Dialog:
    if to == "=":
        return dialog
    if to == "base":
        return replace(dialog.rested(), notice=dialog.notice)
    return replace(dialog, screen=to)
