"""Who stands before the cabinet, and what each of them means: one intention is one of the citizens' events, or none.

The model knows of the kiosk only what can be seen: the screen's word, and what can be touched on it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.decisions import counters, queue
from kiosk.core.office.scales import REASONS
from kiosk.devices.screen import READ_MS
from tests.app.walk.cabinet import SIZE, Cabinet, dips, finger

Fact = tuple[object, ...]
Place = tuple[int, int]
_CITIZENS: dict[str, Callable[[Any], Fact | None]] = {  # by its event what a citizen meant; None: nobody did
    "ticket.issued": lambda d: (d["service"], d["channel"]) if d["channel"] != "walk-in" else None,
    "rating.given": lambda d: (d["level"], d["channel"]),
    "rating.reasoned": lambda d: (tuple(d["reasons"]),),
    "rating.bound": lambda d: (d["counter"],),
    "rating.revised": lambda d: () if d["why"] == "unbound" else None,
    "visit.ended": lambda d: () if d["outcome"] == "declined" else None,
}
PRESSES: dict[str, Fact] = {
    "satisfied": ("rating.given", 3, "button"),
    "pad": ("rating.given", 1, "pad"),
    "service-a": ("ticket.issued", "A", "button"),
}
OPEN_MS = 50_000  # that a rating surely takes reasons


def written(room: Cabinet) -> list[Fact]:
    """The citizens' events so far."""
    found = list[Fact]()
    for row in room.journal.rows():
        kind = row["type"].removeprefix("vn.motcua.").rpartition(".")[0]
        fact = _CITIZENS[kind](row["data"]) if kind in _CITIZENS else None
        found += [(kind, *fact)] if fact is not None else []
    return found


@dataclass
class People:
    """`intentions`: how many they had so far."""

    room: Cabinet
    dice: random.Random = field(default_factory=random.Random)
    meant: list[Fact] = field(default_factory=list)
    rated_at: int = 0
    intentions: int = 0

    def looks(self) -> dict[str, Place]:
        """Once the kiosk has caught up: what can be touched, and its middle."""
        self.room.turn()
        shown = self.room.app.screen.data()["things"]
        middles = {t["id"]: (t["rect"][0] + t["rect"][2] // 2, t["rect"][1] + t["rect"][3] // 2) for t in shown}
        return {id_: place for id_, place in middles.items() if self.room.app.screen.hit(*place) == id_}

    def waits(self, ms: int) -> None:
        self.room.mono += ms
        self.room.turn()

    def means(self, wanted: Fact | None, does: Callable[[], object], sure: bool = True) -> None:
        """Does it; what was written by it is what was wanted, once. Not `sure`: or nothing, as it was lost."""
        before = written(self.room)
        does()
        self.room.turn()
        after = written(self.room)[len(before) :]
        fits = after == ([wanted] if wanted else []) or (not sure and not after)
        assert fits, f"meant {wanted}, written {after}; on {self.room.on()}"
        self.intentions += 1
        self.rated_at = self.room.mono if any(fact[0] == "rating.given" for fact in after) else self.rated_at

    # --- fingers on the glass ---

    def taps(self, how: "Gesture") -> None:
        """Something that was read; and its echo, as of a finger that trembles."""
        there, screen = self.looks(), self.room.on()
        names = [name for name in there if self._goes(name)]
        if not names or self.room.app.touch._panel.device is None:  # type: ignore[union-attr]  # there is one
            return
        thing = self.dice.choice(names)
        self.waits(READ_MS + self.dice.choice((0, 100, 800)))
        if self.looks().get(thing) != there[thing] or self.room.on() != screen:
            return
        place = there[thing]
        self.means(self._wanted(thing), lambda: how.does(self, place), how.sure)
        self.room.mono += self.dice.randrange(50, 600)
        if self.dice.random() < 0.5 and how.sure:
            self.means(None, lambda: one_finger(self, place))

    def _goes(self, thing: str) -> bool:
        """Whether the rating on the screen is open still, where it is about that."""
        about = thing.partition("-")[0] in ("reason", "counter", "not")
        return not about or self.room.mono - self.rated_at < OPEN_MS

    def _wanted(self, thing: str) -> Fact | None:
        kind, _, which = thing.partition("-")
        if kind == "service":
            return "ticket.issued", which, "touch"
        if kind == "level":
            return "rating.given", int(which), "touch"
        if kind == "reason":
            return "rating.reasoned", self._toggled(which)
        if kind == "counter":
            return "rating.bound", int(which)
        return {"not-this-counter": ("rating.revised",), "decline": ("visit.ended",)}.get(thing)

    def _toggled(self, code: str) -> tuple[str, ...]:
        mine = [row for row in self.room.rows("rating.reasoned") if row["rating"] == self.room.app.dialog.rating]
        given: set[str] = set(mine[-1]["reasons"]) if mine else set()  # type: ignore[call-overload]  # a list of them
        return tuple(one for one in REASONS.codes if one in given ^ {code})

    # --- buttons ---

    def presses(self) -> None:
        """Somebody else than who was there just now, however late the kiosk hears it."""
        name = self.dice.choice(list(PRESSES))
        self.waits(5_000)
        self.looks()
        late, lost = self.dice.choice((0, 0, 40, 700)), self.room.wires.lines.gone
        self.means(PRESSES[name], lambda: self.room.contact(name, finger(self.dice), late), sure=not lost)

    def brushes(self) -> None:
        """A sleeve, a relay: nobody meant anything."""
        name = self.dice.choice(list(PRESSES))
        late = self.dice.choice((0, 0, 40, 700))
        self.means(None, lambda: self.room.contact(name, dips(self.dice), late))

    # --- slips under the scanner, and what officers do ---

    def scans(self) -> None:
        """A slip of a visit that is over, one that waits, or something else; once, or again and again."""
        codes = [f"v{n:011d}" for n in range(1, self.room.served_so_far + 1)][-3:]
        code = self.dice.choice([*codes, "t1", "nobody knows it"])
        if self.room.scanner_there:
            self.means(None, lambda: self.room.scans(code, self.dice.choice((1, 1, 3))))

    def serves(self) -> None:
        self.means(None, lambda: self.room.serve(self.dice.choice((1, 2))))

    def calls(self) -> None:
        """The next one of those who wait, where there is one: the voice says so."""
        rules = self.room.settings.rules
        if any(visit.status == "waiting" for visit in self.room.journal.state.visits.values()):
            self.room.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 3, "o3", "s1"))
            self.room.journal.transact(lambda s, now: queue.call_next(s, now, rules, 3))
            self.room.journal.transact(lambda s, now: queue.start(s, now, 3))
            self.room.journal.transact(lambda s, now: queue.finish(s, now, 3))


