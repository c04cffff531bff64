"""A ticket as a slip of paper: what stands on it, in what order and how large. Pure; no fonts, no dots, no printer."""

from dataclasses import dataclass

from kiosk.config.options import Office
from kiosk.core.words.slip import Big, Mark, Qr, Rule, Slip, Space, Text, Typed
from kiosk.core.words.vietnamese import clock_words, day_words


@dataclass(frozen=True)
class Ticket:
    """What one slip says. `service`: its name; `ahead`: people before this one; `wall`: when the number was taken (ms
    since 1970; None: nobody knows, and no date is printed); `code`: what the QR holds, printable ASCII."""

    number: str
    service: str
    ahead: int
    wall: int | None
    code: str
    priority: bool = False
    reprint: bool = False
    training: bool = False


def ticket_slip(office: Office, ticket: Ticket) -> Slip:
    return (
        *(loud("ĐANG CHẠY THỬ") if ticket.training else ()),
        *(loud("IN LẠI") if ticket.reprint else ()),
        *heading(office),
        Rule(),
        Space(1.5),
        Text(ticket.service, 3.7, "Bold"),
        Space(2),
        Big(ticket.number),
        Space(2),
        *(loud("ƯU TIÊN") if ticket.priority else ()),
        Text(_ahead(ticket.ahead), 3.4, "SemiBold"),
        Space(0.8),
        *_when(ticket.wall),
        Space(1),
        Rule(),
        Space(1.5),
        Text("Giữ phiếu, xong việc mời ông/bà đánh giá", 3.4, "Bold"),
        Qr(ticket.code),
        Typed(f"{ticket.number} {ticket.code}"),
        Space(1.5),
        *((Text(f"Đường dây nóng: {office.hotline}", 3.3, "SemiBold"),) if office.hotline else ()),
    )


def heading(office: Office) -> Slip:
    place = (Text(office.place, 2.9, "Regular"),) if office.place else ()
    return (*place, Text(office.name, 3.3, "Bold"), Space(1))


def loud(words: str) -> Slip:
    return (Mark(words), Space(2))


def _when(wall: int | None) -> Slip:
    return () if wall is None else (Typed(f"{clock_words(wall)}  {day_words(wall)}"),)


def _ahead(people: int) -> str:
    return f"Trước ông/bà còn {people} người" if people else "Không còn ai chờ trước ông/bà"
