"""A ticket as a slip of paper: what stands on it, in what order and how large. Pure; no fonts, no dots, no printer."""

from kiosk.config.options import Office
from kiosk.core.words.slip import Big, Mark, Qr, Rule, Slip, Space, Text, Typed
from kiosk.core.words.vietnamese import clock_words, day_words


def ticket_slip(
    office: Office,
    *,
    ticket: str,
    service: str,
    ahead: int,
    wall: int,
    code: str,
    priority: bool = False,
    wait: str = "",
    reprint: bool = False,
    training: bool = False,
) -> Slip:
    """The slip of one ticket. `service`: its name; `ahead`: people before this one; `wall`: when the number was taken
    (ms since 1970); `code`: what the QR holds, printable ASCII; `wait`: worded ("15 phút") or empty."""
    return (
        *(loud("ĐANG CHẠY THỬ") if training else ()),
        *(loud("IN LẠI") if reprint else ()),
        *heading(office),
        Rule(),
        Space(1.5),
        Text(service, 3.7, "Bold"),
        Space(2),
        Big(ticket),
        Space(2),
        *(loud("ƯU TIÊN") if priority else ()),
        Text(_ahead(ahead), 3.4, "SemiBold"),
        *((Text(f"Chờ khoảng {wait}", 3.4, "SemiBold"),) if wait else ()),
        Space(0.8),
        Typed(f"{clock_words(wall)}  {day_words(wall)}"),
        Space(1),
        Rule(),
        Space(1.5),
        Text("Giữ phiếu, xong việc mời ông/bà đánh giá", 3.4, "Bold"),
        Qr(code),
        Typed(f"{ticket} {code}"),
        Space(1.5),
        *((Text(f"Đường dây nóng: {office.hotline}", 3.3, "SemiBold"),) if office.hotline else ()),
    )


def heading(office: Office) -> Slip:
    place = (Text(office.place, 2.9, "Regular"),) if office.place else ()
    return (*place, Text(office.name, 3.3, "Bold"), Space(1))


def loud(words: str) -> Slip:
    return (Mark(words), Space(2))


def _ahead(people: int) -> str:
    return f"Trước ông/bà còn {people} người" if people else "Không còn ai chờ trước ông/bà"
