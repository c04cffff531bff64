"""Frames of a touch panel's records to contacts, and contacts to the one finger that counts. Pure.

Every way of speaking is first put into slots (Documentation/input/multi-touch-protocol.rst): a single touch, said by
BTN_TOUCH or, in mouse mode, BTN_LEFT, is slot 0; contacts without slots (protocol A) take the slot of the nearest that
was there. A slot keeps its place, as the kernel does not repeat what stays the same. A finger is heard once its place
is known: there are panels that say it in the frame after the touch. The finger that counts is the first that comes; one
that has lain there for `STILL_MS` (water, a sleeve, a sticker) gives way to the next. What hovers touches nothing
(tips.py); what the panel calls a palm is no finger until it was lifted. Numbers are the panel's own; times are ms of a
clock that nobody sets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from drivers.evdev import KEY, SYN, Record
from drivers.tips import ABS, MT_DISTANCE, MT_ID, MT_X, MT_Y, NONE, PALM, TOOL, Tip, heard, measuring, on_glass

SYN_MT_REPORT, BTN_LEFT, BTN_TOUCH = 2, 0x110, 0x14A
ABS_X, ABS_Y, ABS_DISTANCE, MT_SLOT = 0x00, 0x01, 0x19, 0x2F
STILL_MS = 1000
Phase = Literal["down", "move", "up", "gone"]
Said = tuple[Phase, int, int]


@dataclass(frozen=True)
class Contact:
    """`number`: no other contact has it; `placed`: it said a place of its own; `palm`: it was called one."""

    number: int
    id: int
    since: int
    x: int | None
    y: int | None
    palm: bool
    placed: bool = False


@dataclass(frozen=True)
class Slot:
    """The last place and tool that were said in it, and what touches there now."""

    x: int | None = None
    y: int | None = None
    tool: int = 0
    contact: Contact | None = None


@dataclass(frozen=True)
class Fingers:
    """`speaks`: how the panel tells contacts; `slot`: the one that records are about; `followed`: number of the contact
    that counts, `heard`: its touch was told; `tips`: by slot; `measured`: which signs of a touch the panel knows."""

    slots: Mapping[int, Slot] = field(default_factory=dict)
    tips: Mapping[int, Tip] = field(default_factory=dict)
    measured: frozenset[int] = frozenset()
    slot: int = 0
    speaks: Literal["single", "slots", "contacts"] = "single"
    followed: int = 0
    heard: bool = False
    last: int = 0  # number of the last contact

    def contacts(self) -> dict[int, Contact]:
        """Those that touch now, by slot."""
        return {number: slot.contact for number, slot in self.slots.items() if slot.contact is not None}

    def since(self) -> int | None:
        """When the oldest of them came; None without any."""
        return min((contact.since for contact in self.contacts().values()), default=None)


def framed(fingers: Fingers, frame: Sequence[Record], at: int) -> tuple[Fingers, tuple[Said, ...]]:
    """The fingers after one frame (its SYN_REPORT taken off), and what the one that counts did."""
    before = replace(fingers, speaks=_speaks(fingers, frame), measured=measuring(fingers.measured, frame))
    fingers, records = _in_slots(before, frame)
    told = list[Said]()
    for _, code, value in records:
        fingers, said = _record(fingers, code, value, at)
        told += said
    now = _followed(fingers)
    if now is None or not now.placed or now.x is None or now.y is None:
        return fingers, tuple(told)
    if not fingers.heard:
        return replace(fingers, heard=True), (*told, ("down", now.x, now.y))
    moved = before.followed == now.number and now != _followed(before)
    return fingers, (*told, ("move", now.x, now.y)) if moved else tuple(told)


def unfollowed(fingers: Fingers) -> Fingers:
    """Nobody saw what touches now come: it is no finger of anybody's."""
    return replace(fingers, followed=0, heard=False)


def forgotten(fingers: Fingers) -> tuple[Fingers, tuple[Said, ...]]:
    """Nobody knows what touches now: what still does comes anew with the next frame, and was no tap."""
    now = _followed(fingers)
    gone = _gone(now) if now is not None and fingers.heard else ()
    return unfollowed(replace(fingers, slots={}, tips={})), gone


