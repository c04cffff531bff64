"""Slips for the people of the office: the page a technician looks at, and the day's closing slip. Pure, as slips.py.

The closing slip says what was given and served, and carries the day's word, signed, as a QR (closing_word.py): what a
later copy of the journal must hold. It names no level, no count of ratings and no officer: it lies at the counters
(docs/domain.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kiosk.config.options import Office
from kiosk.core.figures.tally import Tally, spread
from kiosk.core.record.closing_word import ClosingWord
from kiosk.core.words.slip import SMALL_MM, TEXT_MM, TITLE_MM, Big, Mark, Qr, Rule, Slip, Space, Text, Typed
from kiosk.core.words.vietnamese import clock_words, day_words

_ALPHABET = (
    "àáảãạ ăằắẳẵặ âầấẩẫậ đ",
    "èéẻẽẹ êềếểễệ ìíỉĩị",
    "òóỏõọ ôồốổỗộ ơờớởỡợ",
    "ùúủũụ ưừứửữự ỳýỷỹỵ",
    "ÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ Đ",
    "ÈÉẺẼẸ ÊỀẾỂỄỆ ÌÍỈĨỊ",
    "ÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ",
    "ÙÚỦŨỤ ƯỪỨỬỮỰ ỲÝỶỸỴ",
)
DEVICES = {
    "printer": "Máy in",
    "scanner": "Máy quét mã",
    "touch": "Màn cảm ứng",
    "buttons": "Nút bấm",
    "speaker": "Loa",
    "screen": "Màn hình",
    "data": "Thẻ nhớ",
    "clock": "Đồng hồ",
    "battery-clock": "Đồng hồ pin",
    "journal": "Nhật ký",
    "broker": "Đường về thành phố",
    "city": "Thành phố đã lưu",
}
PROBE_CODE = "kiosk-probe"
_MINUTE = 60
_SELDOM = {  # how a visit may have ended besides, told where there is one
    "left": "Công dân xin về trước",
    "cancelled": "Đã hủy",
    "unconfirmed": "Kết thúc ngay khi gọi, chưa rõ có đến",
}


def probe_slip(label: str) -> Slip:
    """Everything that a slip may need from a printer: bold, white on black, the whole alphabet, the number, the QR.
    `label`: ASCII, how it was printed."""
    return (
        Mark("TRANG THỬ"),
        Space(2),
        Text("Chứng thực, đất đai, hộ tịch", TITLE_MM, "Bold"),
        Space(1),
        *(Text(letters, SMALL_MM, "Regular") for letters in _ALPHABET),
        Space(1),
        Rule(),
        Space(1.5),
        Text("Nguyễn Thị Ước, ấp Mỹ Phú, đường Lê Lợi", TEXT_MM, "SemiBold"),
        Big("A015"),
        Qr(PROBE_CODE),
        Typed(label),
    )


def selftest_slip(
    office: Office, source: str, wall: int | None, address: str, rows: Sequence[tuple[str, bool, str]]
) -> Slip:
    """`source`: the kiosk's name; `wall`: ms since 1970, None while nobody knows; `address`: where it is found, ""
    without a network; `rows`: device, good, and for a wrong one what to do."""
    wrong = [f"{DEVICES.get(device, device)}: {do}" for device, good, do in rows if not good]
    right = ", ".join(DEVICES.get(device, device) for device, good, _ in rows if good)
    found = (Typed(address), Qr(address)) if address else (Text("Chưa có mạng"),)
    return (
        Mark("TỰ KIỂM TRA MÁY"),
        Space(2),
        Text(office.name, TEXT_MM, "Bold"),
        Typed(source),
        Text("Chưa biết giờ" if wall is None else f"{clock_words(wall)} ngày {day_words(wall)}", SMALL_MM, "Regular"),
        Space(1),
        Text(f"{len(wrong)} chỗ cần xem lại" if wrong else "Mọi thứ đều đúng", TITLE_MM, "Bold"),
        Rule(),
        Space(1),
        *(Text(f"{n}. {line}", TEXT_MM, left=True) for n, line in enumerate(wrong, 1)),
        Space(1),
        Text(f"Đúng: {right}", SMALL_MM, "Regular", left=True),
        Space(1),
        Rule(),
        Space(1),
        *found,
    )


def closing_slip(
    office: Office,
    visits: Tally,
    names: Mapping[str, str],
    day: str,
    word: ClosingWord | None,
) -> Slip:
    """`names`: of the services, by letter; `day`: YYYY-MM-DD, "" while nobody knows; `word`: what the QR says of it,
    None where the journal has no such close."""
    return (
        *_end_of(office, day),
        *(Text(line, TEXT_MM, "SemiBold") for line in _counts(visits)),
        Space(1),
        *(Text(line, SMALL_MM, "Regular") for line in _services(visits, names)),
        Space(1),
        Rule(),
        Space(1.5),
        *(_sealed(word) if word else ()),
    )


def _sealed(word: ClosingWord) -> Slip:
    said = "Đã ký, giữ phiếu này để đối chiếu" if word.signature else "CHƯA KÝ: máy gửi tin không trả lời"
    return (
        Text("Mã kiểm tra nhật ký", TEXT_MM, "SemiBold"),
        Text(said, SMALL_MM, "Regular"),
        Space(1),
        Qr(word.text),
        Typed(word.paper[:16]),
    )


def uncounted_slip(office: Office, day: str) -> Slip:
    """The same of a day that cannot be counted: the officers hear why there is no figure."""
    said = "Máy không đọc được nhật ký nên không cộng được số của ngày. Xin báo kỹ thuật viên."
    return (*_end_of(office, day), Text(said, TEXT_MM, "SemiBold"))


def _end_of(office: Office, day: str) -> Slip:
    return (
        Mark("KẾT THÚC NGÀY"),
        Space(2),
        Text(office.name, TEXT_MM, "Bold"),
        Text(f"Ngày {date.fromisoformat(day):%d/%m/%Y}" if day else "Chưa biết ngày", TEXT_MM, "SemiBold"),
        Space(1),
        Rule(),
        Space(1.5),
    )


def _counts(visits: Tally) -> tuple[str, ...]:
    ends, waits = visits.ends, spread(visits.values("waited"))
    return (
        f"Số đã cấp: {visits.issued} (ưu tiên {visits.priority})",
        f"Đã phục vụ: {ends['served']}",
        f"Gọi không đến: {ends['no-show']}",
        *(f"{said}: {ends[how]}" for how, said in _SELDOM.items() if ends[how]),
        f"Chưa được phục vụ: {ends['unserved']}",
        *((f"50% chờ dưới {_minutes(waits.half)} phút, 90% dưới {_minutes(waits.most)} phút",) if waits else ()),
        *((f"Không rõ thời gian chờ do máy mất giờ: {visits.untimed}",) if visits.untimed else ()),
    )


def _services(visits: Tally, names: Mapping[str, str]) -> Iterator[str]:
    waited = visits.by("waited", lambda cell: cell.service)
    for letter, count in sorted(visits.given.items()):
        waits = spread(waited.get(letter, []))
        told = f", 50% chờ dưới {_minutes(waits.half)} phút" if waits else ""
        yield f"{letter}  {names.get(letter, '')}: {count}{told}"


def _minutes(seconds: int) -> int:
    return seconds // _MINUTE + 1
