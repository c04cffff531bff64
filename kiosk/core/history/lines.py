"""What a fact says of its own number, in the words of the officers' page: a table by the kind of fact. Pure.

A fact without a row says nothing here. That a served visit has ended is the citizen's word or the clock's, and would
tell who has rated: to officers a visit is over when one of them is done with it.
"""

from collections.abc import Callable
from typing import Any

from kiosk.core.calendar.moment import local
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import UNDONE

CHANNELS = {
    "touch": "Lấy số tại máy",
    "button": "Lấy số bằng nút bấm",
    "scan": "Lấy số bằng giấy hẹn",
    "walk-in": "Không lấy số, làm ngay tại quầy",
    "batch": "Cấp số theo đoàn",
    "roll": "Nhập số của cuộn giấy",
}
HOLDS = {
    "papers": "thiếu giấy tờ",
    "copy": "đi phô tô",
    "fee": "đi nộp phí",
    "elsewhere": "việc ở nơi khác",
    "other": "lý do khác",
}
CALLS = {
    "frail": "người yếu, cần làm ngay",
    "papers": "đã bổ sung giấy tờ",
    "appointment": "có lịch hẹn",
    "skipped": "bị gọi sót",
    "other": "lý do khác",
    "": "không nêu lý do",
}
RESULTS = {
    "done": "Hoàn thành",
    "papers-missing": "Thiếu giấy tờ, công dân phải quay lại",
    "not-ours": "Không thuộc thẩm quyền",
}
ENDS = {
    "no-show": "Vắng mặt, bỏ qua số",
    "left": "Rút số, công dân không chờ nữa",
    "unconfirmed": "Kết thúc ngay sau khi mời, chưa rõ công dân đã đến chưa",
    "unserved": "Hết ngày làm việc, chưa làm xong",
    "cancelled": "Lãnh đạo bộ phận hủy số",
}
CANCELLED = {
    "twice": "lấy trùng số",
    "left": "công dân đã về",
    "mistake": "lấy nhầm",
    "closed": "hôm nay không nhận nữa",
    "other": "lý do khác",
}


def said_of(r: Recorded, rules: Rules) -> str:
    """ "" for nothing."""
    say = _SAYS.get(type(r.event))
    return say(r, r.event, rules) if say else ""


def turn_words(rule: str, rules: Rules) -> str:
    """Why somebody was called, by the rule's name; "" where it says no more than that it was the turn."""
    caps = {"priority-cap": rules.priority_cap, "ordinary-cap": rules.ordinary_cap}
    if rule in caps:
        return f"đã chờ quá {caps[rule] // 60_000} phút"
    every = f"ưu tiên, 1 xen {rules.priority_every} thường" if rules.priority_every else "ưu tiên"
    return {"turn": "đúng lượt", "priority": every, "promised": "đã hẹn quay lại"}.get(rule, "")


def clock(wall: int) -> str:
    """ "9:05"."""
    here = local(wall)
    return f"{here.hour}:{here.minute:02d}"


def _more(words: str, reason: str) -> str:
    return f"{words}: {reason}" if reason else words


def _issued(r: Recorded, event: e.TicketIssued, rules: Rules) -> str:
    flag = ", ưu tiên" if event.priority else ""
    return f"{CHANNELS.get(event.channel, 'Lấy số')}, dịch vụ {event.service}{flag}"


def _called(r: Recorded, event: e.TicketCalled, rules: Rules) -> str:
    if event.rule != "named":
        return _more(f"Quầy {event.counter} mời", turn_words(event.rule, rules))
    if event.reason is None:
        return f"Quầy {event.counter} mời theo số"
    return f"Quầy {event.counter} mời trước lượt: {CALLS.get(event.reason, event.reason)}"


def _unanswered(r: Recorded, event: e.TicketUnanswered, rules: Rules) -> str:
    kept = "lại để chờ bổ sung" if event.aside else "giữ chỗ, mời lại sau"
    return f"Chưa trả lời lần {event.times}, {kept}"


def _transferred(r: Recorded, event: e.VisitTransferred, rules: Rules) -> str:
    whom = f"quầy {event.to_counter}, " if event.to_counter else "một cán bộ, " if event.to_officer else ""
    return f"Chuyển đến {whom}dịch vụ {event.service}{', có ghi chú' if event.noted else ''}"


def _ended(r: Recorded, event: e.VisitEnded, rules: Rules) -> str:
    if event.how == "served" or event.why == UNDONE:
        return ""
    why = event.why or ""
    return _more(ENDS.get(event.how, event.how), CANCELLED.get(why, why))


_SAYS: dict[type[e.Event], Callable[[Recorded, Any, Rules], str]] = {
    e.TicketIssued: _issued,
    e.PrioritySet: lambda r, event, _: "Đặt ưu tiên" if event.priority else "Bỏ ưu tiên",
    e.TicketRerouted: lambda r, event, _: f"Đổi từ dịch vụ {event.was} sang {event.service}, giữ chỗ",
    e.VisitPromised: lambda r, event, _: f"Công dân hẹn quay lại lúc {clock(r.wall + event.after * 1000)}, giữ chỗ",
    e.TicketCalled: _called,
    e.TicketRecalled: lambda r, event, _: f"Quầy {event.counter} gọi lại",
    e.TicketUnanswered: _unanswered,
    e.VisitStarted: lambda r, event, _: f"Bắt đầu ở quầy {event.counter}",
    e.VisitHeld: lambda r, event, _: _more("Để chờ bổ sung", HOLDS.get(event.reason, event.reason)),
    e.VisitResumed: lambda r, event, _: f"Làm tiếp ở quầy {event.counter}",
    e.VisitTransferred: _transferred,
    e.VisitAwaited: lambda r, event, _: f"Hoàn thành ở đó thì quay lại quầy {event.counter}",
    e.VisitRejoined: lambda r, event, _: f"Xong ở quầy {event.counter}, quay lại quầy {event.to_counter}",
    e.VisitHanded: lambda r, event, _: f"Cán bộ khác tiếp nhận tại quầy {event.counter}",
    e.VisitContinued: lambda r, event, _: f"Làm tiếp dịch vụ {event.service} tại quầy {event.counter}",
    e.VisitFinished: lambda r, event, _: RESULTS.get(event.result, event.result),
    e.VisitEnded: _ended,
    e.VisitReturned: lambda r, event, _: "Chờ lại với chỗ cũ",
}
