"""The doctor's own words; what is wrong with a part, and what to do about it, says kiosk/core/words/faults.py."""

from drivers.ports import Taken
from kiosk.core.words.faults import words_of
from kiosk.core.words.scanned import CodeKind
from kiosk.service.findings import Bilingual

KINDS_OF_CODES: dict[CodeKind, Bilingual] = {
    "slip": Bilingual("như mã trên phiếu", "like a slip's"),
    "dossier": Bilingual("như giấy hẹn trả kết quả", "like an appointment slip's"),
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
STOP_APP = Bilingual("dừng kiosk-app rồi thử lại", "another program holds it: systemctl stop kiosk-app, then once more")
INSTALL = Bilingual("cài thư viện còn thiếu", "install what is missing; the device itself may be well")
ALLOW = Bilingual("chạy bằng root hoặc người dùng kiosk", "run it as root or as kiosk; scripts/install sets the groups")
_DEVICES = ("screen", "printer", "scanner", "touch", "buttons", "keypads", "speaker")
REMEDIES = {device: words_of(device, "missing").do for device in _DEVICES}
