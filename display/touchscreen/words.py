"""Every Vietnamese word of the touch screen, in one place. People are addressed as "ông/bà"; verbs are short."""

LEVELS = {4: "Rất hài lòng", 3: "Hài lòng", 2: "Bình thường", 1: "Không hài lòng"}

REASONS = {  # code: after levels 1 and 2, after levels 3 and 4 (docs/domain.md)
    "LATE": ("Trễ hẹn", "Đúng hẹn"),
    "REPEAT": ("Phải đi lại nhiều lần", "Làm một lần là xong"),
    "MANY_OFFICES": ("Phải đến nhiều nơi", "Ở một nơi"),
    "ATTITUDE": ("Thái độ phục vụ", "Thái độ tốt"),
    "EXTRA_COST": ("Bị thu thêm chi phí", "Không thu thêm chi phí"),
    "INFO": ("Hướng dẫn, niêm yết chưa rõ", "Hướng dẫn rõ"),
    "WAIT": ("Chờ lâu", "Nhanh"),
    "OTHER": ("Khác", "Khác"),
}

HOME = ("Ông/bà đến làm việc gì?", "Ông/bà cần việc gì?", "Chọn việc")
HOME_PRIORITY = ("Lấy số ưu tiên cho việc gì?", "Ưu tiên cho việc gì?", "Số ưu tiên")
RATE = "Đánh giá"
PRIORITY = "Ưu tiên"
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
HOW = ("Ông/bà thấy phục vụ thế nào?", "Phục vụ thế nào?")
PROMISE = "Không ai ở quầy biết ông/bà chọn gì."
THANKS = ("Cảm ơn ông/bà!", "Cảm ơn!")
RECORDED = ("Cảm ơn ông/bà! Đánh giá đã được ghi lại.", "Cảm ơn! Đã ghi lại.", "Cảm ơn!")
NOTED = "Đánh giá đã được ghi lại."
WHY = "Vì sao ạ?"
WHICH = ("Ông/bà vừa làm việc ở quầy nào?", "Vừa làm việc ở quầy nào?", "Quầy nào ạ?")
NOT_HERE = "Không phải quầy này"
CLOSED = ("Hiện ngoài giờ làm việc", "Ngoài giờ làm việc")
BROKEN = ("Máy tạm dừng",)
STARTING = "Máy đang khởi động"
WAIT_A_LITTLE = "Xin ông/bà chờ một chút"
ASK_DESK = "Xin ông/bà hỏi cán bộ tại quầy."
NOT_WRITTEN = ("Lần vừa rồi máy chưa ghi được.", "Lần vừa rồi chưa ghi được.", "Chưa ghi được.")
BUTTONS_WORK = "Nút đánh giá vẫn dùng được."
PROCEDURES = ("Giấy tờ cần có", "Giấy tờ")
FIELDS = ("Ông/bà cần giấy tờ cho việc gì?", "Cần giấy tờ cho việc gì?", "Giấy tờ việc gì?", "Việc gì ạ?")
PREVIOUS = ("Trang trước", "Trước")
PRINT_LIST = ("In danh sách", "In giấy", "In")
LIST_COMES = ("Đang in, mời lấy giấy", "Mời lấy giấy", "Đang in", "In …")
GO_BACK = (BACK, "Về")
TRAINING = "ĐANG CHẠY THỬ"
MANY = ("Vừa làm việc xong: mời ông/bà đánh giá", "Vừa xong việc: mời đánh giá", "Mời đánh giá")

REFILL = ("Thay giấy",)
REFILL_HOW = (
    "Đặt cuộn giấy mới, kéo đầu giấy ra ngoài, rồi đóng nắp",
    "Đặt cuộn giấy, kéo đầu giấy ra, đóng nắp",
    "Đặt giấy, đóng nắp",
)
TURN = ("Giấy đặt ngược", "Giấy ngược")
TURN_HOW = (
    "Lấy cuộn giấy ra, lật ngược lại, đặt vào rồi đóng nắp",
    "Lật ngược cuộn giấy rồi đóng nắp",
    "Lật cuộn giấy",
)
SCRATCH = ("Mặt giấy mà móng tay cào hiện vạch đen là mặt in.", "Mặt cào hiện vạch đen là mặt in.")
SEE_WORDS = ("Có thấy chữ không?",)
LOOK_AT_SLIP = ("Xin xem tờ giấy vừa in ra", "Xem tờ giấy vừa ra")
YES = "Có"
NO = "Không"

