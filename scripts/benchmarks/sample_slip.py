"""The slip that the paper benchmarks and tests print."""

from drivers.ports import PrintMode
from kiosk.config.options import Office
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.words.slip import Slip
from kiosk.paper.encode import Paper, slip_bytes
from kiosk.paper.ticket import Ticket, ticket_slip

OFFICE = Office("000.08.92.H55", "Bộ phận Tiếp nhận và Trả kết quả", "UBND xã Tân Quang", "0208 3862 115")
SHORT = "Chứng thực, xác nhận giấy tờ"
LONG = "Đăng ký đất đai, cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở"
CODE = "k7q2m9x4tz3b"
WALL = 1_795_480_270_000  # 2026-11-24 07:31:10 in Viet Nam


def sample(service: str = SHORT, ahead: int = 3, priority: bool = False, reprint: bool = False) -> Slip:
    told = Outlook(ahead, True)
    return ticket_slip(OFFICE, Ticket("A015", service, told, WALL, CODE, priority=priority, reprint=reprint))


def sample_bytes(dots: int = 576, mode: PrintMode = "raster") -> bytes:
    return slip_bytes(sample(), Paper(dots), mode)
