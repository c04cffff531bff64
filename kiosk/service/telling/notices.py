"""What officers are told of the machine itself: what is wrong, what it means at the counter, and what to do. Pure.

One sentence or two for each kind of trouble, the worst first; of a single part as kiosk/core/words/faults.py has it.
What an officer can neither see nor help (a key that is gone) has none: the technician reads it.
Nothing here knows of ratings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.decisions import paper
from kiosk.core.record.events import NumbersRaised, Recorded
from kiosk.core.state.losses import EVERY
from kiosk.core.state.values import State
from kiosk.core.words.faults import faults
from kiosk.core.words.opening import Opening
from kiosk.core.words.vietnamese import clock_words
from kiosk.service.telling.attention import parts_of

IN_TURN = "Trong lúc chờ, mời công dân vào theo thứ tự đến."
WALK_IN = "Công dân không lấy số…"  # the button of the officers' page
AWAY = (
    "Màn hình lấy số không chạy: chưa ai lấy được số. Máy tự bật lại. Quá 5 phút vẫn thế: rút điện máy lấy số, cắm "
    "lại, rồi báo kỹ thuật viên."
)
FULL = f"Thẻ nhớ của máy đã đầy: chưa lấy số và gọi số được. Xin báo kỹ thuật viên ngay. {IN_TURN}"
NOT_WRITTEN = (
    "Máy chưa ghi được vào thẻ nhớ: chưa lấy số và gọi số được. Máy tự thử lại. Quá 5 phút vẫn thế: xin báo kỹ thuật "
    f"viên. {IN_TURN}"
)
DOUBTFUL = (
    "Phiếu số {ticket} có thể chưa in hết, tuy máy in không báo lỗi: xem máy in có điện, có giấy, có kẹt không; công "
    "dân bấm “In lại phiếu” trên màn hình."
)
OF_OFFICERS = ("app", "console")  # programs whose trouble stops their work


@dataclass(frozen=True)
class Around:
    """What is known beside the journal: `troubles`, by program, in its own words (kiosk/host/troubles.py); `app`: the
    touch app runs, None where that is not known; `opening`: what is open, `day`: which one it is ("" while nobody
    knows), `volume`: how loud the hall is, in per cent, which time alone changes; `notices`: what the supervisor tells
    everybody now."""

    troubles: Mapping[str, str] = field(default_factory=dict)
    app: bool | None = None
    opening: Opening = field(default_factory=Opening)
    day: str = ""
    notices: tuple[str, ...] = ()
    volume: int = 100


def notices(
    state: State, around: Around, renewed: Recorded | None, services: Iterable[str], now: Moment
) -> tuple[str, ...]:
    """`renewed`: with what the journal went on where an earlier one was lost; it is news on that day alone."""
    said = [_stopped(around), _renewed(renewed, services, now), *_of_parts(state, now), _of_slip(state)]
    return tuple(one for one in said if one)


def _stopped(around: Around) -> str:
    wrong = [around.troubles[program] for program in OF_OFFICERS if program in around.troubles]
    if any("disk is full" in why for why in wrong):
        return FULL
    return NOT_WRITTEN if wrong else AWAY if around.app is False else ""


def _renewed(renewed: Recorded | None, services: Iterable[str], now: Moment) -> str:
    if renewed is None or not isinstance(renewed.event, NumbersRaised) or day_of(renewed.wall) != day_of(now.wall):
        return ""
    at = f" lúc {clock_words(renewed.wall)}" if now.told else ""
    first = _first(renewed.event, services, day_of(now.wall))
    lost = (
        "Máy đã lập nhật ký riêng"
        if renewed.event.why == "copied"
        else "Nhật ký của máy bị mất, máy đã lập nhật ký mới"
    )
    return (
        f"{lost}{at}. Số mới bắt đầu từ {first}. Ai cầm số cũ thì không "
        f"còn trong hàng chờ: xin hỏi trong phòng, rồi bấm “{WALK_IN}” cho từng người."
    )


def _first(event: NumbersRaised, services: Iterable[str], today: str) -> str:
    """Numbers: one where they are all the same, else each with its letter."""
    last = event.numbers if event.date in ("", today) else {EVERY: event.fresh}
    first = {s: last.get(s, last.get(EVERY, 0)) + 1 for s in services}
    if len({*first.values()}) == 1:
        return f"{next(iter(first.values())):03d}"
    return ", ".join(f"{s}{n:03d}" for s, n in sorted(first.items()))


def _of_parts(state: State, now: Moment) -> list[str]:
    """A sentence for each part that is out of order."""
    return [words.officer for _, words in faults(parts_of(state, now.clock), state.whys)]


def _of_slip(state: State) -> str:
    """The printer says that it prints, and yet the last slip broke off."""
    visit = paper.broke_off(state)
    return DOUBTFUL.format(ticket=visit.ticket) if visit else ""
