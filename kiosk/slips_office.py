"""Slips for the people of the office: the page a technician looks at, and the day's closing slip. Pure, as slips.py.

The closing slip says what was given and served, and where the journal stands (number and hash: what a later copy must
hold). It names no level, no count of ratings and no officer: it lies at the counters (DOMAIN, "One shared kiosk", 8).
"""

from collections.abc import Mapping
from datetime import date

from kiosk.core.figures import Figures, quantile
from kiosk.options import Office
from kiosk.slips import Big, Mark, Qr, Rule, Slip, Space, Text, Typed

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


def closing_slip(
    office: Office,
    figures: Figures,
    issued: Mapping[str, int],
    names: Mapping[str, str],
    day: str,
    head: tuple[int, str],
) -> Slip:
    """`issued`: numbers given by service letter, named by `names`; `day`: YYYY-MM-DD; `head`: of the visit stream, its
    last number and hash."""
    services = (f"{letter}  {names.get(letter, '')}: {count}" for letter, count in sorted(issued.items()))
    return (
        Mark("KẾT THÚC NGÀY"),
        Space(2),
        Text(office.name, 3.3, "Bold"),
        Text(f"Ngày {date.fromisoformat(day):%d/%m/%Y}", 3.3, "SemiBold"),
        Space(1),
        Rule(),
        Space(1.5),
        *(Text(line, 3.3, "SemiBold") for line in _counts(figures)),
        Space(1),
        *(Text(line, 2.9, "Regular") for line in services),
        Space(1),
        Rule(),
        Space(1.5),
        Text("Nhật ký đến số, và dấu của số đó", 2.9, "Regular"),
        Typed(f"{head[0]}  {head[1][:16]}"),
    )


def _counts(figures: Figures) -> tuple[str, ...]:
    return (
        f"Số đã cấp: {figures.issued} (ưu tiên {figures.priority})",
        f"Đã phục vụ: {figures.served}",
        f"Gọi không đến: {figures.ends.get('no-show', 0)}",
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
