"""Slips for the people of the office: the page a technician looks at, and the day's closing slip. Pure, as slips.py.

The closing slip says what was given and served, and carries the day's word, signed, as a QR (closing_word.py): what a
later copy of the journal must hold. It names no level, no count of ratings and no officer: it lies at the counters
(docs/domain.md).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.config.options import Office
from kiosk.core.figures import Figures, quantile
from kiosk.core.record.closing_word import ClosingWord
from kiosk.core.words.slip import Big, Mark, Qr, Rule, Slip, Space, Text, Typed
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


def probe_slip(label: str) -> Slip:
    """Everything that a slip may need from a printer: bold, white on black, the whole alphabet, the number, the QR.
    `label`: ASCII, how it was printed."""
    return (
        Mark("TRANG THỬ"),
        Space(2),
        Text("Chứng thực, đất đai, hộ tịch", 3.7, "Bold"),
        Space(1),
        *(Text(letters, 2.9, "Regular") for letters in _ALPHABET),
        Space(1),
        Rule(),
        Space(1.5),
        Text("Nguyễn Thị Ước, ấp Mỹ Phú, đường Lê Lợi", 3.3, "SemiBold"),
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
        Text(office.name, 3.3, "Bold"),
        Typed(source),
        Text("Chưa biết giờ" if wall is None else f"{clock_words(wall)} ngày {day_words(wall)}", 2.9, "Regular"),
        Space(1),
        Text(f"{len(wrong)} chỗ cần xem lại" if wrong else "Mọi thứ đều đúng", 3.7, "Bold"),
        Rule(),
        Space(1),
        *(Text(f"{n}. {line}", 3.3, left=True) for n, line in enumerate(wrong, 1)),
        Space(1),
        Text(f"Đúng: {right}", 2.9, "Regular", left=True),
        Space(1),
        Rule(),
        Space(1),
        *found,
    )


def closing_slip(
    office: Office,
    figures: Figures,
    issued: Mapping[str, int],
    names: Mapping[str, str],
    day: str,
    word: ClosingWord | None,
) -> Slip:
    """`issued`: numbers given by service letter, named by `names`; `day`: YYYY-MM-DD, "" while nobody knows; `word`:
    what the QR says of it, None where the journal has no such close."""
    services = (f"{letter}  {names.get(letter, '')}: {count}" for letter, count in sorted(issued.items()))
    return (
        *_end_of(office, day),
        *(Text(line, 3.3, "SemiBold") for line in _counts(figures)),
        Space(1),
        *(Text(line, 2.9, "Regular") for line in services),
        Space(1),
        Rule(),
        Space(1.5),
        *(_sealed(word) if word else ()),
    )


def _sealed(word: ClosingWord) -> Slip:
    said = "Đã ký, giữ phiếu này để đối chiếu" if word.signature else "CHƯA KÝ: máy gửi tin không trả lời"
    return (Text(said, 3.3, "SemiBold"), Space(1), Qr(word.text), Typed(word.paper[:16]))


def uncounted_slip(office: Office, day: str) -> Slip:
    """The same of a day that cannot be counted: the officers hear why there is no figure."""
    said = "Máy không đọc được nhật ký nên không cộng được số của ngày. Xin báo kỹ thuật viên."
    return (*_end_of(office, day), Text(said, 3.3, "SemiBold"))


def _end_of(office: Office, day: str) -> Slip:
    return (
        Mark("KẾT THÚC NGÀY"),
        Space(2),
        Text(office.name, 3.3, "Bold"),
        Text(f"Ngày {date.fromisoformat(day):%d/%m/%Y}" if day else "Chưa biết ngày", 3.3, "SemiBold"),
        Space(1),
        Rule(),
        Space(1.5),
    )


def _counts(figures: Figures) -> tuple[str, ...]:
    return (
        f"Số đã cấp: {figures.issued} (ưu tiên {figures.priority})",
        f"Đã phục vụ: {figures.served}",
        f"Gọi không đến: {figures.ends.get('no-show', 0)}",
        *((f"Kết thúc ngay khi gọi, chưa rõ có đến: {figures.unconfirmed}",) if figures.unconfirmed else ()),
        f"Chưa được phục vụ: {figures.ends.get('unserved', 0)}",
        *_waits(figures),
    )


def _waits(figures: Figures) -> tuple[str, ...]:
    half, most = quantile(figures.waits, 0.5), quantile(figures.waits, 0.9)
    if half is None or most is None:
        return ()
    return (f"Một nửa chờ dưới {_minutes(half)} phút, 9/10 dưới {_minutes(most)} phút",)


def _minutes(seconds: int) -> int:
    return seconds // _MINUTE + 1
