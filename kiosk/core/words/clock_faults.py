"""Rows of the fault table (fault_table.py) for the clock: not known, behind, ahead. The order is the officers'."""

from collections.abc import Mapping

from kiosk.core.words.bilingual import Bilingual
from kiosk.core.words.fault_words import CALL, SET_TIME, Words

CLOCK: Mapping[tuple[str, ...], Words] = {
    ("clock", "unknown"): Words(
        Bilingual("máy không biết giờ đúng", "the time is not known"),
        SET_TIME,
        f"Máy chưa biết giờ đúng: giờ, ngày trên màn hình và phiếu có thể không có. {CALL}",
    ),
    ("clock", "behind"): Words(
        Bilingual(
            "đồng hồ máy chậm: theo giờ này chứng chỉ của máy chủ thành phố chưa có hiệu lực, nên không gửi được gì",
            "the clock is behind: by it the city's certificate is not yet valid, so nothing is sent",
        ),
        SET_TIME,
        f"Đồng hồ của máy chậm: giờ, ngày trên màn hình và phiếu có thể sai. {CALL}",
    ),
    ("clock", "doubtful"): Words(
        Bilingual(
            "đồng hồ máy nhanh, hoặc chứng chỉ của thành phố đã hết hạn",
            "clock ahead, or the city's certificate expired",
        ),
        Bilingual(
            "xem ngày giờ; sai thì đặt lại; đúng thì báo thành phố gia hạn chứng chỉ",
            "look at date and time; wrong: set them; right: have the city renew its certificate",
        ),
        f"Đồng hồ của máy có thể chạy nhanh: xem giờ, ngày trên màn hình; sai thì báo. {CALL}",
    ),
}
