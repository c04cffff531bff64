"""What the board says at a moment, in words: from what the console tells every board, the stage and the time. Pure.

The same as the board's page says (display/board/board.js); the tests hold both to one table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from display.television.stage import EMPTY, Called, Stage, staged
from kiosk.core.words.vietnamese import clock_words

View = Mapping[str, Any]
"""The event `board` of docs/contract.md."""
PAGE_MS, PER_PAGE = 8000, 3
WELCOME = "Xin lấy số\nvà ngồi chờ gọi"
TRAINING, HOTLINE = "Đang chạy thử", "Đường dây nóng"
OFFLINE = "Bảng chưa cập nhật được. Xin nghe cán bộ gọi số."
_WORDS = {"shut": "chưa mở", "paused": "tạm nghỉ", "free": "đang trống"}


@dataclass(frozen=True)
class Invitation:
    """One of the three. `said`: above the counter, "" once it is not new any more."""

    ticket: str
    counter: int
    said: str = ""


@dataclass(frozen=True)
class Spot:
    """A counter. `mood`: shut, paused, free, new, or "" for one that is at work; `said`: beside it."""

    counter: int
    mood: str
    said: str


@dataclass(frozen=True)
class Crowd:
    letter: str
    name: str
    waiting: int


@dataclass(frozen=True)
class Scene:
    """`welcome`: in the place of calls, where there is none; `notice`: in the place of `lines`, "" for none."""

    office: str = ""
    hotline: str = ""
    training: bool = False
    clock: str = "--:--"
    calls: tuple[Invitation, ...] = ()
    welcome: str = ""
    spots: tuple[Spot, ...] = ()
    notice: str = ""
    lines: tuple[Crowd, ...] = ()
    offline: bool = False


@dataclass(frozen=True)
class Playing:
    """What of a board goes on from one look to the next. `page` of the foot since `turned`, while `told` was told."""

    stage: Stage = EMPTY
    page: int = 0
    turned: int = 0
    told: tuple[str, ...] = ()


def narrowed(view: View, counters: Sequence[int]) -> View:
    """The board of these counters alone; one that does not exist is no wish, and where none does, all stand there."""
    some = {c["counter"] for c in view["counters"]} & set(counters)
    shown = {kind: [c for c in view[kind] if not some or c["counter"] in some] for kind in ("calls", "counters")}
    return {**view, **shown}


def played(before: Playing, view: View, now: int) -> Playing:
    """`now`: ms of a clock that nobody sets."""
    calls = [Called(c["ticket"], c["counter"], c["times"]) for c in view["calls"]]
    stage, told = staged(before.stage, calls, now), tuple(view["notices"])
    if told != before.told:
        return Playing(stage, 0, now, told)
    if now - before.turned >= PAGE_MS:
        return Playing(stage, before.page + 1, now, told)
    return replace(before, stage=stage)


def scene_of(playing: Playing, view: View, wall: int | None, now: int, offline: bool = False) -> Scene:
    """`wall`: the office's time, ms since 1970 UTC; None: not known; `offline`: nothing was told for too long."""
    calls = tuple(
        Invitation(slot.call.ticket, slot.call.counter, _invites(slot.call.times) if slot.is_new(now) else "")
        for slot in playing.stage.shown
    )
    notice, lines = _foot(playing.page, playing.told, view["waiting"])
    return Scene(
        office=" · ".join(part for part in (view["office"], view["place"]) if part),
        hotline=view["hotline"],
        training=view["training"],
        clock=clock_words(wall),
        calls=calls,
        welcome="" if calls else view["opening"] or WELCOME,
        spots=tuple(_spot(c, _called(playing.stage, now)) for c in view["counters"]),
        notice=notice,
        lines=lines,
        offline=offline,
    )


def _invites(times: int) -> str:
    return f"Xin mời lần {times}" if times > 1 else "Xin mời"


def _called(stage: Stage, now: int) -> set[int]:
    """Counters of new calls, of those that wait for their place too."""
    return {slot.call.counter for slot in stage.shown if slot.is_new(now)} | {call.counter for call in stage.next}


def _spot(c: View, called: set[int]) -> Spot:
    number, ticket = c["counter"], c["ticket"] or ""
    if not c["open"]:
        return Spot(number, "shut", _WORDS["shut"])
    if c["paused"]:
        return Spot(number, "paused", ticket or _WORDS["paused"])
    mood = "free" if not ticket else "new" if number in called else ""
    return Spot(number, mood, ticket or _WORDS["free"])


def _foot(page: int, notices: Sequence[str], waiting: Sequence[View]) -> tuple[str, tuple[Crowd, ...]]:
    """Notices and lines take turns, a page each."""
    at = page % max(1, len(notices) + -(-len(waiting) // PER_PAGE))
    if at < len(notices):
        return notices[at], ()
    begin = (at - len(notices)) * PER_PAGE
    return "", tuple(Crowd(w["service"], w["short"], w["waiting"]) for w in waiting[begin : begin + PER_PAGE])
