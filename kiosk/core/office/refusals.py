"""What an office may not do, and how it is told: a code for programs, a Vietnamese sentence for people."""

MESSAGES = {
    "not-logged-in": "Chưa đăng nhập tại quầy này. Xin đăng nhập lại.",
    "stale": "Trang này đã cũ: quầy hoặc số đang làm đã đổi. Chưa làm gì cả; xin xem lại rồi bấm.",
    "counter-taken": "Quầy này đang có cán bộ khác làm việc.",
    "officer-elsewhere": "Cán bộ này đang làm việc ở quầy khác. Xin đăng xuất ở quầy đó trước.",
    "nobody-waiting": "Chưa có ai chờ quầy này.",
    "no-visit": "Quầy chưa gọi số nào.",
    "visit-in-hand": "Quầy đang có công dân. Xin kết thúc lượt đang làm trước.",
    "already-started": "Lượt này đã bắt đầu rồi.",
    "unknown-service": "Không có dịch vụ này.",
    "unknown-ticket": "Không có số này trong hôm nay.",
    "ticket-elsewhere": "Số này đang được phục vụ ở quầy khác.",
    "same-service": "Công dân đang ở đúng dịch vụ này.",
    "no-change": "Số này đã như vậy rồi.",
    "out-of-turn": "Số này chưa đến lượt. Gọi trước lượt cần quyền do người phụ trách cấp; xin gọi người tiếp theo.",
    "not-waiting": "Số này đã kết thúc hoặc không còn chờ.",
    "same-counter": "Công dân đang ở đúng quầy này.",
    "counter-closed": "Quầy đó hiện chưa có cán bộ.",
    "officer-away": "Cán bộ này hiện chưa đăng nhập ở quầy nào.",
    "not-served": "Quầy đó không làm dịch vụ này.",
    "not-today": "Lúc đó là hôm qua. Xin xem lại số phút.",
    "roll-given": "Số này của cuộn giấy đã nhập hôm nay rồi.",
    "no-roll": "Các dịch vụ đã dùng hết chữ cái, nên không nhập được số của cuộn giấy.",
    "already-paused": "Quầy đang tạm nghỉ rồi.",
    "not-paused": "Quầy không tạm nghỉ.",
    "help-asked": "Quầy đã xin hỗ trợ rồi, xin chờ một lát.",
    "help-answered": "Đã có quầy khác nhận hỗ trợ.",
    "no-help": "Quầy đó không xin hỗ trợ.",
    "closed": "Hiện ngoài giờ làm việc.",
    "full": "Buổi này đã đủ lượt cho việc này.",
    "already-open": "Ngày làm việc đã mở.",
    "unknown-counter": "Không có quầy này.",
    "counter-shut": "Hôm nay quầy này đóng theo quyết định của lãnh đạo bộ phận.",
    "numbers-stopped": "Hôm nay đã dừng cấp số của dịch vụ này.",
    "day-over": "Hôm nay đã kết thúc sớm theo quyết định của lãnh đạo bộ phận.",
    "nothing-changes": "Đã đúng như vậy rồi: không có gì thay đổi.",
    "bad-setting": "Giá trị này không nhận được. Xin xem lại.",
    "weak-pin": "PIN phải có 6 đến 12 chữ số, không phải dãy số, ngày tháng hay năm sinh.",
    "no-supervisor": "Xin nhập mã PIN của lãnh đạo bộ phận.",
    "no-supervisor-pin": "Máy chưa có mã PIN của lãnh đạo bộ phận (console.supervisor_pin trong kiosk.toml).",
    "wrong-pin": "Mã PIN (hoặc tên đăng nhập) chưa đúng. Xin thử lại.",
    "locked-out": "Sai mã PIN nhiều lần. Xin chờ một lát rồi thử lại.",
    "no-technician": "Xin nhập mã PIN kỹ thuật viên.",
    "no-technician-pin": "Máy chưa có mã PIN kỹ thuật viên (kiosk.pin trong kiosk.toml).",
    "bad-request": "Yêu cầu không đọc được.",
    "no-rating": "Không tìm thấy lượt đánh giá này.",
    "too-late": "Đã quá thời gian.",
    "too-often": "Đang có nhiều người xem. Xin chờ một lát.",
    "journal": "Máy chưa ghi được. Xin chờ vài giây rồi bấm lại.",
    "disk-full": "Thẻ nhớ của máy đã đầy. Xin báo kỹ thuật viên.",
}


class Refused(ValueError):
    """The wish is against the rules and nothing was written. `code` for programs, `message` in Vietnamese."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code]