@dataclass(frozen=True)
class Gesture:
    """What a finger does where somebody means to tap; `sure`: the kernel has all of it."""

    does: Callable[[People, Place], None]
    sure: bool = True


def one_finger(people: People, place: Place) -> None:
    _down(people, 0, place)
    people.room.reads_the_panel()
    _up(people, 0)
    people.room.reads_the_panel()


def at_once(people: People, place: Place) -> None:
    """The loop was slow: it reads both together."""
    _down(people, 0, place)
    _up(people, 0)
    people.room.reads_the_panel()


def doubled(people: People, place: Place) -> None:
    """A second one of the same hand, beside the first; either goes first."""
    dice, x, y = people.dice, *place
    _down(people, 0, place)
    _down(people, 1, (min(SIZE[0] - 1, x + dice.randint(0, 4)), min(SIZE[1] - 1, y + dice.randint(0, 4))))
    if dice.random() < 0.5:
        people.room.reads_the_panel()
    for one in dice.sample((0, 1), 2):
        _up(people, one)
    people.room.reads_the_panel()


def twice(people: People, place: Place) -> None:
    """A contact that breaks for a moment, as of a dry finger, while the loop is slow."""
    for _ in range(2):
        _down(people, 0, place)
        _up(people, 0)
    people.room.reads_the_panel()


def trembling(people: People, place: Place) -> None:
    """It moves by a dot or two in between."""
    x, y = place
    _down(people, 0, place)
    people.room.reads_the_panel()
    for _ in range(3):
        people.room.wires.panel.move(0, *people.room.raw(x + people.dice.randint(-2, 2), y))
        people.room.reads_the_panel()
    _up(people, 0)
    people.room.reads_the_panel()


def dropped(people: People, place: Place) -> None:
    """Records are lost from somewhere in the tap to somewhere in it."""
    panel, since = people.room.wires.panel, people.dice.randrange(3)
    to = people.dice.randrange(since, 3)
    acts: tuple[Callable[[], None], ...] = (lambda: _down(people, 0, place), lambda: _up(people, 0), lambda: None)
    for step, does in enumerate(acts):
        if step == since:
            panel.lose()
        does()
        if step == to:
            panel.caught_up()
        if not panel.dropping and people.dice.random() < 0.5:
            people.room.reads_the_panel()
    people.room.reads_the_panel()


def _down(people: People, number: int, place: Place) -> None:
    people.room.wires.panel.down(number, *people.room.raw(*place))


def _up(people: People, number: int) -> None:
    people.room.wires.panel.up(number)


GESTURES = (
    *(Gesture(one_finger),) * 3,
    Gesture(at_once),
    Gesture(doubled),
    Gesture(twice),
    Gesture(trembling),
    Gesture(dropped, sure=False),
)
