"""What doctor and technician's page say of the way to the city: when it last had everything, and what to do. Pure.

The word is the journal's (`devices["city"]`), line and age are the courier's (kiosk/host/told/way.py). Ages are told
in steps of ten minutes: this stands where strangers read it, and nobody shall see there that somebody has just rated.
"""

from collections.abc import Mapping
from typing import Any

from kiosk.core.words.faults import WELL, words_of
from kiosk.host.told.way import age_s
from kiosk.service.findings import NOTHING, Bilingual, Finding

STEP_MIN = 10
OLD_MIN = 60  # minutes without everything stored at the city that are worth a look
_DOWN = Bilingual(
    "xem dây mạng, Wi-Fi và máy chủ; máy tự gửi lại khi có mạng",
    "see cable, network and the broker's address; it sends by itself once there is a way",
)
_FORMER = Bilingual(
    "đang gửi nốt nhật ký trước của thẻ này: giữ thẻ, giữ mạng",
    "what the city lacks of this card's former journal is being sent: keep card and line",
)
_WAIT = Bilingual("chờ thêm; nếu không đổi, hỏi thành phố", "wait a little; if it stays, ask the city")


def found(said: Mapping[str, Any], word: str, mono: int) -> Finding:
    """`said`: by the courier; `word`: by the journal; `mono`: ms of this start of the machine."""
    old, up = minutes(said, mono), said.get("line") == "up"
    what = words_of("city", word) if word not in ("", *WELL) else None
    metered = said.get("metered_mb")  # then it takes the days that the settings give it
    good = not what and up and (bool(metered) or (old is not None and old < OLD_MIN))
    parts = [what.said] if what else []
    more = [*([_metered(metered)] if metered else []), *([_FORMER] if said.get("former") else [])]
    text = _joined([*parts, _line(said, up), _age(old), *more])
    do = what.do if what else NOTHING if good else _WAIT if up else _DOWN
    return Finding("city", good, text, do, {"line": said.get("line", ""), "stored_min": old})


def minutes(said: Mapping[str, Any], mono: int) -> int | None:
    """Whole steps since the city had everything."""
    seconds = age_s(said, mono)
    return None if seconds is None else seconds // 60 // STEP_MIN * STEP_MIN


def _line(said: Mapping[str, Any], up: bool) -> Bilingual:
    if up:
        return Bilingual("đường truyền tốt", f"the line to {said.get('at')} is up")
    if not said:
        return Bilingual("chương trình gửi chưa chạy", "kiosk-sync has said nothing since the machine's start")
    return Bilingual("đường truyền bị đứt", f"the line to {said.get('at')} is down: {said.get('why')}")


def _age(old: int | None) -> Bilingual:
    if old is None:
        return Bilingual("từ khi bật máy chưa gửi đủ", "not everything was stored there since the start")
    if old < STEP_MIN:
        return Bilingual("thành phố vừa lưu đủ", f"everything was stored there less than {STEP_MIN} min ago")
    return Bilingual(f"lưu đủ lần cuối {old} phút trước", f"everything was last stored there {old} min ago")


def _metered(mb: Any) -> Bilingual:
    return Bilingual(
        f"phần tồn đọng gửi dần, mỗi ngày {mb} MB", f"a backlog goes by {mb} MB a day (broker.backlog_mb_a_day)"
    )


def _joined(parts: list[Bilingual]) -> Bilingual:
    return Bilingual("; ".join(part.vi for part in parts), "; ".join(part.en for part in parts))
