"""What a technician has to look after on the kiosk just now, each with what to do: what the page shows first. Pure.

From the parts' last words in the journal, put by kiosk/core/words/faults.py, what the programs say while they cannot do
their work (kiosk/host/troubles.py), and the folders of lost journals.
"""

from collections.abc import Mapping, Sequence

from kiosk.core.state.values import State
from kiosk.core.words.fault_words import Words
from kiosk.core.words.faults import faults
from kiosk.service.findings import Bilingual, Finding

_STILL_WORKS = ("paper_low",)

_MAKE_ROOM = Bilingual("dọn bớt chỗ trên phân vùng dữ liệu; máy tự chạy lại", "make room; it goes on by itself")
_AGAIN = Bilingual(
    "máy tự thử lại vài giây một lần; lâu không hết thì thay thẻ nhớ", "it tries again by itself; else another card"
)


def attention(state: State, clock: str, troubles: Mapping[str, str], kept: Sequence[str]) -> list[Finding]:
    """What keeps programs from their work comes first. `clock`: by what the time is known; `troubles`: by program, in
    its own words; `kept`: names of folders."""
    stopped = [Finding(program, False, _said(why), _do(why)) for program, why in sorted(troubles.items())]
    parts = parts_of(state, clock)
    found = faults(parts, state.whys)
    return [
        *stopped,
        *(_finding(device, parts[device], words, state.whys.get(device, ""), kept) for device, words in found),
    ]


def parts_of(state: State, clock: str) -> dict[str, str]:
    """The states of all parts by device, the way to the city and the clock among them."""
    link = {"link": "lost"} if state.offline else {}
    return {**state.devices, **link, **({"clock": clock} if clock == "unknown" else {})}


def _said(why: str) -> Bilingual:
    return Bilingual("thẻ nhớ đầy" if _is_full(why) else "không đọc hoặc ghi được nhật ký", why)


def _is_full(why: str) -> bool:
    return "disk is full" in why


def _do(why: str) -> Bilingual:
    return _MAKE_ROOM if _is_full(why) else _AGAIN


def _finding(device: str, state: str, words: Words, why: str, kept: Sequence[str]) -> Finding:
    do = Bilingual(words.do.vi.replace("{kept}", ", ".join(kept)), words.do.en)
    return Finding(device, state in _STILL_WORKS, words.said, do, {"state": state, "why": why})
