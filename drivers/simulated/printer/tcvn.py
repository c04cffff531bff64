"""The letters of a printer with Vietnamese in its code page: TCVN 5712:1993 (VN3, "ABC"), bytes from 0xA1 on.

The table has capitals for the seven letters without a tone and small letters for all; what it has no letter for prints
nothing. We never send such bytes as text; a slip that was cut off does, and then they come out as these.
"""

_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
LETTERS = {start + n: letter for start, run in _RUNS.items() for n, letter in enumerate(run)}
