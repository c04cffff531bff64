"""A ticket as a slip of paper: what stands on it, in what order and how large. Pure; no fonts, no dots, no printer."""

from dataclasses import dataclass

from kiosk.config.options import Office
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.words import waiting
from kiosk.core.words.slip import NEED_MM, SMALL_MM, TEXT_MM, TITLE_MM, Big, Mark, Qr, Rule, Slip, Space, Text, Typed
from kiosk.core.words.vietnamese import clock_words, day_words, hour_words

PHONE = "Điện thoại nối Wi-Fi cơ quan: quét mã để xem lượt"


@dataclass(frozen=True)
class Ticket:
    """What one slip says. `service`: its name; `told`: who is before this one and how long it will be, None once
    it was called; `wall`: when the number was taken (ms since 1970; None: nobody knows, and no date is printed);
    `code`: the visit's token, printable ASCII; `page`: where a phone sees how long it will be, "" for nowhere."""

    number: str
    service: str
    told: Outlook | None
    wall: int | None
    code: str
    page: str = ""
    priority: bool = False
    reprint: bool = False
    training: bool = False
    prepare: str = ""  # what to have at hand when it is called
    back_at: int | None = None  # when its person comes back (ms since 1970), as was said at the kiosk


def ticket_slip(office: Office, ticket: Ticket) -> Slip:
    return (
        *(loud("ĐANG CHẠY THỬ") if ticket.training else ()),
        *(loud("IN LẠI") if ticket.reprint else ()),
        *heading(office),
        Rule(),
        Space(1.5),
        Text(ticket.service, TITLE_MM, "Bold"),
        Space(2),
        Big(ticket.number),
        Space(2),
        *(loud("ƯU TIÊN") if ticket.priority else ()),
        *_told(ticket),
        *(Text(line, NEED_MM, "SemiBold") for line in waiting.prepare(ticket.prepare)),
        *_when(ticket.wall),
        Space(1),
        Rule(),
        Space(1.5),
        Text("Xin giữ phiếu; xong việc, quét mã tại máy để đánh giá", NEED_MM, "Bold"),
        Qr(f"{ticket.page}#{ticket.code}" if ticket.page else ticket.code),
        *((Text(PHONE, SMALL_MM, "Regular"), Space(0.8)) if ticket.page else ()),
        Typed(f"{ticket.number} {ticket.code}"),
        Space(1.5),
        *((Text(f"Đường dây nóng: {office.hotline}", TEXT_MM, "SemiBold"),) if office.hotline else ()),
    )


def heading(office: Office) -> Slip:
    place = (Text(office.place, SMALL_MM, "Regular"),) if office.place else ()
    return (*place, Text(office.name, TEXT_MM, "Bold"), Space(1))


def loud(words: str) -> Slip:
    return (Mark(words), Space(2))


def _when(wall: int | None) -> Slip:
    return () if wall is None else (Typed(f"{clock_words(wall)}  {day_words(wall)}"),)


def _told(ticket: Ticket) -> Slip:
    told = ticket.told
    if ticket.back_at is not None:
        return (*(Text(line, TITLE_MM, "Bold") for line in waiting.back_at(hour_words(ticket.back_at))[:1]), Space(0.8))
    if told is None:
        return ()
    wait = waiting.wait(*told.minutes)[:1] if told.minutes else () if told.open else waiting.nobody(told.resting)[:1]
    ahead = waiting.ahead(told.people, not told.exact)[:1] if told.people or told.open else ()
    lines = (*ahead, *wait, *(waiting.sit(told.counters)[:1] if told.counters else ()))
    return (*(Text(line, NEED_MM, "SemiBold") for line in lines), Space(0.8))
