"""What a technician has to look after on the kiosk just now, each with what to do: what the page shows first. Pure.

From the devices' last words in the journal, what the programs say while they cannot do their work
(kiosk/host/troubles.py), and the folders of lost journals. Of devices that the doctor tests the doctor says more.
"""

from collections.abc import Mapping, Sequence

from kiosk.service.city_way import WORDS as CITY
from kiosk.service.findings import Bilingual, Finding

_UNSIGNED = Bilingual(
    "mất hoặc hỏng khóa ký (checkpoint.key): số liệu vẫn gửi đi, nhưng không được ký",
    "checkpoint.key is gone or of no use: all is sent, nothing is signed",
)
_RESTORE = Bilingual(
    "cắm USB giữ khóa của máy, chạy kiosk identity restore", "the stick with its identity: kiosk identity restore"
)
_WORDS: Mapping[tuple[str, str], tuple[Bilingual, Bilingual]] = {
    ("journal", "renewed"): (
        Bilingual(
            "nhật ký cũ bị mất hoặc hỏng; máy chạy tiếp bằng nhật ký mới, số không trùng",
            "the journal was lost or damaged; a new one goes on above its numbers",
        ),
        Bilingual(
            "chép bản cũ ({kept}) ra USB, gửi người phụ trách, rồi dời nó khỏi máy",
            "copy the old one to a stick, give it to the city, then move it away; docs/repair.md, 'journal'",
        ),
    ),
    ("journal", "damaged"): (
        Bilingual("có dòng nhật ký không đọc được; máy vẫn chạy", "rows of the journal cannot be read; it goes on"),
        Bilingual(
            "khởi động lại máy: máy tự lấy lại từ bản sao; vẫn thế thì chạy kiosk repair",
            "start it again, it repairs itself from its backup; if not: kiosk repair",
        ),
    ),
    ("disk", "full"): (
        Bilingual("thẻ nhớ đầy, phần dự trữ đã dùng", "the disk is full, its reserve is in use"),
        Bilingual(
            "chép các thư mục journal.kept-… ra USB rồi dời đi, hoặc thay thẻ lớn hơn",
            "move journal.kept-… to a stick, or take a larger card",
        ),
    ),
    ("key", "missing"): (_UNSIGNED, _RESTORE),
    ("key", "damaged"): (_UNSIGNED, _RESTORE),
    ("card", "copied"): (
        Bilingual("thẻ này được chép từ một thẻ khác", "this card is a copy of another one"),
        Bilingual("không bao giờ chạy cả hai thẻ; giữ lại một", "never let both run; keep one"),
    ),
}
_MAKE_ROOM = Bilingual("dọn bớt chỗ trên phân vùng dữ liệu; máy tự chạy lại", "make room; it goes on by itself")
_AGAIN = Bilingual(
    "máy tự thử lại vài giây một lần; lâu không hết thì thay thẻ nhớ", "it tries again by itself; else another card"
)


def attention(devices: Mapping[str, str], troubles: Mapping[str, str], kept: Sequence[str]) -> list[Finding]:
    """The worst first. `devices`: their words; `troubles`: by program, in its own words; `kept`: names of folders."""
    stopped = [Finding(program, False, _said(why), _do(why)) for program, why in sorted(troubles.items())]
    words = ((device, _WORDS.get((device, word)) or _city(device, word)) for device, word in sorted(devices.items()))
    return [*stopped, *(_finding(device, said, kept) for device, said in words if said)]


def _city(device: str, word: str) -> tuple[Bilingual, Bilingual] | None:
    return CITY.get(word) if device == "city" else None


def _said(why: str) -> Bilingual:
    return Bilingual("thẻ nhớ đầy" if _is_full(why) else "không đọc hoặc ghi được nhật ký", why)


def _is_full(why: str) -> bool:
    return "disk is full" in why


def _do(why: str) -> Bilingual:
    return _MAKE_ROOM if _is_full(why) else _AGAIN


def _finding(device: str, said: tuple[Bilingual, Bilingual], kept: Sequence[str]) -> Finding:
    what, do = said
    return Finding(device, False, what, Bilingual(do.vi.replace("{kept}", ", ".join(kept)), do.en))