NOTICES: dict[str, tuple[str, ...]] = {
    "no-slip": (
        "Máy không in được phiếu, số hiện trên màn hình",
        "Không in được phiếu, số hiện trên màn hình",
        "Không in phiếu, số ở màn hình",
        "Số hiện trên màn hình",
    ),
    "no-printer": ("Máy này không in phiếu, số hiện trên màn hình", "Số hiện trên màn hình"),
    "code-unknown": ("Không đọc được mã này, xin thử lại", "Không đọc được mã này"),
    "code-scanned": ("Đã nhận phiếu của ông/bà", "Đã nhận phiếu"),
    "not-written": ("Lần vừa rồi chưa ghi được, xin làm lại", "Chưa ghi được, xin làm lại"),
    "refused-closed": ("Hiện ngoài giờ lấy số", "Ngoài giờ lấy số"),
}

SLIP_ASKED = ("Phiếu vừa in có chữ không?", "Phiếu có chữ không?")
SLIP_YES = "Có chữ"
SLIP_NO = "Không có chữ"
SLIP_BLANK = ("Phiếu không có chữ: xin nhớ hoặc chụp lại số này", "Phiếu không có chữ: xin nhớ số này")
NO_SLIP = ("Không có phiếu giấy: xin nhớ hoặc chụp lại số này", "Không có phiếu: xin nhớ số này")
PRINTING = ("Đang in phiếu, xin chờ một chút", "Đang in phiếu")
TAKE = ("Mời ông/bà lấy phiếu", "Mời lấy phiếu")
SLIPS: dict[str, tuple[str, ...]] = {
    "asked": PRINTING,
    "sending": PRINTING,
    "sent": TAKE,
    "printed": TAKE,
    "failed": NO_SLIP,
    "doubtful": ("Phiếu có thể chưa in hết: xin nhớ số này", "Xin nhớ số này"),
    "shown": NO_SLIP,
}


def waiting(people: int) -> str:
    return f"{people} người chờ" if people else "Không phải chờ"


def ahead(people: int) -> tuple[str, ...]:
    if not people:
        return ("Ông/bà là người tiếp theo", "Người tiếp theo")
    return (f"Trước ông/bà còn {people} người", f"Còn {people} người trước")


def wait(minutes: str) -> str:
    return f"Chờ khoảng {minutes}"


def counter(number: int) -> str:
    return f"Quầy {number}"


def just_done(number: int) -> tuple[str, ...]:
    return (f"Quầy {number} vừa xong: mời ông/bà đánh giá", f"Quầy {number} xong: mời đánh giá", "Mời đánh giá")


def about(number: int) -> str:
    return f"Về quầy {number}."


def button(place: int) -> str:
    return f"Nút {place}"


def opens(when: str) -> str:
    return f"Mở cửa lúc {when}"


def turn_to(page: int, pages: int) -> tuple[str, ...]:
    """`page` from 1."""
    return f"Sang trang {page}/{pages}", f"Trang {page}/{pages}", f"{page}/{pages}"


def take(letter: str) -> tuple[str, ...]:
    return (f"Lấy số {letter}",)


def facts(limit: str, fee: str, hotline: str) -> tuple[tuple[str, str], ...]:
    """What stands under a list of documents, by id; what is empty is not said."""
    said = (("limit", "Thời hạn", limit), ("fee", "Lệ phí", fee), ("hotline", HOTLINE, hotline))
    return tuple((id_, f"{head}: {words}") for id_, head, words in said if words)


def reason(code: str, level: int) -> str:
    """The same code in the same place after every level; the words are praise after 3 and 4."""
    return REASONS[code][level >= 3]


MEND_ELSE = ("Hoặc sửa tệp trên thẻ nhớ (mở cai-dat.html)", "Hoặc sửa tệp trên thẻ nhớ")
MEND = ("Xin sửa tệp trên thẻ nhớ (mở cai-dat.html) rồi bật lại máy", "Sửa tệp trên thẻ nhớ rồi bật lại máy")


REPAIRS = {
    "drop": ("Bỏ các dòng sai rồi chạy", "Leave the wrong lines out and start"),
    "last": ("Dùng lại tệp tốt gần nhất", "Take the last good file again"),
}


def found_at(url: str) -> tuple[str, ...]:
    """For a technician: where to go on with a telephone or a computer."""
    bare = url.removeprefix("http://").strip("/")
    return (f"Sửa từ điện thoại, máy tính cùng mạng: {url}", f"Sửa từ xa: {url}", url, bare)


def mistakes(count: int) -> tuple[str, ...]:
    return (f"Tệp cài đặt có {count} chỗ cần sửa", f"{count} chỗ cần sửa")
