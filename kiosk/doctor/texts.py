"""The doctor's words for what is wrong with a device, and for what to do about it."""

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
LOW = Bilingual("chuẩn bị cuộn giấy mới", "have a new roll ready")
STOP_APP = Bilingual("dừng kiosk-app rồi thử lại", "another program holds it: systemctl stop kiosk-app, then once more")
INSTALL = Bilingual("cài thư viện còn thiếu", "install what is missing; the device itself may be well")
ALLOW = Bilingual("chạy bằng root hoặc người dùng kiosk", "run it as root or as kiosk; scripts/install sets the groups")
REMEDIES = {
    "screen": Bilingual(
        "xem nguồn và dây màn hình; màn hình không báo EDID: hardware.video",
        "check its power and cable; for a monitor without EDID: hardware.video",
    ),
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
