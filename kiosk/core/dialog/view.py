"""What the touch screen should show, as one plain value: the app fills it, `display/` draws it, tests read it.

Nothing here knows dots or colours. Numbers are already counted, times already worded; every field is what a
citizen may see, so no rating of anybody else can stand in it.
"""

from dataclasses import dataclass

from kiosk.core.office.procedures import Procedure


@dataclass(frozen=True)
class ServiceCard:
    """A service to choose. `letter` names it in `service-A`; `estimate` is worded ("15 phút") or empty."""

    letter: str
    name: str
    waiting: int
    estimate: str = ""
    short: str = ""


@dataclass(frozen=True)
class CounterSpot:
    """A counter in the picture of the room: `lit` when a visit was finished there that has no rating."""

    number: int
    lit: bool
    name: str = ""


@dataclass(frozen=True)
class AnswerCard:
    """An answer to the doctor's question, in both languages. `face`: the rating button that gives it, 0: none."""

    id: str
    said: str
    english: str
    face: int = 0


@dataclass(frozen=True)
class View:
    """`screen`: home, ticket, rate, thanks, which-counter, closed, out-of-order, refill, turn-roll, paper-check,
    doctor, mistakes, fields, procedures, documents.

    `notice`: a code the display words: "no-slip" (the printer cannot print: a number is shown), "no-printer" (there
    is none), "slip-blank" (ticket: this visitor saw no words on it), "code-unknown", "code-scanned",
    "refused-closed", "not-written", "list-comes", "" for none. `slip`: asked, sending, sent, printed, failed,
    doubtful, shown. `trouble`: for out-of-order, the dead part in English for the technician (small).
    """

    screen: str
    office: str
    place: str
    clock: str  # "08:15"
    date: str  # "Thứ Hai, 23/11/2026"
    hotline: str = ""
    training: bool = False
    safe_mode: bool = False  # home and closed: no way to a rating
    services: tuple[ServiceCard, ...] = ()
    page: int = 0
    priority: bool = False
    ask_counter: int = 0  # home: "Quầy 3 vừa xong: mời ông/bà đánh giá"; 0: nobody
    ask_many: bool = False  # several counters have just finished
    ticket: str = ""
    service: str = ""
    ahead: int = 0
    wait: str = ""
    slip: str = ""
    may_reprint: bool = False  # ticket: "In lại phiếu" is offered
    asks_slip: bool = False  # ticket: whether words are on the slip that came
    level: int = 0  # thanks and which-counter: decides only how the reasons are worded
    counter: int = 0  # rate and thanks: the visit it is about; 0: not known
    reasons: tuple[str, ...] = ()  # chosen so far
    may_correct: bool = False  # thanks: "Không phải quầy này" is offered
    may_decline: bool = False  # rate: "Không đánh giá" is offered
    counters: tuple[CounterSpot, ...] = ()
    opens: str = ""  # closed: "Mở cửa 13:00" or "Mở cửa 07:30 thứ Hai"
    notice: str = ""
    trouble: str = ""
    pressed: str = ""  # id of the thing under the finger
    large: bool = False
    contrast: bool = False
    mistakes: tuple[str, ...] = ()  # mistakes: of the settings file, a line each
    listed: bool = False  # home and closed: "Giấy tờ cần có" is offered
    fields: tuple[str, ...] = ()  # fields: of the public list, by number from 1
    of_field: str = ""  # procedures: the field they are of
    procedures: tuple[Procedure, ...] = ()
    procedure: Procedure | None = None  # documents: the one they are of
    may_print: bool = False  # documents: "In danh sách" is offered
    may_take: bool = False  # documents: "Lấy số" is offered
    question: str = ""  # doctor: what is asked, or to be done
    english: str = ""
    about: str = ""  # doctor: which device
    answers: tuple[AnswerCard, ...] = ()
    address: str = ""  # the screens that are not the citizens': where the kiosk is found on the network
    mark: tuple[int, int] | None = None  # doctor: the dot to touch
    edges: bool = False  # doctor: a frame along all four edges
    code: str = ""  # doctor: what the scanner is to read
