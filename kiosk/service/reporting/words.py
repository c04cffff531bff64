"""A period as an office reads it: Vietnamese lines, minutes and seconds. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from kiosk.config.options import Config
from kiosk.core.figures.period import Period
from kiosk.core.figures.tally import Cell, Tally, spread
from kiosk.service.reporting.table import early, sources_of

SOURCES = {
    "touch": "màn hình",
    "button": "nút bấm",
    "scan": "giấy hẹn",
    "walk-in": "tại quầy",
    "batch": "cả đoàn, tại quầy",
    "roll": "cuộn số giấy",
}
ENDS = {
    "served": "Đã phục vụ",
    "no-show": "Gọi không đến",
    "unconfirmed": "Kết thúc ngay khi gọi, chưa rõ có đến",
    "left": "Công dân xin về trước",
    "cancelled": "Đã hủy",
    "unserved": "Chưa được phục vụ",
    "": "Đang chờ hoặc đang làm việc",
}
RESULTS = {"done": "hoàn thành", "papers-missing": "thiếu giấy tờ", "not-ours": "không thuộc thẩm quyền"}
MEASURES = {"waited": "chờ", "way": "từ lúc gọi đến lúc bắt đầu", "worked": "làm việc"}
_UNKNOWN = "không rõ giờ"


def lines_of(found: Period, config: Config, first: date, last: date) -> Iterator[str]:
    visits = found.visits
    until = "" if last == first else f" – {last:%d/%m/%Y}"
    yield f"{config.office.name}: {first:%d/%m/%Y}{until}, {found.days} ngày mở cửa"
    yield from _honestly(found)
    sources = _named(sources_of(visits), SOURCES)
    yield f"Số đã cấp: {visits.issued} (ưu tiên {visits.priority})" + (f"; {sources}" if sources else "")
    yield from (f"{said}: {visits.ends[how]}" for how, said in ENDS.items() if visits.ends[how])
    if visits.results:
        yield f"Kết quả: {_named(visits.results, RESULTS)}; hồ sơ: {visits.dossiers}"
    yield f"Gọi không theo lượt: {early(found)}"
    names = {service.letter: service.name for service in config.services}
    yield from _part(visits, "Tất cả", lambda cell: "")
    yield from _part(visits, "Theo dịch vụ", lambda cell: f"{cell.service} {names.get(cell.service, '')}".strip())
    yield from _part(visits, "Theo giờ vào hàng", lambda cell: _UNKNOWN if cell.hour is None else f"{cell.hour:02} giờ")
    yield from _part(visits, "Theo chặng", lambda cell: f"chặng {cell.leg}")
    yield from _counters(found)


def _honestly(found: Period) -> Iterator[str]:
    """What the figures are without."""
    if found.guessed:
        yield f"{found.guessed} ngày không rõ là ngày nào: máy không biết giờ"
    if found.visits.untimed:
        yield f"{found.visits.untimed} lượt không rõ thời gian do máy mất giờ, không tính vào các số phút dưới đây"
    if found.unread:
        yield f"{found.unread} dòng nhật ký không đọc được, không tính được"


def _named(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names.get(word, word)} {count}" for word, count in sorted(counts.items()) if count)


def _part(visits: Tally, title: str, key: Callable[[Cell], Any]) -> Iterator[str]:
    for measure, said in MEASURES.items():
        for of, values in sorted(visits.by(measure, key).items()):
            if told := spread(values):
                head = f"{title}, {of}" if of else title
                ranks = f"50% dưới {_time(told.half + 1)}, 90% dưới {_time(told.most + 1)}"
                yield f"{head}, {said}: {told.count} lượt, trung bình {_time(round(told.mean))}, {ranks}"


def _counters(found: Period) -> Iterator[str]:
    for number in sorted(found.desks.open):
        opened, idle = found.desks.open[number] // 1000, found.desks.idle(number) // 1000
        yield f"Quầy {number}: mở {_time(opened)}, trống {_time(idle)}"


def _time(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours} giờ {rest // 60:02} phút" if hours else f"{rest // 60} phút {rest % 60:02} giây"
