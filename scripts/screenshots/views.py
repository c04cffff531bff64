"""Every screen with what a busy morning would show: drawn by `./scripts/screens`, and looked at by the tests."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from display.touchscreen.words import REPAIRS
from kiosk.config.load import load
from kiosk.config.procedures import of_config
from kiosk.core.dialog.view import AnswerCard, CounterSpot, ServiceCard, View
from kiosk.core.office.procedures import fields_of, in_field, with_code
from kiosk.doctor.person.person import YES_NO
from kiosk.doctor.power_on import MENU
from kiosk.doctor.search.screens import EDGES
from kiosk.service.log_bundle import DONE

SERVICES = (
    ServiceCard("A", "Hộ tịch – Chứng thực", 7, "Hộ tịch"),
    ServiceCard("B", "Đất đai – Xây dựng – Môi trường", 3, "Đất đai"),
    ServiceCard("C", "Người có công – Bảo trợ xã hội", 0, "Xã hội"),
    ServiceCard("D", "Kinh doanh – Tài chính", 12, "Kinh doanh"),
    ServiceCard("E", "Cư trú – Trả kết quả, việc khác", 5, "Việc khác"),
)
DEMO = Path(__file__).resolve().parents[2] / "kiosk" / "simulation" / "demo.toml"
LISTED = of_config(load(DEMO))
HOME = View(
    "home",
    "Bộ phận một cửa",
    "UBND xã Tân Quang",
    "08:15",
    "Thứ Hai, 23/11/2026",
    hotline="0208 3860 000",
    services=SERVICES,
)
SAID: tuple[dict[str, Any], ...] = (
    {"left": 6},
    {"left": 2},
    {"left": 0},
    {"left": 0, "full": True},
    {"unopened": True},
)
FEW = tuple(replace(service, **said) for service, said in zip(SERVICES, SAID, strict=True))
SENTENCE = (
    "Máy chủ đất đai của tỉnh đang lỗi, hôm nay chưa nhận được hồ sơ. Mời ông/bà quay lại sáng thứ Ba, từ 7 giờ 30."
)
ROOM = tuple(CounterSpot(n, n in (2, 3, 7)) for n in (1, 2, 3, 5, 7))  # at which somebody sits
TICKET = replace(
    HOME,
    screen="ticket",
    ticket="A015",
    service=SERVICES[0].name,
    ahead=3,
    wait=(10, 20),
    slip="printed",
    callers=(1, 3),
    prepare="giấy hẹn, căn cước",
)
RATE = replace(HOME, screen="rate", counter=3, may_decline=True)
FIELDS = replace(
    HOME,
    screen="fields",
    listed=True,
    fields=fields_of(LISTED),
    of_field="Hộ tịch",
    procedures=in_field(LISTED, "Hộ tịch"),
    procedure=with_code(LISTED, "HT-02"),
    may_print=True,
    may_take=True,
)
THANKS = replace(HOME, screen="thanks", level=4, counter=3, may_correct=True, reasons=("ATTITUDE",))
MISTAKES = replace(
    HOME,
    screen="mistakes",
    place="kiosk.toml",
    mistakes=(
        "dòng 9: office.unit: 'Tân Quang' không phải mã đơn vị như 000.08.92.H55 hoặc H55.92.08",
        "dòng 27: printer.width: phải là 58 hoặc 80, không phải 79",
        "dòng 88: hours.mornin: không có mục này; gần nhất là morning",
    ),
)
AT = "http://192.168.100.200:8080/"
DOCTOR = replace(
    HOME,
    screen="doctor",
    about="/dev/kiosk/printer-A50285BI",
    question="Trên tờ giấy, số lớn nhất in trọn vẹn, có ô đen bên phải, là số mấy?",
    english="Which is the largest number that is whole, with the black block at its right?",
    answers=(
        AnswerCard("3", "Số 3", "Number 3", 4),
        AnswerCard("2", "Số 2", "Number 2", 3),
        AnswerCard("1", "Số 1", "Number 1", 2),
        AnswerCard("0", "Không có số", "None, or rubbish", 1),
    ),
)
VIEWS = {
    "doctor": DOCTOR,
    "doctor-way": replace(
        DOCTOR,
        question="Trang thử có đủ dấu, có số A015 và mã QR, không có chữ lạ?",
        english="Is the page right: all accents, A015 and the QR code, no rubbish?",
        answers=(AnswerCard("y", "Có", "Yes", 4), AnswerCard("n", "Không", "No", 3)),
    ),
    "doctor-which": replace(
        DOCTOR,
        about="",
        question="Chọn máy in nào?",
        english="Which printer?",
        answers=tuple(
            AnswerCard(str(n), f"{name}, 80mm, ttyUSB{n}", f"{name}, 80mm, ttyUSB{n}", 5 - n)
            for n, name in enumerate(("TM-T88V", "NT-5890K", "POS-80", "VKP80II"), 1)
        ),
    ),
    "doctor-menu": replace(
        DOCTOR,
        about="",
        question=MENU.said.vi,
        english=MENU.said.en,
        answers=tuple(AnswerCard(a.id, *a.said, 4 - n) for n, a in enumerate(MENU.answers)),
        address=AT,
    ),
    "doctor-log": replace(
        DOCTOR, about="", question=DONE, english="", answers=(AnswerCard("seen", "Xong", "Done", 4),)
    ),
    "doctor-says": replace(
        DOCTOR, question="Xin bấm nút very-satisfied", english="Press very-satisfied", answers=(), about=""
    ),
    "doctor-picture": replace(
        DOCTOR,
        question=EDGES.vi,
        english=EDGES.en,
        about="HDMI-A-1: 1920 x 1080 at 60 Hz, DEL DELL U2412M, 518 x 324 mm",
        answers=tuple(AnswerCard(a.id, a.said.vi, a.said.en) for a in YES_NO),
        edges=True,
    ),
    "doctor-scan": replace(
        DOCTOR,
        question="Máy đọc một mã khác (như căn cước công dân, 82 chữ). Xin quét mã này",
        english="It read another code (like an identity card's, 82 letters): scan this one",
        answers=(),
        about="",
        code="7k2mx9qd04tv",
        address=AT,
    ),
    "doctor-corner": replace(
        DOCTOR,
        question="Xin chạm góc trên bên trái",
        english="Touch the top left corner",
        answers=(),
        about="",
        mark=(102, 224),
    ),
    "home": HOME,
    "refill": replace(HOME, screen="refill"),
    "turn-roll": replace(HOME, screen="turn-roll"),
    "paper-check": replace(HOME, screen="paper-check"),
    "home-ask": replace(HOME, ask_counter=3, priority=True),
    "home-no-slip": replace(HOME, notice="no-slip", training=True),
    "home-no-printer": replace(HOME, notice="no-printer"),
    "home-large": replace(HOME, large=True),
    "home-contrast": replace(HOME, contrast=True),
    "home-few": replace(HOME, services=FEW, session="sáng nay"),
    "home-few-large": replace(HOME, services=FEW, session="chiều nay", large=True, contrast=True),
    "home-full": replace(HOME, services=FEW, notice="refused-full", again="12:45"),
    "ticket-later": replace(TICKET, ahead=11, wait=(30, 45), later=3000, later_at="9 giờ 05"),
    "ticket-goes": replace(TICKET, goes=True, later_at="9 giờ 05", slip="sending"),
    "ticket-goes-large": replace(TICKET, goes=True, later_at="9 giờ 05", large=True),
    "another": replace(TICKET, screen="another", asked=SERVICES[1].name),
    "another-large": replace(TICKET, screen="another", asked=SERVICES[1].name, large=True),
    "home-many": replace(
        HOME, services=SERVICES + tuple(replace(s, letter=x) for s, x in zip(SERVICES, "FGHIK", strict=True))
    ),
    "ticket": TICKET,
    "ticket-prior": replace(TICKET, prior=True),
    "ticket-prior-large": replace(TICKET, prior=True, large=True),
    "ticket-no-slip": replace(TICKET, slip="shown", ahead=0, wait=None),
    "ticket-at-least": replace(TICKET, at_least=True, wait=(0, 5)),
    "ticket-unopened": replace(TICKET, ahead=0, at_least=True, wait=None, unopened=True),
    "ticket-resting": replace(TICKET, ahead=2, at_least=True, wait=None, unopened=True, resting=True),
    "ticket-missed": replace(TICKET, missed_at=3),
    "ticket-called": replace(TICKET, called_to=3, wait=None),
    "ticket-asks": replace(TICKET, slip="printed", asks_slip=True),
    "ticket-blank": replace(TICKET, slip="printed", notice="slip-blank"),
    "ticket-failed": replace(TICKET, slip="doubtful", service=SERVICES[4].name, may_reprint=True),
    "home-stopped": replace(
        HOME,
        notice="refused-stopped",
        stopped=SENTENCE,
        services=(SERVICES[0], replace(SERVICES[1], stopped=True), *SERVICES[2:]),
    ),
    "home-told": replace(HOME, told=(SENTENCE,)),
    "closed-stopped": replace(HOME, screen="closed", opens=SENTENCE, halted=True),
    "home-tickets-only": replace(HOME, safe_mode=True),
    "home-listed": replace(HOME, listed=True),
    "fields": FIELDS,
    "procedures": replace(FIELDS, screen="procedures"),
    "documents": replace(FIELDS, screen="documents"),
    "documents-long": replace(FIELDS, screen="documents", procedure=with_code(LISTED, "DD-01"), notice="list-comes"),
    "rate": RATE,
    "rate-plain": replace(RATE, counter=0, may_decline=False),
    "rate-large": replace(RATE, large=True),
    "thanks": THANKS,
    "thanks-bad": replace(THANKS, level=1, reasons=("WAIT", "LATE"), may_correct=False, counter=0),
    "which-counter": replace(HOME, screen="which-counter", counters=ROOM),
    "mistakes": MISTAKES,
    "mistakes-cards": replace(
        MISTAKES, answers=tuple(AnswerCard(name, *said) for name, said in REPAIRS.items()), address=AT
    ),
    "refill-address": replace(HOME, screen="refill", address=AT),
    "turn-roll-address": replace(HOME, screen="turn-roll", address=AT),
    "paper-check-address": replace(HOME, screen="paper-check", address=AT),
    "out-of-order-address": replace(HOME, screen="out-of-order", trouble="kiosk.data: disk full", address=AT),
    "closed": replace(HOME, screen="closed", opens="Nghỉ trưa. Lấy số từ 12:45, làm việc từ 13:00. Số đã lấy vẫn giữ."),
    "out-of-order-not-written": replace(
        HOME, screen="out-of-order", notice="not-written", trouble="journal.db: I/O error"
    ),
    "home-not-written": replace(HOME, notice="not-written"),
    "out-of-order": replace(HOME, screen="out-of-order", trouble="The disk is full: make room on it."),
}
