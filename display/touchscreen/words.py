"""Every Vietnamese word of the touch screen, in one place. People are addressed as "ông/bà"; verbs are short."""

LEVELS = {4: "Rất hài lòng", 3: "Hài lòng", 2: "Bình thường", 1: "Không hài lòng"}

WIDEST_LEVEL = max(LEVELS.values(), key=len)

REASONS = {  # code: after levels 1 and 2, after levels 3 and 4 (docs/domain.md)
    "LATE": ("Trả kết quả trễ hẹn", "Trả kết quả đúng hẹn"),
    "REPEAT": ("Phải đi lại nhiều lần", "Chỉ phải đi một lần"),
    "MANY_OFFICES": ("Phải đến nhiều nơi", "Chỉ phải đến một nơi"),
    "ATTITUDE": ("Thái độ phục vụ chưa tốt", "Thái độ phục vụ tốt"),
    "EXTRA_COST": ("Phải nộp thêm ngoài quy định", "Không phải nộp thêm"),
    "INFO": ("Hướng dẫn, niêm yết chưa rõ", "Hướng dẫn rõ"),
    "WAIT": ("Chờ lâu", "Giải quyết nhanh"),
    "OTHER": ("Lý do khác", "Lý do khác"),
}

HOME = (
    "Ông/bà cần làm thủ tục gì? Chạm một ô để lấy số",
    "Ông/bà cần làm thủ tục gì?",
    "Chạm một ô để lấy số",
    "Chọn thủ tục",
)
HOME_PRIORITY = (
    "Số ưu tiên: người cao tuổi, khuyết tật, mang thai, có con nhỏ, có công",
    "Ưu tiên: cao tuổi, khuyết tật, mang thai, con nhỏ",
    "Lấy số ưu tiên cho thủ tục nào?",
    "Số ưu tiên",
)  # who may, said before the press
RATE = "Đánh giá"
PRIORITY = "Ưu tiên"
LARGE = "Chữ to"
CONTRAST = "Nền tối"
MORE = "Xem thêm"
OTHERS = ("Dịch vụ khác", "Xem thêm")
HOTLINE = "Đường dây nóng"
YOUR_NUMBER = "Số của ông/bà"
PRIOR = "ƯU TIÊN"
YOUR_PRIORITY = (f"Số của ông/bà: {PRIOR}", PRIOR)
DONE = "Xong"
BACK = "Quay lại"
SKIP = "Bỏ qua"
REPRINT = "In lại phiếu"
DECLINE = "Không đánh giá"
HOW = ("Ông/bà có hài lòng với việc phục vụ không?", "Ông/bà có hài lòng không?", "Có hài lòng không?")
PROMISE = "Cán bộ tại quầy không biết ông/bà chọn gì."
THANKS = ("Cảm ơn ông/bà!", "Cảm ơn!")
RECORDED = ("Cảm ơn ông/bà! Đánh giá đã được ghi nhận.", "Cảm ơn! Đã ghi nhận.", "Cảm ơn!")
NOTED = "Đánh giá đã được ghi nhận."
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
FIELDS = ("Xem giấy tờ cần mang cho thủ tục nào?", "Xem giấy tờ cho thủ tục nào?", "Thủ tục nào ạ?")
PREVIOUS = ("Trang trước", "Trước")
PRINT_LIST = ("In ra giấy", "In giấy", "In")
LIST_COMES = ("Đang in, mời lấy giấy", "Mời lấy giấy", "Đang in", "In …")
GO_BACK = (BACK, "Về")
TRAINING = "ĐANG CHẠY THỬ"
MANY = ("Vừa xong việc: mời ông/bà đánh giá", "Vừa xong việc: mời đánh giá", "Mời đánh giá")

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
SEE_WORDS = ("Tờ vừa in có chữ không?", "Tờ in có chữ không?", "Có chữ không?")
LOOK_AT_SLIP = ("Xin xem tờ giấy vừa in ra", "Xem tờ giấy vừa ra")
ANOTHER = ("Lấy thêm số cho người khác?", "Lấy thêm cho người khác?", "Lấy thêm số?")
ONE_MORE = "Lấy thêm"
NO_MORE = "Không"
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
    "refused-stopped": ("Hôm nay đã dừng cấp số của dịch vụ này", "Dịch vụ này đã dừng cấp số"),
    "unopened": ("Chưa có quầy mở; số lấy vẫn giữ chỗ", "Chưa có quầy nào mở", "Chưa mở quầy"),
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


def lit(said: str) -> tuple[str, ...]:
    """A switch that is on says so."""
    return (f"{said}: đang bật", f"{said}: bật", said)


def waiting(people: int) -> str:
    return f"{people} người chờ" if people else "Không phải chờ"


def counter(number: int) -> str:
    return f"Quầy {number}"


def just_done(number: int) -> tuple[str, ...]:
    return (
        f"Vừa xong việc tại quầy {number}: mời ông/bà đánh giá",
        f"Vừa xong tại quầy {number}: mời đánh giá",
        f"Quầy {number}: mời đánh giá",
        "Mời đánh giá",
    )


def why(number: int, level: int) -> tuple[str, ...]:
    """What the reasons are reasons for; `number`: the counter, 0 where it is not known."""
    like = "hài lòng" if level >= 3 else "chưa hài lòng"
    at = f"{counter(number)} – " if number else ""
    return (f"{at}Điều gì làm ông/bà {like}?", f"{at}Vì sao {like}?")


def rated(level: int) -> str:
    return f"Đã ghi nhận: {LEVELS[level]}"


def button(place: int) -> str:
    return f"Nút {place}"


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
    return (f"Sửa từ điện thoại, máy tính cùng mạng: {url}", f"Kỹ thuật viên vào: {url}", url, bare)


def mistakes(count: int) -> tuple[str, ...]:
    return (f"Tệp cài đặt có {count} chỗ cần sửa", f"{count} chỗ cần sửa")


STOPPED = ("Hôm nay đã dừng cấp số", "Đã dừng cấp số", "Dừng cấp số")


def of_card(left: int | None, full: bool, unopened: bool, session: str) -> tuple[str, ...]:
    """What is said of a service before its number is taken: that no counter of it is open, or how few are left of it;
    () for nothing."""
    if full:
        return ("Đã đủ lượt " + session, "Đã đủ lượt", "Đủ lượt")
    if unopened:
        return ("Chưa có quầy mở", "Chưa mở quầy", "Chưa mở")
    if left is None:
        return ()
    if not left:
        return (f"Có thể không kịp {session}", "Có thể không kịp", "Khó kịp")
    return (f"Còn nhận khoảng {left} lượt {session}", f"Còn khoảng {left} lượt", f"Còn {left} lượt", f"Còn {left}")


def full(again: str) -> tuple[str, ...]:
    """`again`: when numbers are given again."""
    return (f"Buổi này đã đủ lượt. Lấy số lại từ {again}", f"Đã đủ lượt. Lấy số từ {again}", f"Lấy số từ {again}")


def just_given(ticket: str) -> tuple[str, ...]:
    """The number before, so that it is not lost where no paper came."""
    return (
        f"Máy vừa cấp số {ticket}. Mỗi người chỉ cần một số.",
        f"Vừa cấp số {ticket}. Mỗi người một số.",
        f"Vừa cấp số {ticket}",
    )


def later(time: str) -> tuple[str, ...]:
    """`time`: "9 giờ 40"."""
    return (f"Tôi quay lại lúc {time}", f"Quay lại lúc {time}", time)