def ended(fingers: Fingers) -> list[Record]:
    """The frame in which everything that touches is lifted, as the panel would say it."""
    if fingers.speaks == "single":
        return [(KEY, BTN_TOUCH, 0)]
    return [record for slot in fingers.contacts() for record in _lifted(slot)]


# --- every way of speaking, in slots ---


def _speaks(fingers: Fingers, frame: Sequence[Record]) -> Literal["single", "slots", "contacts"]:
    """Whoever has slots goes on by them: there are drivers that say protocol A's word behind them."""
    if fingers.speaks != "single":
        return fingers.speaks
    if (SYN, SYN_MT_REPORT) in {record[:2] for record in frame} and MT_SLOT not in {code for _, code, _ in frame}:
        return "contacts"
    slots = any(kind == ABS and code in (MT_SLOT, MT_ID, MT_X, MT_Y) for kind, code, _ in frame)
    return "slots" if slots else "single"


def _in_slots(fingers: Fingers, frame: Sequence[Record]) -> tuple[Fingers, list[Record]]:
    """As protocol B would have said it of what touches, in each slot a touch before its place."""
    if fingers.speaks == "contacts":
        return fingers, list(_assigned(fingers, frame))
    told, slot, tips = list[Record](), fingers.slot, dict(fingers.tips)
    for part in _parts(frame if fingers.speaks == "slots" else filter(None, map(_single, frame))):
        if part[0][1] == MT_SLOT:
            told.append(part[0])
            slot, part = part[0][2], part[1:]
        tips[slot], said = heard(tips.get(slot, Tip()), part, fingers.measured)
        told += said
    return replace(fingers, tips=tips), told


def _parts(frame: Iterable[Record]) -> list[list[Record]]:
    """What is said of one slot in one go, behind its number."""
    parts = list[list[Record]]()
    for record in frame:
        if record[0] == ABS and (record[1] == MT_SLOT or not parts):
            parts.append([record])
        elif record[0] == ABS:
            parts[-1].append(record)
    return parts


def _single(record: Record) -> Record | None:
    match record:
        case (1, 0x14A | 0x110, 0 | 1 as down):
            return (ABS, MT_ID, 0 if down else NONE)
        case (3, 0x00, x):
            return (ABS, MT_X, x)
        case (3, 0x01, y):
            return (ABS, MT_Y, y)
        case (3, 0x19, far):
            return (ABS, MT_DISTANCE, far)
    return None


def _assigned(fingers: Fingers, frame: Sequence[Record]) -> Iterator[Record]:
    """A frame of protocol A names every contact there is; who is not named was lifted."""
    if (SYN, SYN_MT_REPORT, 0) not in frame and not {(KEY, BTN_TOUCH, 0), (KEY, BTN_LEFT, 0)} & set(frame):
        return
    named, there = _named(frame, fingers.measured), fingers.contacts()
    slots = _nearest([(x, y) for x, y, _ in named], there)
    for slot in there.keys() - set(slots):
        yield from _lifted(slot)
    for slot, (x, y, tool) in zip(slots, named, strict=True):
        yield from ((ABS, MT_SLOT, slot), (ABS, TOOL, tool), (ABS, MT_ID, slot), (ABS, MT_X, x), (ABS, MT_Y, y))


def _named(frame: Iterable[Record], measured: frozenset[int]) -> list[tuple[int, int, int]]:
    """Place and tool of each contact that has a place and is on the glass, in the order of the frame."""
    named, held = list[tuple[int, int, int]](), dict[int, int]()
    for kind, code, value in frame:
        if kind == ABS:
            held[code] = value
        elif (kind, code) == (SYN, SYN_MT_REPORT):
            if MT_X in held and MT_Y in held and on_glass(held, measured):
                named.append((held[MT_X], held[MT_Y], held.get(TOOL, 0)))
            held = {}
    return named


