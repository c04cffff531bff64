"""The panels and the moments of a day on which the screens are judged."""

from dataclasses import replace
from itertools import product

from display.screens import Thing, layout
from display.theme import Theme
from kiosk.core.view import CounterSpot, View
from scripts.draw_screens import HOME, RATE, SERVICES, THANKS, TICKET, VIEWS

PANELS = {  # dots, and the millimetres of the visible width
    "10.1 inch": (1280, 800, 217),
    "10.1 inch, coarse": (1024, 600, 223),
    "7 inch": (1024, 600, 154),
    "21.5 inch": (1920, 1080, 476),
    "15.6 inch": (1920, 1080, 344),
    "10.1 inch, upright": (800, 1280, 136),
}
LONG = "Người có công với cách mạng, bảo trợ xã hội, giảm nghèo và việc làm cho thanh niên"[:80]
ROOM = tuple(CounterSpot(n, n % 4 == 3) for n in range(1, 100))
MORE: dict[str, View] = {
    "home, long names": replace(HOME, services=tuple(replace(s, name=LONG, short="") for s in SERVICES)),
    "home, one service": replace(HOME, services=SERVICES[:1]),
    "home, crowd": replace(HOME, services=tuple(replace(s, waiting=188) for s in SERVICES)),
    "home, second page": replace(HOME, services=SERVICES * 2, page=1),
    "home, many ask": replace(HOME, ask_many=True, training=True),
    "home, priority": replace(HOME, priority=True),
    "home, long office": replace(HOME, office=LONG, place="UBND phường Hoàng Văn Thụ", training=True),
    "home, pressed": replace(HOME, pressed="service-A"),
    "ticket, long service": replace(
        TICKET, service=LONG, ahead=188, wait="125 phút", slip="doubtful", may_reprint=True
    ),
    "ticket, printing": replace(TICKET, slip="sending"),
    "rate, scanned": replace(RATE, notice="code-scanned"),
    "thanks, all reasons": replace(THANKS, level=1, reasons=("LATE", "INFO", "OTHER")),
    "which, 4 counters": replace(HOME, screen="which-counter", counters=ROOM[:4]),
    "which, 20 counters": replace(HOME, screen="which-counter", counters=ROOM[:20]),
    "which, 99 counters": replace(HOME, screen="which-counter", counters=ROOM),
    "closed, asks": replace(HOME, screen="closed", opens="07:30 thứ Hai, 30/11", ask_counter=3),
    "out of order": replace(HOME, screen="out-of-order", trouble="No answer from /dev/serial/by-id/printer: cable?"),
}
ALL = {**VIEWS, **MORE}
CASES = [
    (panel, name, large, contrast)
    for panel, name, (large, contrast) in product(PANELS, ALL, ((False, False), (True, False), (False, True)))
    if not (large and name.startswith("doctor"))  # large is a visitor's choice, who never sees the doctor
]


def shown(panel: str, name: str, large: bool, contrast: bool) -> tuple[Theme, View, tuple[Thing, ...]]:
    view = replace(ALL[name], large=large, contrast=contrast)
    theme = Theme.of(*PANELS[panel], large, contrast)
    return theme, view, layout(view, theme)
