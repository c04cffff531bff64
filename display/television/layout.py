"""A scene → what stands where on the board, for a picture of any size. No pixels.

The ids are always the same, so that the canvas draws again what changed and nothing else: what has no words now is an
element without shapes.
"""

from dataclasses import dataclass

from display.drawing.elements import Box, Element, Rect, Shape, Style
from display.drawing.text import width
from display.television.look import FRESH, RED, Look, Unit, Words, largest, stale, written
from display.television.scene import HOTLINE, OFFLINE, PER_PAGE, TRAINING, Crowd, Invitation, Scene
from display.television.spots import spots
from display.television.stage import SHOWN

EDGE, TOP, HEAD, GAP, FOOT, CALLS = 2.0, 1.4, 8.4, 1.6, 24.0, 116.0  # units


@dataclass(frozen=True)
class Board:
    """A picture's size in units and dots, and its colours."""

    wide: int
    high: int
    u: Unit
    look: Look

    @classmethod
    def of(cls, size: tuple[int, int], offline: bool = False) -> "Board":
        return cls(*size, Unit.of(*size), stale(FRESH) if offline else FRESH)

    def main(self) -> Rect:
        """Between head and foot."""
        u = self.u
        top = u(TOP + HEAD + 1)
        return u(EDGE), top, self.wide - 2 * u(EDGE), self.high - top - u(TOP + FOOT + 1)


def layout(scene: Scene, board: Board) -> tuple[Element, ...]:
    x, y, w, h = board.main()
    beside = x + board.u(CALLS + GAP)
    return (
        *_head(scene, board),
        *_calls(scene, board, (x, y, board.u(CALLS), h)),
        *spots(scene.spots, (beside, y, x + w - beside, h), board.u, board.look),
        *_foot(scene, board),
        _offline(scene, board),
    )


def _text(id_: str, said: str, rect: Rect, words: Words, *under: Shape) -> Element:
    return Element(id_, "text", said, rect, (*under, *written(said, rect, words)) if said else ())


# --- head ---


def _head(scene: Scene, board: Board) -> tuple[Element, ...]:
    """From the right: time, hotline, the mark of a trial; what is left is the office's."""
    u, look = board.u, board.look
    right = board.wide - u(EDGE)
    clock = (right - u(20), u(TOP), u(20), u(HEAD))
    right -= width("00:00", "Bold", u(6.6)) + u(2.4)
    hotline, right = _hotline(scene, board, right)
    trial, right = _trial(scene, board, right)
    office = (u(EDGE), u(TOP), right - u(EDGE), u(HEAD))
    size = largest(scene.office, "Bold", u.sizes(5, 2.6), office[2:], 1.27)
    return (
        _text("office", scene.office, office, Words(Style(size, "Bold", look.navy), "left", 1.27)),
        trial,
        hotline,
        _text("clock", scene.clock, clock, Words(Style(u(6.6), "Bold", look.ink), "right")),
    )


def _hotline(scene: Scene, board: Board, right: int) -> tuple[Element, int]:
    u, look = board.u, board.look
    wide = max(width(HOTLINE, "SemiBold", u(2.9)), width(scene.hotline, "Bold", u(4.2))) if scene.hotline else 0
    x, y = right - wide, u(TOP)
    above = written(HOTLINE, (x, y, wide, u(3.4)), Words(Style(u(2.9), "SemiBold", look.quiet), "right"))
    below = written(scene.hotline, (x, y + u(3.5), wide, u(4.9)), Words(Style(u(4.2), "Bold", look.ink), "right"))
    shapes = (*above, *below) if scene.hotline else ()
    return Element("hotline", "text", scene.hotline, (x, y, wide, u(HEAD)), shapes), x - (u(2.4) if wide else 0)


def _trial(scene: Scene, board: Board, right: int) -> tuple[Element, int]:
    u, look = board.u, board.look
    said = TRAINING if scene.training else ""
    wide = width(said, "SemiBold", u(4.6)) + u(4) if said else 0
    rect = (right - wide, u(TOP + 1.4), wide, u(5.6))
    words = Words(Style(u(4.6), "SemiBold", look.on_gold), "middle")
    return _text("training", said, rect, words, Box(rect, look.gold, radius=u(1.4))), right - wide - (
        u(2.4) if wide else 0
    )


# --- the three calls ---


def _calls(scene: Scene, board: Board, rect: Rect) -> tuple[Element, ...]:
    u, look = board.u, board.look
    x, y, w, h = rect
    ground = Box(rect, look.navy, radius=u(2.4))
    inner = (x + u(4), y + u(4), w - u(8), h - u(8))
    size = largest(scene.welcome, "Bold", u.sizes(9, 4), inner[2:], 1.3)
    said = written(scene.welcome, inner, Words(Style(size, "Bold", look.on_navy), "middle", 1.3))
    welcome = Element("welcome", "text", scene.welcome, rect, (ground, *said) if scene.welcome else ())
    high = (h - u(2)) // SHOWN
    places = [(x, y + n * (high + u(1)), w, high) for n in range(SHOWN)]
    calls = (*scene.calls, *[None] * (SHOWN - len(scene.calls)))
    cards = [_call(f"call-{n}", call, place, board) for n, (call, place) in enumerate(zip(calls, places, strict=True))]
    return (welcome, *cards)


