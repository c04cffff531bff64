"""What an office may not do, and how it is told: a code for programs, a Vietnamese sentence for people."""

MESSAGES = {
    "not-logged-in": "Chưa đăng nhập tại quầy này. Xin đăng nhập lại.",
    "counter-taken": "Quầy này đang có cán bộ khác làm việc.",
    "officer-elsewhere": "Cán bộ này đang làm việc ở quầy khác. Xin đăng xuất ở quầy đó trước.",
    "nobody-waiting": "Không có ai đang chờ quầy này.",
    "no-visit": "Quầy chưa gọi ai.",
    "visit-in-hand": "Quầy đang có khách. Xin kết thúc lượt đang làm trước.",
    "already-started": "Lượt này đã bắt đầu rồi.",
    "unknown-service": "Không có dịch vụ này.",
    "unknown-ticket": "Không có số này trong hôm nay.",
    "ticket-elsewhere": "Số này đang được phục vụ ở quầy khác.",
    "not-waiting": "Số này không còn chờ.",
    "same-service": "Khách đang ở đúng dịch vụ này.",
    "closed": "Hiện ngoài giờ làm việc.",
    "already-open": "Ngày làm việc đã mở.",
    "unknown-counter": "Không có quầy này.",
    "wrong-pin": "Mã PIN (hoặc tên đăng nhập) chưa đúng. Xin thử lại.",
    "locked-out": "Sai mã PIN nhiều lần. Xin chờ một lát rồi thử lại.",
    "no-technician": "Xin nhập mã PIN kỹ thuật viên.",
    "no-technician-pin": "Máy chưa có mã PIN kỹ thuật viên (kiosk.pin trong kiosk.toml).",
    "bad-request": "Yêu cầu không đọc được.",
    "no-rating": "Không tìm thấy lượt đánh giá này.",
    "too-late": "Đã quá thời gian.",
    "journal": "Máy chưa ghi được. Xin chờ vài giây rồi bấm lại.",
    "disk-full": "Thẻ nhớ của máy đã đầy. Xin báo kỹ thuật viên.",
}


class Refused(ValueError):
    """The wish is against the rules and nothing was written. `code` for programs, `message` in Vietnamese."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code]
