"""Vietnamese as the office says it: numbers read aloud, tickets, calls, dates. Pure text, no sound."""

from kiosk.core.calendar.moment import local

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def number_words(n: int) -> str:
    """0 … 9999 as one says it: 15 "mười lăm", 24 "hai mươi tư", 105 "một trăm linh năm". Raises ValueError."""
    if not 0 <= n <= 9999:
        raise ValueError(f"no words for {n}")
    if n >= 1000:
        rest = n % 1000
        return f"{DIGITS[n // 1000]} nghìn" + (f" {_hundreds(rest, spoken=True)}" if rest else "")
    return _hundreds(n, spoken=False)


def _hundreds(n: int, spoken: bool) -> str:
    """`spoken`: the hundreds are said even when there are none, as behind a thousand."""
    if n < 100 and not spoken:
        return _tens(n)
    head, rest = f"{DIGITS[n // 100]} trăm", n % 100
    if rest == 0:
        return head
    return f"{head} linh {DIGITS[rest]}" if rest < 10 else f"{head} {_tens(rest)}"


def _tens(n: int) -> str:
    ten, one = divmod(n, 10)
    if ten == 0:
        return DIGITS[one]
    head = "mười" if ten == 1 else f"{DIGITS[ten]} mươi"
    return f"{head} {_last(ten, one)}" if one else head


def _last(ten: int, one: int) -> str:
    """The ones behind a ten change their word: mốt, tư (not behind mười), lăm."""
    if one == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(one, DIGITS[one]) if ten > 1 else DIGITS[one]


def ticket_words(ticket: str) -> str:
    """`A015` → "A không một năm": the letter, then digit by digit."""
    return " ".join(DIGITS[int(c)] if c.isdigit() else c for c in ticket)


def call_sentence(ticket: str, counter: int) -> str:
    return f"Xin mời số {ticket_words(ticket)} đến quầy số {number_words(counter)}."


def clock_words(wall: int | None) -> str:
    """`08:15`; `--:--` while nobody knows the time."""
    return "--:--" if wall is None else local(wall).strftime("%H:%M")


def day_words(wall: int) -> str:
    """`23/11/2026`."""
    return f"{local(wall):%d/%m/%Y}"


def date_words(wall: int | None) -> str:
    """`Thứ Hai, 23/11/2026`; nothing while nobody knows."""
    if wall is None:
        return ""
    at = local(wall)
    return f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y}"


def opening_words(now: int, opens: int | None) -> str:
    """When the office opens again: "13:00" today, "07:30 thứ Ba" within a week, else with the date."""
    if opens is None:
        return ""
    at, today = local(opens), local(now).date()
    days = (at.date() - today).days
    if days == 0:
        return f"{at:%H:%M}"
    name = WEEKDAYS[at.weekday()]
    name = name[0].lower() + name[1:]
    return f"{at:%H:%M} {name}" if days < 7 else f"{at:%H:%M} {name}, {at:%d/%m}"


def session_words(end: int) -> str:
    """The part of today that is over at `end` (ms)."""
    return "sáng nay" if local(end).hour < 13 else "chiều nay"


def hour_words(wall: int) -> str:
    """As it is said: "9 giờ 40", "9 giờ"."""
    at = local(wall)
    return f"{at.hour} giờ {at:%M}" if at.minute else f"{at.hour} giờ"
