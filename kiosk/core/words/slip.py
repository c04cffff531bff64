"""A ticket as a slip of paper: what stands on it, in what order and how large. Pure; no fonts, no dots, no printer.

A slip is a tuple of blocks from top to bottom, everything centred but the lines of a list. Letters are measured in
millimetres of a capital, as on the screen (LOOK), because an elderly reader sees millimetres: nothing under 2.8, what
one needs 3.3 or more, the number by far the largest. The same slip serves 58 and 80 mm paper (display/paper.py).
"""

from dataclasses import dataclass
from typing import Literal

from kiosk.core.vietnamese import clock_words, day_words
from kiosk.options import Office

Weight = Literal["Regular", "SemiBold", "Bold"]


@dataclass(frozen=True)
class Text:
    """Words that wrap between spaces. `mm`: height of a capital; `left`: they begin at the left edge, as in a list."""

    words: str
    mm: float = 3.3
    weight: Weight = "SemiBold"
    left: bool = False


@dataclass(frozen=True)
class Big:
    """The number: as large as `mm` and the paper's width allow."""

    words: str
    mm: float = 15.0


@dataclass(frozen=True)
class Mark:
    """Words in white on a black bar: what must not be overlooked."""

    words: str
    mm: float = 3.6


@dataclass(frozen=True)
class Rule:
    """A thin line across the printed width."""


@dataclass(frozen=True)
class Space:
    mm: float


@dataclass(frozen=True)
class Qr:
    """A QR code of `code`, with its quiet zone."""

    code: str


@dataclass(frozen=True)
class Typed:
    """ASCII in the printer's own letters: costs a byte a letter and stays readable to whoever reads the bytes."""

    words: str


Block = Text | Big | Mark | Rule | Space | Qr | Typed
Slip = tuple[Block, ...]


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