def _call(id_: str, call: Invitation | None, rect: Rect, board: Board) -> Element:
    """The number as large as it stands whole beside its counter."""
    if call is None:
        return Element(id_, "text", "", rect)
    (x, y, w, h), u = rect, board.u
    fill, ink = (board.look.gold, board.look.on_gold) if call.said else (board.look.navy, board.look.on_navy)
    counter, right = f"Quầy {call.counter}", x + w - u(2.8)
    wide = max(width(counter, "Bold", u(9.4)), width(call.said, "SemiBold", u(4.8)))
    room = (right - wide - u(2) - x - u(2.8), u(40))
    number = Words(Style(largest(call.ticket, "Bold", u.sizes(25, 14), room), "Bold", ink))
    middle = y + h // 2 + (u(2.9) if call.said else 0)
    shapes: list[Shape] = [Box(rect, fill, radius=u(2.4))]
    shapes += written(call.ticket, (x + u(2.8), y, room[0], h), number)
    shapes += written(
        counter, (right - wide, middle - u(5.2), wide, u(10.3)), Words(Style(u(9.4), "Bold", ink), "right")
    )
    above = (right - wide, middle - u(10.8), wide, u(5.6))
    shapes += written(call.said, above, Words(Style(u(4.8), "SemiBold", ink), "right")) if call.said else ()
    return Element(id_, "text", " ".join((call.said, call.ticket, counter)).strip(), rect, tuple(shapes))


# --- foot ---


def _foot(scene: Scene, board: Board) -> tuple[Element, ...]:
    u = board.u
    y, wide = board.high - u(TOP + FOOT), board.wide - 2 * u(EDGE)
    count = max(1, len(scene.lines))
    each = (wide - u(GAP) * (count - 1)) // count
    places = [(u(EDGE) + n * (each + u(GAP)), y, each, u(FOOT)) for n in range(count)]
    cards = [_line(f"line-{n}", line, places[n], board) for n, line in enumerate(scene.lines)]
    none = [Element(f"line-{n}", "text", "", (u(EDGE), y, 0, 0)) for n in range(len(cards), PER_PAGE)]
    return (*cards, *none, _notice(scene, board, (u(EDGE), y, wide, u(FOOT))))


def _line(id_: str, line: Crowd, rect: Rect, board: Board) -> Element:
    (x, y, w, h), u, look = rect, board.u, board.look
    left, wide, top = x + u(2.1), w - u(4.2), y + u(1.1)
    badge = (left, top, width(line.letter, "Bold", u(6.3)) + u(3.2), u(7))
    waits = f"{line.waiting} người chờ"
    head = (left, top, wide, u(7))
    name = (left, top + u(7.4), wide, h - u(7.4 + 2.2))
    size = largest(line.name, "SemiBold", u.sizes(6.3, 3), name[2:])
    shapes: list[Shape] = [Box(rect, look.card, look.line, u(2), u(0.3)), Box(badge, look.navy, radius=u(1))]
    shapes += written(line.letter, badge, Words(Style(u(6.3), "Bold", look.on_navy), "middle"))
    shapes += written(waits, head, Words(Style(u(6.3), "Bold", look.ink), "right"))
    shapes += written(line.name, name, Words(Style(size, "SemiBold", look.ink)))
    return Element(id_, "text", f"{line.letter} {waits} {line.name}", rect, tuple(shapes))


def _notice(scene: Scene, board: Board, rect: Rect) -> Element:
    (x, y, w, h), u, look = rect, board.u, board.look
    inner = (x + u(3.6), y + u(1.8), w - u(7.2), h - u(3.6))
    size = largest(scene.notice, "SemiBold", u.sizes(6.8, 3), inner[2:], 1.27)
    said = written(scene.notice, inner, Words(Style(size, "SemiBold", look.ink), "left", 1.27))
    ground = Box(rect, look.amber, look.gold, u(2), u(0.6))
    return Element("notice", "text", scene.notice, rect, (ground, *said) if scene.notice else ())


def _offline(scene: Scene, board: Board) -> Element:
    """In full colours over the grey."""
    u = board.u
    rect = (0, board.high - u(12.4), board.wide, u(12.4))
    said = OFFLINE if scene.offline else ""
    size = largest(said, "Bold", u.sizes(6.3, 3), (board.wide - u(4), u(9)))
    words = Words(Style(size, "Bold", FRESH.on_navy), "middle")
    return _text("offline", said, rect, words, Box(rect, RED))
