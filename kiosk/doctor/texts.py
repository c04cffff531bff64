"""The doctor's words for what is wrong with a device, and for what to do about it."""

from drivers.ports import Taken
from kiosk.core.words.scanned import CodeKind
from kiosk.service.findings import Bilingual

TROUBLE = {
    "paper_out": Bilingual("Máy in hết giấy", "The printer has no paper"),
    "cover_open": Bilingual("Nắp máy in đang mở", "The printer's cover is open"),
    "error": Bilingual("Máy in kẹt giấy hoặc kẹt dao", "The printer reports a jam, or its cutter"),
    "offline": Bilingual("Máy in đang ngắt", "The printer is offline"),
    "silent": Bilingual("Máy in không trả lời nữa", "The printer answered before and does not any more"),
    "missing": Bilingual("Không thấy thiết bị", "It is not there"),
    "paper_low": Bilingual("Sắp hết giấy", "The paper is nearly at its end"),
}
DO = {
    "paper_out": Bilingual("đặt giấy vào, đóng nắp", "put paper in and close the cover"),
    "cover_open": Bilingual("đóng nắp lại", "close the cover"),
    "error": Bilingual(
        "tắt máy in, gỡ giấy kẹt, bật lại", "switch it off, clear the paper and the knife, switch it on"
    ),
    "offline": Bilingual("bật máy in, bấm nút FEED", "switch it on; press its FEED button"),
}
KINDS_OF_CODES: dict[CodeKind, Bilingual] = {
    "slip": Bilingual("như mã trên phiếu", "like a slip's"),
    "identity-card": Bilingual("như căn cước công dân", "like an identity card's"),
    "address": Bilingual("một địa chỉ", "an address"),
    "digits": Bilingual("toàn chữ số", "digits only"),
    "other": Bilingual("loại khác", "of another kind"),
}
AROUND_A_CODE: dict[Taken, Bilingual] = {
    "aim": Bilingual("ký hiệu loại mã (AIM, như ]Q1)", "the AIM identifier (like ]Q1)"),
    "eci": Bilingual("ký hiệu bảng chữ (ECI, như \\000026)", "an ECI designator (like \\000026)"),
    "mark": Bilingual("dấu BOM", "a byte order mark"),
    "control": Bilingual("ký tự điều khiển", "control bytes"),
    "space": Bilingual("khoảng trắng", "spaces"),
}
CAPITALS = Bilingual("chữ hoa (caps lock)", "capitals (caps lock)")
LOW = Bilingual("chuẩn bị cuộn giấy mới", "have a new roll ready")
STOP_APP = Bilingual("dừng kiosk-app rồi thử lại", "another program holds it: systemctl stop kiosk-app, then once more")
INSTALL = Bilingual("cài thư viện còn thiếu", "install what is missing; the device itself may be well")
ALLOW = Bilingual("chạy bằng root hoặc người dùng kiosk", "run it as root or as kiosk; scripts/install sets the groups")
REMEDIES = {
    "printer": Bilingual(
        "xem nguồn và dây máy in; tìm lại: kiosk doctor --printer",
        "check its power and cable; find it again: kiosk doctor --printer",
    ),
    "scanner": Bilingual(
        "cắm lại máy quét; tìm lại: kiosk doctor --scanner",
        "plug it in again; find it: kiosk doctor --scanner",
    ),
    "touch": Bilingual(
        "cắm lại màn cảm ứng; tìm lại: kiosk doctor --touch",
        "check the panel's cable; find it: kiosk doctor --touch",
    ),
    "buttons": Bilingual(
        "xem lại chân cắm; tìm lại: kiosk doctor --buttons",
        "check the pins in the file; find them: kiosk doctor --buttons",
    ),
    "speaker": Bilingual(
        "cài lệnh đọc; tìm lại: kiosk doctor --speaker",
        "install the player; find one: kiosk doctor --speaker",
    ),
}
