"""What a phone says of a number beside how long it will be (waiting.py): first what matters most, then what to do. To
citizens; nothing here tells whether anybody rated."""

from kiosk.core.words import waiting

UNKNOWN = ("Không thấy số này trong hôm nay", "Phiếu của ngày khác xin lấy số mới tại máy.")
ENDED = ("Số này đã xong", "Cảm ơn ông/bà. Nếu còn cần giúp, xin hỏi cán bộ tại quầy.")
UNSERVED = ("Hôm nay đã hết giờ làm việc", "Số này chưa được phục vụ. Xin lấy số mới vào ngày làm việc tới.")
GONE = ("Số này không còn trong hàng chờ", "Nếu còn cần giúp, xin hỏi cán bộ tại quầy.")


def called(counter: int) -> tuple[str, ...]:
    return (waiting.called(counter)[0], "Xin mang theo phiếu.")


def serving(counter: int) -> tuple[str, ...]:
    return (f"Ông/bà đang làm việc tại quầy {counter}",)


def held(counter: int) -> tuple[str, ...]:
    """Put aside until the person is back with what was missing."""
    return ("Chờ bổ sung", f"Khi có đủ giấy tờ, mời ông/bà báo cán bộ tại quầy {counter}. Không cần lấy số mới.")


def missed(counter: int) -> tuple[str, ...]:
    return (waiting.missed(counter)[0], f"{waiting.kept(counter)[0]}.")


def absent(counter: int, returns: bool) -> tuple[str, ...]:
    """`returns`: it is not too late to be taken up again."""
    do = f"Xin báo ngay cán bộ tại quầy {counter}." if returns else "Xin lấy số mới tại máy, hoặc hỏi cán bộ."
    return (f"Quầy {counter} đã gọi mà chưa gặp ông/bà", do)


def back_at(time: str) -> tuple[str, ...]:
    return (f"Mời ông/bà quay lại lúc {time}", "Số vẫn giữ chỗ.")
