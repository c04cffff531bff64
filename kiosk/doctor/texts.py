"""The doctor's own words; what is wrong with a part, and what to do about it, says kiosk/core/words/faults.py."""

from kiosk.core.words.faults import words_of
from kiosk.service.findings import Bilingual

STOP_APP = Bilingual("dừng kiosk-app rồi thử lại", "another program holds it: systemctl stop kiosk-app, then once more")
INSTALL = Bilingual("cài thư viện còn thiếu", "install what is missing; the device itself may be well")
ALLOW = Bilingual("chạy bằng root hoặc người dùng kiosk", "run it as root or as kiosk; scripts/install sets the groups")
_DEVICES = ("screen", "printer", "scanner", "touch", "buttons", "speaker")
REMEDIES = {device: words_of(device, "missing").do for device in _DEVICES}
