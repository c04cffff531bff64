"""What the dialog can be told, one small class each, with exactly what its row of the table needs.

Four kinds, which are also the unions by which `changes.py` is split: what is tapped or pressed to choose, what turns
the public list's pages, what the journal answered (`answers.py`), what happened otherwise. A new class belongs into one
union: mypy then names the function that does not know it, and a test the missing row. `kiosk/app/inputs.py` makes them
of what the devices say.
"""

from dataclasses import dataclass

from kiosk.core.dialog.answers import Answer
from kiosk.core.dialog.dialog import BaseScreen

# --- choosing: on the screen by touch, or with a real button -----------------------------------------------------


@dataclass(frozen=True)
class TapService:
    letter: str


@dataclass(frozen=True)
class PressService:
    """`unread`: what stands on the screen could not be read before the press."""

    letter: str
    unread: bool = False


@dataclass(frozen=True)
class TapPriority:
    pass


@dataclass(frozen=True)
class TapReprint:
    pass


@dataclass(frozen=True)
class TapLater:
    """Whoever holds the number on the screen will be back in so many seconds, as the screen offered."""

    seconds: int


@dataclass(frozen=True)
class TapRate:
    pass


@dataclass(frozen=True)
class TapLevel:
    level: int


@dataclass(frozen=True)
class PressLevel:
    level: int


@dataclass(frozen=True)
class PressPad:
    """A button of the pad that stands at a counter: nobody at the kiosk's screen pressed it."""

    level: int
    counter: int


@dataclass(frozen=True)
class TapDecline:
    """ "Không đánh giá". `visit`: whose question this answers, "" for none."""

    visit: str


@dataclass(frozen=True)
class TapCounter:
    number: int


@dataclass(frozen=True)
class TapSkip:
    pass


@dataclass(frozen=True)
class TapNotThisCounter:
    pass


@dataclass(frozen=True)
class TapReason:
    code: str


@dataclass(frozen=True)
class TapPrint:
    pass


@dataclass(frozen=True)
class TapYes:
    pass


@dataclass(frozen=True)
class TapNo:
    pass


@dataclass(frozen=True)
class TapDone:
    pass


@dataclass(frozen=True)
class TapLarge:
    pass


@dataclass(frozen=True)
class TapContrast:
    pass


Choice = (
    TapService
    | PressService
    | TapPriority
    | TapReprint
    | TapLater
    | TapRate
    | TapLevel
    | PressLevel
    | PressPad
    | TapDecline
    | TapCounter
    | TapSkip
    | TapNotThisCounter
    | TapReason
    | TapPrint
    | TapYes
    | TapNo
    | TapDone
    | TapLarge
    | TapContrast
)

# --- turning: the pages of a screen, and the screens of the public list ------------------------------------------


@dataclass(frozen=True)
class TapMore:
    pass


@dataclass(frozen=True)
class TapPrevious:
    pass


@dataclass(frozen=True)
class TapProcedures:
    pass


@dataclass(frozen=True)
class TapField:
    """`number`: its place in the public list, from 1."""

    number: int


@dataclass(frozen=True)
class TapProcedure:
    code: str


@dataclass(frozen=True)
class TapBack:
    pass


Turn = TapMore | TapPrevious | TapProcedures | TapField | TapProcedure | TapBack

# --- happenings: the slip under the scanner, the paper, time, the house -------------------------------------------


@dataclass(frozen=True)
class Scan:
    """`visit`: token of a slip of today; `counter`: where it was called to, 0 for nowhere yet."""

    visit: str
    counter: int


@dataclass(frozen=True)
class ScanWaiting:
    """`visit`: token of a slip whose number was never called."""

    visit: str


@dataclass(frozen=True)
class ScanHeld:
    """`visit`: token of a slip whose number is put aside; `counter`: at which it was."""

    visit: str
    counter: int


@dataclass(frozen=True)
class ScanAppointment:
    """`service`: the letter of the one that hands out results; `paper`: a number that stands for this slip, as long as
    the program runs, and says nothing of it."""

    service: str
    paper: int


@dataclass(frozen=True)
class ScanUnknown:
    pass


@dataclass(frozen=True)
class Offered:
    """The slip of this visit broke off and can be printed again now."""

    visit: str


@dataclass(frozen=True)
class CoverOpen:
    """The cover of a printer that wants paper."""


@dataclass(frozen=True)
class NewPaper:
    pass


@dataclass(frozen=True)
class Idle:
    """Whoever stood here has gone."""


@dataclass(frozen=True)
class Base:
    """What the screen is when nobody stands at it changed: hours, or the journal."""

    screen: BaseScreen


Happening = Scan | ScanWaiting | ScanHeld | ScanAppointment | ScanUnknown | Offered | CoverOpen | NewPaper | Idle | Base

Input = Choice | Turn | Answer | Happening
Elsewhere = PressPad | Base  # no word of whoever stands at the screen
