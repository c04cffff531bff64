"""What is wrong with kiosk.toml, in Vietnamese: for a technician who does not read the English of `kiosk check`.

Each English message of `toml_text.py`, `problems.py`, `load.py` and `checks.py` has its pattern here; what it
quotes goes over as it stands. A message without a pattern stays English, so that nothing is hidden (so do the rarer
of the TOML reader's own). Pure.
"""

import re

from kiosk.config.problems import Problem

_WORDS = (
    (r"not UTF-8: .*", "không phải UTF-8: trong Notepad chọn 'Save as', mã hóa UTF-8"),
    (r"(\d+) bytes is no (.*)", r"\1 byte: tệp quá lớn, không phải \2"),
    (r"a NUL character: .*", "có ký tự NUL: tệp bị hỏng, hãy ghi lại"),
    (r"curly quote (.): .*", r'dấu ngoặc cong \1: hãy gõ dấu thẳng "…"'),
    (r"not TOML: Cannot overwrite a value", "mục này đã có ở trên: chỉ giữ một dòng"),
    (r"not TOML: Cannot declare \('(.*)',\) twice", r"bảng [\1] đã có ở trên: chỉ giữ một"),
    (r"not TOML: (?:Unterminated string|Illegal character '\\n')", 'thiếu dấu " ở cuối chữ'),
    (r"not TOML: Invalid value", 'giá trị sai: chữ phải ở trong dấu "…"; số, true, false thì không'),
    (r"not TOML: Expected '=' after a key .*", "thiếu dấu = sau tên mục, hoặc tên có ký tự lạ"),
    (r"not TOML: Expected newline .*", "thừa chữ ở cuối dòng: mỗi mục một dòng"),
    (r"not TOML: Expected '\]+' .*", "tên bảng thiếu dấu ] ở cuối"),
    (r"not TOML: Unclosed array", "danh sách thiếu dấu ] ở cuối"),
    (r"not TOML: (.*)", r"sai cách viết TOML: \1"),
    (r"not found, but (.*) is there: rename it to (\S+) .*", r"không thấy, nhưng có \1: hãy đổi tên thành \2"),
    (r"cannot be read: (.*)", r"không đọc được: \1"),
    (r"unknown here; it belongs to (.*)", r"không thuộc bảng này; chỗ của nó là \1"),
    (r"unknown here; it stands at the top .*", "không thuộc bảng này; nó ở đầu tệp, trước [bảng] đầu tiên"),
    (r"unknown option; the nearest is (.*)", r"không có mục này; gần nhất là \1"),
    (r"unknown option; known: (.*)", r"không có mục này; có: \1"),
    (r"must be given: there is a wifi_password", "phải điền vì đã có wifi_password"),
    (r"must be given: (.*)", r"phải điền: \1"),
    (r"must be a table: write (.*) on a line of its own", r"phải là bảng: viết \1 trên một dòng riêng"),
    (r"must be text in quotes, not (.*)", r'phải là chữ trong dấu "…", không phải \1'),
    (r"must be a whole number, not (.*)", r"phải là số nguyên, không phải \1"),
    (r"must be true or false, not (.*)", r"phải là true hoặc false, không phải \1"),
    (r"must be a list of .*, in \[ \]", "phải là danh sách trong [ ]"),
    (r"must be (\[\[.*\]\]) tables", r"phải là các bảng \1"),
    (r"must be one of (.*), not (.*)", r"phải là một trong: \1; không phải \2"),
    (r"must be (-?\d+) to (-?\d+)(?: characters| entries)?, not (.*)", r"phải từ \1 đến \2, không phải \3"),
    (r"holds a control character.*", "có ký tự điều khiển: hãy xóa và gõ lại"),
    (r"(.*) stands there twice", r"\1 có hai lần"),
    (r"names a service twice", "ghi một dịch vụ hai lần"),
    (r"there is no service (.*); there are (.*)", r"không có dịch vụ \1; có: \2"),
    (r"no counter serves (.): .*", r"không quầy nào nhận \1: hãy ghi vào services của một quầy"),
    (r"there is no counter (\d+)", r"không có quầy \1"),
    (r"GPIO (\d+) is already the pin of (.*)", r"chân GPIO \1 đã dùng cho nút \2"),
    (r"GPIO (\d+) is already the lamp of (.*)", r"chân GPIO \1 đã dùng cho đèn của \2"),
    (r"(.*) is nothing a button can do; it can do (.*)", r"nút không làm được \1; làm được: \2"),
    (r"must be a hash, never the PIN itself: .*", "phải là mã băm, không phải PIN: chạy kiosk check --hash-pin"),
    (r"the demo's PINs are for simulated hardware only: .*", "PIN thử chỉ cho máy giả lập: hãy đặt false"),
    (
        r"must be HH:MM-HH:MM, the earlier first, or empty, not (.*)",
        r"phải như 07:30-11:30 hoặc để trống, không phải \1",
    ),
    (r"begins before the morning ends", "buổi chiều bắt đầu trước khi hết buổi sáng"),
    (r"must be numbers 1 .*", "phải là 1 (thứ Hai) đến 7 (Chủ nhật)"),
    (r"(.*) is no date like (.*)", r"\1 không phải ngày như \2"),
    (r"must be ([\d, ]+) or (\d+), not (.*)", r"phải là \1 hoặc \2, không phải \3"),
    (r"must be mqtt://.*, not (.*)", r"phải như mqtts://máy-chủ:8883 hoặc để trống, không phải \1"),
    (r"is longer than 32 bytes: .*", "dài quá 32 byte: một chữ có dấu tính hai hoặc ba byte"),
    (r"must be 8 to 63 letters without marks.*", "phải có 8 đến 63 chữ không dấu"),
    (r"must be an address with its net like (\S+), not (.*)", r"phải là địa chỉ kèm mạng như \1, không phải \2"),
    (r"must be an address like (\S+), not (.*)", r"phải là địa chỉ như \1, không phải \2"),
    (r"only with network.address: .*", "chỉ dùng khi có network.address: nếu không, mạng tự cấp"),
    (r"(.*) is no server's name or address", r"\1 không phải tên hay địa chỉ máy chủ"),
    (r"(.*) is no agency code like (.*) or (.*)", r"\1 không phải mã đơn vị như \2 hoặc \3"),
    (r"(.*): below (.*) each level is two or three digits", r"\1: dưới \2 mỗi cấp có hai hoặc ba chữ số"),
    (r"(.*): only a-z, 0-9 and - may stand in it", r"\1: chỉ dùng a-z, 0-9 và dấu -"),
    (r"(.*): only letters a-z, digits and . _ - may stand in it", r"\1: chỉ dùng chữ a-z, chữ số và . _ -"),
    (r"must be empty or six numbers like (.*), not (.*)", r"phải để trống hoặc có sáu số như \1, không phải \2"),
    (r"simulated hardware needs the folder .*", "máy giả lập cần thư mục dây nối"),
    (r"only for simulated hardware: .*", 'chỉ cho máy giả lập: hãy bỏ đi, hoặc đặt kind = "simulated"'),
    (r"(.) is for a printer whose page .*", r"\1 chỉ cho máy in đã được xem tờ in thử: chạy kiosk doctor, hoặc dùng d"),
    (r"a (\S+) printer needs its device", r"máy in \1 cần tên thiết bị"),
    (r"a usb printer needs vendor and product: .*", "máy in usb cần vendor và product: xem lsusb"),
    (r"must be one capital letter A to Z, not (.*)", r"phải là một chữ hoa A đến Z, không phải \1"),
)


def in_vietnamese(problem: Problem) -> str:
    """The problem as one line: file, line, option, and what is wrong."""
    line = f"dòng {problem.line}" if problem.line else ""
    return ": ".join(part for part in (problem.file, line, problem.option, _said(problem.message)) if part)


def _said(message: str) -> str:
    for pattern, words in _WORDS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words)
    return message
