"""Nobody in the office and nobody on its network learns how a citizen rated.

Strategy: ratings go through a real journal while a real console serves. Around each press everything is gathered that
an officer, a technician or a stranger can read, the closing slip and what is told for each citizen's own slip too, and
what leaves the kiosk besides the ratings themselves: the device stream, with a checkpoint at the worst moment, right
behind each rating. An adversary who knows every rating but its level and its salt then guesses: by hashing, and by what
moved at the press. Not held: how many events the chains have, which checkpoints tell the city.
"""

import io
import json
import random
import re
import tarfile
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from drivers.clock import START as REAL_TIME
from kiosk.core.decisions import ratings
from kiosk.core.decisions.days import close_day
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.scales import REASONS, SCALES
from kiosk.core.record.chain import hash_of
from kiosk.doctor.checks.system import clock_said, data_folder, journal_verified
from kiosk.journal.closing.days import signed
from kiosk.journal.closing.rated import proof_of
from kiosk.journal.proof.known import Known
from kiosk.journal.proof.words import in_words
from kiosk.journal.signing import Signer, own_key
from kiosk.paper.closing import slip_of_day
from kiosk.service.start_log import FILE, line_of, read
from kiosk.service.status_page import answer, by_bells
from sync.journal_entries import Diary
from tests.console.conftest import Room, opened_room
from tests.console.test_pages import events
from tests.console.test_technician import technician
from tests.journal.clocks import TestClock
from tests.unmasking.day import by_press

pytestmark = pytest.mark.slow

RATINGS = 72
EACH = 4  # presses: around each of so many also what takes long is read
SHARES = {4: 55, 3: 25, 2: 12, 1: 8}  # percent
LEVELS = tuple(SCALES["vn4"].levels)
LATER_S = 70  # until a rating is settled, and the next press is another's
CALLED_BACK: list[tuple[str, dict[str, str]]] = [("finish", {}), ("recall", {}), ("call", {"ticket": "A001"})]
PAGES = ("/", "/board", "/technician", "/openapi.json", "/assets/console/console.js", "/assets/board/board.js")
TIMES = re.compile(r'"(?:clock|seconds|oldest)":\d+')

Seen = dict[str, str]  # what was read, by where
Event = dict[str, Any]


