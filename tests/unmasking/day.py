"""A day of ratings, each in a moment of its own, and what an officer, a technician and a stranger read around each."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from kiosk.console.views import officer_view
from kiosk.core.decisions.days import close_day
from kiosk.core.record.event import name_of
from kiosk.doctor.checks.system import journal_verified
from kiosk.journal.proof.known import Known
from kiosk.journal.proof.words import in_words
from kiosk.journal.showing.lines import is_told, line_of
from kiosk.paper.closing import slip_of_day
from kiosk.service.log_bundle import parts
from kiosk.service.telling.board import board_view
from tests.console.test_technician import technician
from tests.unmasking.attacker import Event, Read, Seen, Sign, sign_of
from tests.unmasking.box import Box

SHARES = {4: 55, 3: 25, 2: 12, 1: 8}  # percent
LATER_S = 70  # until a rating is settled, and the next press is another's


@dataclass(frozen=True)
class Plan:
    """One citizen: `served` before the press; `reason`: on the screen after it; `again`: another button at once, 0 for
    none."""

    level: int
    served: bool
    reason: bool
    again: int


def plans(presses: int) -> list[Plan]:
    """The same ones each time. Who is not satisfied says why more often."""
    chance, made, left = random.Random(20261123), list[Plan](), presses
    while left > 0:
        level, again = chance.choices(list(SHARES), list(SHARES.values()), k=2)
        reason = chance.random() < (0.7 if level <= 2 else 0.05)
        twice = len(made) % 10 == 9 and again != level and left > 1
        made.append(Plan(level, len(made) % 2 == 1, reason and not twice, again if twice else 0))
        left -= 1 + twice
    return made


@dataclass
class Eyes:
    """All who look."""

    box: Box

    def __post_init__(self) -> None:
        self.stranger: httpx.Client = self.box.room.client()
        self.technician = technician(self.box.room)
        self.texts: list[str] = []

    def look(self, everywhere: bool) -> Seen:
        """What can be read now; `everywhere`: also what takes long."""
        seen = {**self._quick(), **(self._long() if everywhere else {})}
        self.texts += seen.values()
        return seen

    def _quick(self) -> dict[str, str]:
        box, room = self.box, self.box.room
        state, now = room.office.state(), room.clock()
        return {
            "officer's page": json.dumps(officer_view(state, room.config, 1, "cb01", now)),
            "board": json.dumps(board_view(state, room.config)),
            "officer recalls": box.ask("recall"),
            "officer finishes": box.ask("finish"),
            "officer calls": box.ask("call", ticket="A001"),
            "health": self.stranger.get("/healthz").text,
            "technician's page": self.technician.get("/api/technician/state").text,
            "lamps": str(box.around.lamps[-1:]),
            "voice": str(box.around.heard),
            "paper": str(len(box.around.papers)),
        }

    def _long(self) -> dict[str, str]:
        """Without systemd's own log, in which other programs of the machine speak too."""
        box = self.box
        bundle = parts(box.room.config, box.room.clock().wall)
        told = {f"bundle {name}": part.decode(errors="replace") for name, part in bundle if "systemd" not in name}
        verified = in_words(box.journal.path, box.journal.verify(), Known())
        return {**told, "doctor": str(journal_verified(box.journal)), "verify": verified}

    def at_the_end(self) -> None:
        """What is read once: the terminal of who runs `tail`, papers, and all that leaves for the city but ratings."""
        journal, config = self.box.journal, self.box.room.config
        rows = list(journal.rows())
        self.texts += [line_of(row) for row in rows if is_told(row["type"])]
        self.texts += [str(row) for row in rows if row["stream"] != "rating"]
        self.texts += [repr(slip_of_day(journal, config, journal.state.day)) for _ in range(2)]
        self.texts += [repr(paper) for paper in self.box.around.papers]


@dataclass(frozen=True, repr=False)  # a red test would show megabytes
class Day:
    """`levels`: the true ones, press by press; `grown`: by how much the stream of ratings did, which nobody sees;
    `settled`: of a citizen of each kind (served before or not, and the level) what moved until nothing could any more.
    """

    read: Read
    levels: Sequence[int]
    grown: Sequence[int]
    settled: Mapping[tuple[bool, int], frozenset[str]]


@dataclass
class Life:
    """What is written down of the presses while the day goes on."""

    box: Box
    eyes: Eyes
    signs: list[Sign] = field(default_factory=list)
    groups: list[object] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    grown: list[int] = field(default_factory=list)
    settled: dict[tuple[bool, int], frozenset[str]] = field(default_factory=dict)

    def citizen(self, plan: Plan) -> None:
        first = (plan.served, plan.level) not in self.settled
        if plan.served:
            self.box.serve()
        for again, level in enumerate(filter(None, (plan.level, plan.again))):
            after = self._pressed(level, plan, again, first)
        self.box.passes(LATER_S)
        if first:
            later = self.eyes.look(everywhere=True)
            self.settled[plan.served, plan.level] = frozenset(name for name in later if later[name] != after[name])

    def _pressed(self, level: int, plan: Plan, again: int, everywhere: bool) -> Seen:
        """A checkpoint is made at the worst moment, right behind the press."""
        number, before = self.box.journal.head("rating")[0], self.eyes.look(everywhere)
        _press(self.box, level, plan.reason)
        after = self.eyes.look(everywhere)
        self.signs.append(sign_of(before, after))
        self.groups.append((plan.served, again))
        self.levels.append(level)
        self.grown.append(self.box.journal.head("rating")[0] - number)
        self.box.checkpoint()
        return after


def lived(box: Box, presses: int) -> Day:
    life = Life(box, Eyes(box))
    _set_clock(box)
    box.checkpoint()  # the first one says that there is one
    for plan in plans(presses):
        life.citizen(plan)
    box.room.office.journal.transact(close_day)
    box.app.settle()
    box.checkpoint()
    life.eyes.at_the_end()
    events = [row for row in box.journal.rows() if row["stream"] == "rating"]
    read = Read(life.signs, life.groups, by_press(events), life.eyes.texts)
    return Day(read, life.levels, life.grown, life.settled)


def _set_clock(box: Box) -> None:
    """The machine's own, by which the bundle is dated, stands."""
    wires = Path(box.room.config.hardware.wires)
    wires.mkdir(exist_ok=True)
    (wires / "clock").write_text(json.dumps({"frozen_wall_ms": box.room.clock().wall}))


def _press(box: Box, level: int, reason: bool) -> None:
    box.press(level)
    if reason:
        box.tap("reason-LATE")


def by_press(events: Sequence[Event]) -> list[list[Event]]:
    """Each press with what was learned of it later."""
    chains: list[list[Event]] = []
    for event in events:
        if name_of(event["type"]) == "rating.given":
            chains.append([])
        chains[-1].append(event)
    return chains