def _nearest(places: Sequence[tuple[int, int]], there: Mapping[int, Contact]) -> list[int]:
    """A slot for each place: of the contact next to it, the closest pairs first; a new one for who is left."""

    def far(pair: tuple[int, int]) -> int:
        (x, y), contact = places[pair[0]], there[pair[1]]
        return abs(x - (contact.x or 0)) + abs(y - (contact.y or 0))

    found = dict[int, int]()
    for place, slot in sorted(((p, s) for p in range(len(places)) for s in there), key=far):
        if place not in found and slot not in found.values():
            found[place] = slot
    free = (slot for slot in count() if slot not in there)
    return [found[place] if place in found else next(free) for place in range(len(places))]


def _lifted(slot: int) -> tuple[Record, Record]:
    return (ABS, MT_SLOT, slot), (ABS, MT_ID, NONE)


# --- slots to the finger that counts ---


def _record(fingers: Fingers, code: int, value: int, at: int) -> tuple[Fingers, tuple[Said, ...]]:
    slot = fingers.slots.get(fingers.slot, Slot())
    if code == MT_SLOT:
        return replace(fingers, slot=value), ()
    if code == TOOL:
        return _held(fingers, replace(slot, tool=value))
    if code == MT_ID:
        return _touched(fingers, slot, value, at)
    if code in (MT_X, MT_Y):
        return _put(fingers, _moved(slot, *((value, slot.y) if code == MT_X else (slot.x, value)))), ()
    return fingers, ()


def _put(fingers: Fingers, slot: Slot) -> Fingers:
    return replace(fingers, slots={**fingers.slots, fingers.slot: slot})


def _moved(slot: Slot, x: int | None, y: int | None) -> Slot:
    contact = slot.contact and replace(slot.contact, x=x, y=y, placed=True)
    return replace(slot, x=x, y=y, contact=contact)


def _touched(fingers: Fingers, slot: Slot, id_: int, at: int) -> tuple[Fingers, tuple[Said, ...]]:
    """Another id in a slot ends the contact that was there, whether or not its end was said; a palm's that was not
    said is none: there are kernels that give it another id when its tool is another."""
    told: tuple[Said, ...] = ()
    palm = slot.tool == PALM or (slot.contact is not None and slot.contact.palm)
    if slot.contact is not None and slot.contact.id != id_:
        fingers, told = _left(_put(fingers, replace(slot, contact=None)), slot.contact)
        slot = replace(slot, contact=None)
    if id_ < 0 or slot.contact is not None:
        return fingers, told
    new = Contact(fingers.last + 1, id_, at, slot.x, slot.y, palm)
    fingers, gone = _came(_put(replace(fingers, last=new.number), replace(slot, contact=new)), new, at)
    return fingers, (*told, *gone)


def _held(fingers: Fingers, slot: Slot) -> tuple[Fingers, tuple[Said, ...]]:
    """A contact that turns out to be a palm was no tap of anybody's."""
    now = slot.contact
    if now is None or now.palm or slot.tool != PALM:
        return _put(fingers, slot), ()
    fingers = _put(fingers, replace(slot, contact=replace(now, palm=True)))
    if now.number != fingers.followed:
        return fingers, ()
    return unfollowed(fingers), _gone(now) if fingers.heard else ()


def _came(fingers: Fingers, new: Contact, at: int) -> tuple[Fingers, tuple[Said, ...]]:
    """It counts if it is a finger and no other does, or if that one has lain there for long."""
    now = _followed(fingers)
    if new.palm or (now is not None and at - now.since < STILL_MS):
        return fingers, ()
    gone = _gone(now) if now is not None and fingers.heard else ()
    return replace(fingers, followed=new.number, heard=False), gone


def _gone(contact: Contact) -> tuple[Said, ...]:
    return (("gone", contact.x or 0, contact.y or 0),)


def _left(fingers: Fingers, old: Contact) -> tuple[Fingers, tuple[Said, ...]]:
    """One that never said where it was touched where its slot was touched last."""
    if old.number != fingers.followed:
        return fingers, ()
    nobody = unfollowed(fingers)
    if old.x is None or old.y is None:
        return nobody, ()
    down: tuple[Said, ...] = () if fingers.heard else (("down", old.x, old.y),)
    return nobody, (*down, ("up", old.x, old.y))


def _followed(fingers: Fingers) -> Contact | None:
    return next((c for c in fingers.contacts().values() if c.number == fingers.followed), None)