@dataclass
class Watch:
    """All who look: an officer, a technician, a stranger, each with a stream of their own that is never closed."""

    room: Room
    heard: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    hashes: set[str] = field(default_factory=set)
    salts: set[str] = field(default_factory=lambda: {""})

    def __post_init__(self) -> None:
        self.officer, self.technician, self.stranger = self.room.officer(), technician(self.room), self.room.client()
        for name, cookies in (("officer", self.officer.cookies), ("stranger", httpx.Cookies())):
            threading.Thread(target=self._hear, args=(name, cookies), daemon=True).start()

    def _hear(self, name: str, cookies: httpx.Cookies) -> None:
        with (
            suppress(httpx.TransportError),
            httpx.Client(base_url=self.room.url, cookies=cookies, timeout=None) as client,
            client.stream("GET", "/api/stream") as answer,
        ):
            for chunk in answer.iter_raw():
                self.heard[name] += chunk

    def look(self, everywhere: bool) -> Seen:
        """What can be read now; `everywhere`: also what takes long."""
        seen = {f"officer {path}": self.officer.post(f"/api/{path}", json=body).text for path, body in CALLED_BACK}
        seen["officer state"] = self.officer.get("/api/state").text
        seen["history"] = self.officer.get("/api/history?ticket=A001").text
        seen["own day"] = self.officer.get("/api/visits").text
        seen["technician state"] = self.technician.get("/api/technician/state").text
        seen["health"] = self.stranger.get("/healthz").text
        if everywhere:
            seen |= {f"bundle {name}": text for name, text in self._bundle()}
            seen["board"] = next(json.dumps(data) for name, data in events(self.room.client()) if name == "board")
            seen["doctor"] = str(journal_verified(self.room.office.journal))
        self.keep(seen.values())
        return seen

    def set_clock(self) -> None:
        """The machine's, which the bundle's date is from, as the office's."""
        wires = Path(self.room.config.hardware.wires)
        wires.mkdir(exist_ok=True)
        (wires / "clock").write_text(json.dumps({**REAL_TIME, "frozen_wall_ms": self.room.clock.now.wall}))

    def _bundle(self) -> Iterator[tuple[str, str]]:
        got = self.technician.get("/api/technician/bundle.tar.gz")
        with tarfile.open(fileobj=io.BytesIO(got.content)) as tar:
            for member in tar.getmembers():
                content = tar.extractfile(member)
                yield member.name, content.read().decode(errors="replace") if content else ""

    def keep(self, texts: Iterable[str]) -> None:
        """Whatever may be a hash or a salt in them."""
        for text in texts:
            self.hashes.update(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", text))
            self.salts.update(re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", text))

    def keep_the_rest(self) -> None:
        """What is read once, at the end of the day, and what the city's devices' topic carries."""
        folder, journal, config = Path(self.room.config.kiosk.data), self.room.office.journal, self.room.config
        page = answer(b"GET / HTTP/1.1\r\n\r\n", by_bells(str(folder / "run"), str(folder / "log")), "k1", 0.0)
        self.keep(self.stranger.get(path).text for path in PAGES)
        self.keep(str(event) for event in journal.after("device", 0, 10**6))
        self.keep(heard.decode() for heard in self.heard.values())
        self.keep([page.decode(), in_words(journal.path, journal.verify(), Known())])
        self.keep(map(repr, slips := [None, *(own.word for own in signed(journal))]))
        self.keep(repr(slip_of_day(journal, config, journal.state.day, word)) for word in slips)
        tokens = {row["correlationid"] for row in journal.rows() if "correlationid" in row}
        self.keep("\n".join(proof_of(journal, token, [])[1]) for token in tokens)
        self.keep(map(line_of, read(folder / "run" / FILE)))
        self.keep(map(str, (data_folder(folder), clock_said(TestClock()))))


@dataclass
class Day:
    """`events`: on the stream of ratings; `at_once`, `settled`: what moved at each press, and until nothing of it could
    change any more (of every fourth press, by its number)."""

    watch: Watch
    levels: list[int]
    events: list[Event]
    at_once: list[frozenset[str]]
    settled: dict[int, frozenset[str]]


def lived(room: Room, number: int) -> Day:
    """So many presses, each in a minute of its own."""
    chance = random.Random(20261123)
    levels = chance.choices(list(SHARES), list(SHARES.values()), k=number)
    folder = Path(room.config.kiosk.data)
    diary = Diary(room.office.journal, Signer(own_key(folder), "1.0", "5" * 64, "c" * 32), 0.0)
    watch = Watch(room)
    day = Day(watch, levels, [], [], {})
    for n, level in enumerate(levels):
        everywhere = n % EACH == 0
        if _is_visited(n):
            room.ticket()
            watch.officer.post("/api/next", json={"key": f"next {n}"})
            watch.officer.post("/api/start", json={"key": f"start {n}"})
            watch.officer.post("/api/finish", json={"key": f"finish {n}"})
        watch.set_clock()
        before = watch.look(everywhere)
        _press(room, level, chance)
        after = watch.look(everywhere)
        day.at_once.append(_moved(before, after))
        diary.day_closed(0.0)
        assert diary.work(0.0)
        room.clock.pass_seconds(LATER_S)
        room.office.journal.transact(lambda s, now: ratings.sweep(s, now, room.office.rules))
        if everywhere:
            day.settled[n] = _moved(after, watch.look(everywhere))
    room.office.journal.transact(close_day)
    diary.day_closed(0.0)
    assert diary.work(0.0)
    watch.keep_the_rest()
    day.events.extend(row for row in room.office.journal.rows() if row["stream"] == "rating")
    return day


def _is_visited(n: int) -> bool:
    """Every other press comes after a visit, the rest are bound to nobody."""
    return bool(n % 2)


def _press(room: Room, level: int, chance: random.Random) -> None:
    """As the touch app writes it; a reason comes with most of the low ones."""
    journal, rules = room.office.journal, room.office.rules
    journal.transact(lambda s, now: ratings.press(s, now, rules, Press(level, "button")))
    if level <= 2 and chance.random() < 0.7:
        reasons = (chance.choice(REASONS.codes),)
        journal.transact(lambda s, now: ratings.give_reasons(s, now, s.heads["rating"], reasons))
    room.bell.ring()


def _moved(before: Seen, after: Seen) -> frozenset[str]:
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


# --- the adversary ---


def guessed(day: Day) -> list[int]:
    """A level for each rating: one under which its hashes are among those that were read, else the likeliest."""
    likeliest = Counter(day.levels).most_common(1)[0][0]
    return [_found(chain, day.watch) or likeliest for chain in by_press(day.events)]


def _found(chain: list[Event], watch: Watch) -> int:
    """0 for none. A salt that was read is tried everywhere."""
    tries = ((level, salt) for level in LEVELS for salt in watch.salts)
    return next((level for level, salt in tries if _hashes(chain, level, salt) & watch.hashes), 0)


def _hashes(chain: list[Event], level: int, salt: str) -> set[str]:
    given, *later = chain
    found = [hash_of({**given, "data": {**given["data"], "level": level, "salt": salt}})]
    for event in later:
        found.append(hash_of({**event, "prevhash": found[-1], "data": {**event["data"], "salt": salt}}))
    return {*found}


# --- what it comes to ---


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with opened_room(tmp_path_factory.mktemp("kiosk")) as room:
        yield lived(room, RATINGS)


def test_levels_are_guessed_no_better_than_by_the_shares(day: Day) -> None:
    """No hash that was read is that of a rating under any level: the best that is left is to say the likeliest."""
    hits = sum(guess == level for guess, level in zip(guessed(day), day.levels, strict=True))
    assert len(day.levels) == len(by_press(day.events)) == RATINGS
    assert hits <= max(Counter(day.levels).values())
    assert len(day.watch.hashes) > RATINGS and len(day.watch.salts) > RATINGS


def test_nothing_moves_at_a_press(day: Day) -> None:
    """Not a byte of what can be read, whatever the level."""
    by_level = {level: {m for m, its in zip(day.at_once, day.levels, strict=True) if its == level} for level in LEVELS}
    assert by_level == {level: {frozenset()} for level in LEVELS}


def test_what_moves_later_is_the_same_for_each_level(day: Day) -> None:
    """A visit ends, and the clock goes on."""
    moved = {(day.levels[n], what) for n, what in day.settled.items()}
    assert {level for level, _ in moved} == {*LEVELS} and len({what for _, what in moved}) == 1, moved


def test_no_stream_speaks_at_a_press(day: Day) -> None:
    """Each message says something else than the one before: none was sent because of a rating."""
    for heard in day.watch.heard.values():
        said = re.findall(r"event: (\w+)\ndata: (.*)\n", TIMES.sub("", heard.decode()))
        for name in ("state", "board"):
            messages = [data for event, data in said if event == name]
            assert not [1 for before, after in pairwise(messages) if before == after]
    assert {*day.watch.heard} == {"officer", "stranger"} and all(len(h) > 1000 for h in day.watch.heard.values())


def test_without_salts_the_same_adversary_finds_each_of_them(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the adversary is one: a checkpoint's head is enough to know the level."""
    monkeypatch.setattr(room.office.journal, "_salt", lambda: "")
    day = lived(room, 12)
    assert guessed(day) == day.levels and len({*day.levels}) > 2
