"""What the touch screen should show, as one plain value: the app fills it, `display/` draws it, tests read it.

Nothing here knows dots or colours. Numbers are already counted, times already worded; every field is what a
citizen may see, so no rating of anybody else can stand in it.
"""

from dataclasses import dataclass

from kiosk.core.office.procedures import Procedure


@dataclass(frozen=True)
class ServiceCard:
    """A service to choose. `letter` names it in `service-A`; `left`: so few more can be served in this session, None
    for enough or unknown; `full`: none, and no number is given; `unopened`: no counter that serves it is open;
    `stopped`: the supervisor stopped its numbers for today."""

    letter: str
    name: str
    waiting: int
    short: str = ""
    left: int | None = None
    full: bool = False
    unopened: bool = False
    stopped: bool = False


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
    """`screen`: home, ticket, another, rate, thanks, which-counter, closed, out-of-order, refill, turn-roll,
    paper-check, doctor, mistakes, fields, procedures, documents.

    `notice`: a code the display words: "no-slip" (the printer cannot print: a number is shown), "no-printer" (there
    is none), "slip-blank" (ticket: this visitor saw no words on it), "code-unknown", "code-scanned",
    "refused-closed", "refused-full", "refused-stopped", "not-written", "list-comes", "" for none. `slip`: asked,
    sending, sent, printed, failed, doubtful, shown. `trouble`: for out-of-order, the dead part in English for the
    technician (small).
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
    session: str = ""  # home: of what `left` of a service is told, "sáng nay"
    again: str = ""  # home: when numbers are given again, after one was refused
    stopped: str = ""  # home: the supervisor's words, after a number was refused because its service is stopped
    page: int = 0
    priority: bool = False
    ask_counter: int = 0  # home: "Quầy 3 vừa xong: mời ông/bà đánh giá"; 0: nobody
    ask_many: bool = False  # several counters have just finished
    ticket: str = ""
    service: str = ""
    over: bool = False  # ticket: its visit has ended while somebody still reads it
    prior: bool = False  # ticket: of priority
    prepare: str = ""  # ticket: what to have at hand when it is called
    callers: tuple[int, ...] = ()  # ticket: counters that may call it now
    ahead: int = 0  # people who will be called before
    at_least: bool = False  # so many of them, or more
    wait: tuple[int, int] | None = None  # minutes, at least and at most; None: nothing is known
    later: int = 0  # ticket: in so many seconds it may come back, 0: nothing is offered
    later_at: str = ""  # ticket: when that is, "9 giờ 40"; or when it comes back, as was said
    goes: bool = False  # ticket: it does
    asked: str = ""  # another: the service of which one more is asked for
    called_to: int = 0  # the counter that has called it meanwhile
    missed_at: int = 0  # the counter to speak to: it called in vain, and the number waits again; or it put it aside
    aside: bool = False  # ticket: it was put aside
    unopened: bool = False  # no counter that serves the line is open
    resting: bool = False  # as its officers rest
    slip: str = ""
    may_reprint: bool = False  # ticket: "In lại phiếu" is offered
    asks_slip: bool = False  # ticket: whether words are on the slip that came
    level: int = 0  # thanks and which-counter: decides only how the reasons are worded
    counter: int = 0  # rate and thanks: the visit it is about; 0: not known
    reasons: tuple[str, ...] = ()  # chosen so far
    may_correct: bool = False  # thanks: "Không phải quầy này" is offered
    may_decline: bool = False  # rate: "Không đánh giá" is offered
    counters: tuple[CounterSpot, ...] = ()
    halted: bool = False  # closed: by the supervisor, within the hours
    opens: str = ""  # closed: "Mở cửa 13:00" or "Mở cửa 07:30 thứ Hai"
    notice: str = ""
    told: tuple[str, ...] = ()  # home and closed: what the supervisor tells everybody now
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
