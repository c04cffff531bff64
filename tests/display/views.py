"""The panels and the moments of a day on which the screens are judged."""

from dataclasses import replace
from functools import cache
from itertools import product

from display.drawing.theme import Theme
from display.touchscreen.layout import Element, layout
from kiosk.core.dialog.view import CounterSpot, View
from kiosk.core.office.procedures import Procedure
from scripts.screenshots.views import FIELDS, HOME, LISTED, RATE, SERVICES, THANKS, TICKET, VIEWS

PANELS = {  # dots, and the millimetres of the visible width
    "10.1 inch": (1280, 800, 217),
    "10.1 inch, coarse": (1024, 600, 223),
    "7 inch": (1024, 600, 154),
    "21.5 inch": (1920, 1080, 476),
    "15.6 inch": (1920, 1080, 344),
    "10.1 inch, upright": (800, 1280, 136),
}
LUNCH = "Nghỉ trưa. Lấy số từ 12:45, làm việc từ 13:00. Số đã lấy vẫn giữ."
NIGHT = "Ngoài giờ làm việc. Lấy số từ 07:15, làm việc từ 07:30 thứ Hai, 30/11."
LONG = "Người có công với cách mạng, bảo trợ xã hội, giảm nghèo và việc làm cho thanh niên"[:80]
SENTENCE = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất, bản chính, hoặc "
LONGEST = Procedure("X-1", (SENTENCE * 2)[:200].strip(), LONG[:60], ((SENTENCE * 2)[:200],) * 20, 30, SENTENCE, "B")
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
        TICKET, service=LONG, ahead=188, at_least=True, wait=(115, 125), slip="doubtful", may_reprint=True
    ),
    "ticket, printing": replace(TICKET, slip="sending"),
    "rate, scanned": replace(RATE, notice="code-scanned"),
    "thanks, second page": replace(THANKS, page=1),
    "thanks, last page, of no counter": replace(THANKS, page=-1, counter=0, may_correct=False),
    "thanks, all reasons": replace(THANKS, level=1, reasons=("LATE", "INFO", "OTHER")),
    "which, 4 counters": replace(HOME, screen="which-counter", counters=ROOM[:4]),
    "which, 20 counters": replace(HOME, screen="which-counter", counters=ROOM[:20]),
    "which, 99 counters": replace(HOME, screen="which-counter", counters=ROOM),
    "home, list among helpers": replace(HOME, listed=True, services=(*SERVICES, SERVICES[0])),
    "home, list on the last page": replace(HOME, listed=True, services=SERVICES + SERVICES[:3], page=1),
    "closed, listed": replace(HOME, screen="closed", opens=LUNCH, listed=True),
    "fields, last page": replace(FIELDS, page=2),
    "fields, long names": replace(FIELDS, fields=(LONG[:60], *FIELDS.fields)),
    "fields, pressed": replace(FIELDS, pressed="field-2"),
    "procedures, longest names": replace(
        FIELDS, screen="procedures", procedures=(LONGEST, *LISTED), of_field=LONG[:60]
    ),
    "procedures, 400th": replace(FIELDS, screen="procedures", procedures=LISTED * 12, page=-1),
    "documents, longest": replace(FIELDS, screen="documents", procedure=LONGEST),
    "documents, longest, last page": replace(FIELDS, screen="documents", procedure=LONGEST, page=-1),
    "documents, closed, no paper": replace(FIELDS, screen="documents", may_take=False, may_print=False),
    "documents, printing": replace(FIELDS, screen="documents", notice="list-comes"),
    "home, tickets only, second page": replace(HOME, safe_mode=True, services=SERVICES * 2, page=1),
    "closed, tickets only": replace(HOME, screen="closed", opens=LUNCH, safe_mode=True),
    "closed, asks": replace(
        HOME,
        screen="closed",
        opens=NIGHT,
        ask_counter=3,
    ),
    "out of order": replace(HOME, screen="out-of-order", trouble="No answer from /dev/serial/by-id/printer: cable?"),
}
ALL = {**VIEWS, **MORE}
CASES = [
    (panel, name, large, contrast)
    for panel, name, (large, contrast) in product(PANELS, ALL, ((False, False), (True, False), (False, True)))
    if not (large and name.startswith(("doctor", "mistakes")))  # large is a visitor's choice, who never sees these
]


@cache
def shown(panel: str, name: str, large: bool, contrast: bool) -> tuple[Theme, View, tuple[Element, ...]]:
    view = replace(ALL[name], large=large, contrast=contrast)
    theme = Theme.of(*PANELS[panel], large, contrast)
    return theme, view, layout(view, theme)
