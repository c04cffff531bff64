"""Every Vietnamese word of the touch screen, in one place. People are addressed as "ông/bà"; verbs are short."""

LEVELS = {4: "Rất hài lòng", 3: "Hài lòng", 2: "Bình thường", 1: "Không hài lòng"}

REASONS = {  # code: after levels 1 and 2, after levels 3 and 4 (DOMAIN, "Reasons")
    "LATE": ("Trễ hẹn", "Đúng hẹn"),
    "REPEAT": ("Phải đi lại nhiều lần", "Làm một lần là xong"),
    "MANY_OFFICES": ("Phải đến nhiều nơi", "Ở một nơi"),
    "ATTITUDE": ("Thái độ phục vụ", "Thái độ tốt"),
    "EXTRA_COST": ("Bị thu thêm chi phí", "Không thu thêm chi phí"),
    "INFO": ("Hướng dẫn, niêm yết chưa rõ", "Hướng dẫn rõ"),
    "WAIT": ("Chờ lâu", "Nhanh"),
    "OTHER": ("Khác", "Khác"),
}

HOME = "Ông/bà đến làm việc gì?"
TAKE = "Chạm vào ô để lấy số"
RATE = "Đánh giá"
PRIORITY = "Ưu tiên"
PRIORITY_ON = "Lấy số ưu tiên: người già, khuyết tật, có thai, con nhỏ, có công"
LARGE = "Chữ to"
SMALL = "Chữ vừa"
CONTRAST = "Tương phản"
MORE = "Xem thêm"
HOTLINE = "Đường dây nóng"
YOUR_NUMBER = "Số của ông/bà"
DONE = "Xong"
BACK = "Quay lại"
SKIP = "Bỏ qua"
REPRINT = "In lại phiếu"
DECLINE = "Không đánh giá"
HOW = "Ông/bà thấy phục vụ thế nào?"
PROMISE = "Không ai ở quầy biết ông/bà chọn gì."
THANKS = "Cảm ơn ông/bà!"
NOTED = "Đánh giá đã được ghi lại."
WHY = "Vì sao ạ? Chọn nếu ông/bà muốn."
WHICH = "Ông/bà vừa làm việc ở quầy nào?"
NOT_HERE = "Không phải quầy này"
CLOSED = "Hiện ngoài giờ làm việc"
BROKEN = "Máy tạm dừng"
ASK_DESK = "Xin ông/bà hỏi cán bộ tại quầy."
BUTTONS_WORK = "Nút đánh giá vẫn dùng được."
TRAINING = "ĐANG CHẠY THỬ"
MANY = "Mời ông/bà vừa làm việc xong đánh giá"

NOTICES = {
    "no-paper": "Máy hết giấy: số sẽ hiện trên màn hình",
    "paper-low": "",
    "no-scanner": "",
    "code-unknown": "Không đọc được mã này, xin thử lại",
    "code-scanned": "Đã nhận phiếu của ông/bà",
    "refused-closed": "Hiện ngoài giờ lấy số",
}

SLIPS = {
    "asked": "Đang in phiếu, xin chờ một chút",
    "sending": "Đang in phiếu, xin chờ một chút",
    "sent": "Mời ông/bà lấy phiếu",
    "printed": "Mời ông/bà lấy phiếu",
    "failed": "Không in được phiếu: xin nhớ số này",
    "doubtful": "Phiếu có thể chưa in hết: xin nhớ số này",
    "shown": "Không có phiếu: xin nhớ hoặc chụp số này",
}


def waiting(people: int) -> str:
    return f"{people} người chờ" if people else "Không phải chờ"


def ahead(people: int) -> str:
    return f"Trước ông/bà còn {people} người" if people else "Ông/bà là người tiếp theo"


def wait(minutes: str) -> str:
    return f"Chờ khoảng {minutes}"


def counter(number: int) -> str:
    return f"Quầy {number}"


def just_done(number: int) -> str:
    return f"Quầy {number} vừa xong: mời ông/bà đánh giá"


def about(number: int) -> str:
    return f"Về quầy {number}."


def button(place: int) -> str:
    return f"Nút {place}"


def opens(when: str) -> str:
    return f"Mở cửa lúc {when}"


def reason(code: str, level: int) -> str:
    """The same code in the same place after every level; the words are praise after 3 and 4."""
    return REASONS[code][level >= 3]
