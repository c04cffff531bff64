"""The citizen's dialog with the machine as one frozen value: on which screen it stands and what was chosen so far."""

from dataclasses import dataclass
from typing import Literal, get_args

BaseScreen = Literal["home", "closed", "out-of-order"]
ListScreen = Literal["fields", "procedures", "documents"]
Screen = (
    BaseScreen
    | ListScreen
    | Literal["ticket", "rate", "thanks", "another", "which-counter", "refill", "paper-check", "turn-roll"]
)
Notice = Literal[
    "", "list-comes", "code-scanned", "code-unknown", "refused-closed", "refused-full", "refused-stopped", "not-written"
]

HOME: tuple[BaseScreen, ...] = get_args(BaseScreen)
LIST: tuple[ListScreen, ...] = get_args(ListScreen)


@dataclass(frozen=True)
class Dialog:
    """`since`: mono ms of the visitor's last word; `base`: the screen when nobody stands there; `service`: the
    letter asked for last; `ticket`: the visit of the number just given; `scanned`, `scanned_at`: the slip last
    shown, and when (mono ms); `rating`: the one being thanked for, of `level` and about `counter` (0: not known);
    `lit`: counters asked for; `field`, `procedure`: of the public list; `trail`: the pages on which the screens
    before this one were left; `blank`: this visitor saw no words on a slip."""

    screen: Screen = "home"
    base: BaseScreen = "home"
    since: int = 0
    page: int = 0
    priority: bool = False
    large: bool = False
    contrast: bool = False
    service: str = ""
    ticket: str = ""
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
    notice: Notice = ""
    blank: bool = False

    def rested(self) -> "Dialog":
        """As whoever comes next finds it: nothing chosen, on the screen of nobody."""
        return Dialog(screen=self.base, base=self.base, since=self.since)

    def is_at_rest(self) -> bool:
        return self == self.rested()

    @property
    def whom(self) -> tuple[str, str, int]:
        """The number, the slip and the rating that the screen is about."""
        return self.ticket, self.scanned, self.rating

    @property
    def asked(self) -> int:
        """The rating whose question (which counter, why) stands on the screen, 0 for none."""
        return self.rating if self.screen in ("thanks", "which-counter") else 0

    def toggled(self, reason: str) -> tuple[str, ...]:
        """The reasons with this one chosen, or no longer."""
        if reason in self.reasons:
            return tuple(code for code in self.reasons if code != reason)
        return (*self.reasons, reason)
