"""How a fault is told, and the sentences that several faults share."""

from typing import NamedTuple

from kiosk.core.words.bilingual import Bilingual


class Words(NamedTuple):
    """`said`, `do`: for technicians; `officer`: what it means at the counter, and what an officer does about it; "" for
    what changes nothing there."""

    said: Bilingual
    do: Bilingual
    officer: str = ""

    def sentence(self) -> Bilingual:
        """What and what to do, for who is told no more of it."""
        return Bilingual(f"{self.said.vi}: {self.do.vi.replace(' ({kept})', '')}", f"{self.said.en}: {self.do.en}")


CALL = "Xin báo kỹ thuật viên."
SHOWN = "Trong lúc chờ, số vẫn cấp và hiện trên màn hình."
SWITCH = Bilingual("tắt máy in, gỡ giấy kẹt, bật lại", "switch it off, clear the paper and the knife, switch it on")
CABLE = Bilingual(
    "xem nguồn và dây máy in; tìm lại: kiosk doctor --printer",
    "check its power and cable; find it again: kiosk doctor --printer",
)
UNSIGNED = Bilingual(
    "mất hoặc hỏng khóa ký (checkpoint.key): số liệu vẫn gửi đi, nhưng không được ký",
    "checkpoint.key is gone or of no use: all is sent, nothing is signed",
)
RESTORE = Bilingual(
    "cắm USB giữ khóa của máy, chạy kiosk identity restore", "the stick with its identity: kiosk identity restore"
)
PINS = Bilingual(
    "xem lại chân cắm; tìm lại: kiosk doctor --buttons", "check the pins in the file; find them: kiosk doctor --buttons"
)
SET_TIME = Bilingual(
    "nối mạng có máy chủ giờ, hoặc đặt giờ ở trang kỹ thuật viên",
    "give it a network with a time server, or set the time on the technician's page",
)
GO_ON = Bilingual(
    "thẻ cũ gắn lại, hoặc hai thẻ chép? có thẻ mới hơn thì gắn lại; không thì hết ngày chạy kiosk go-on; không mất gì",
    "an older card, or two copies? put the newer one back, or kiosk go-on after the day's close; nothing is lost",
)
SCREEN = "Màn hình vẫn cấp số và nhận đánh giá."
RATES = "Vẫn đánh giá được trên màn hình."
NEARLY_FULL = "Thẻ nhớ của máy sắp đầy, máy chỉ còn chạy được một lúc. Xin báo kỹ thuật viên trong hôm nay."
DAMAGED = "Một phần nhật ký cũ của máy không đọc được. Lấy số và gọi số vẫn như thường. Xin báo kỹ thuật viên."
