"""A city, and SD cards in boxes that send to it: each card with its own copy of the data folder, over a real broker."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from drivers.clock import SimulatedClock
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.device import device_moved, started
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.events import DeviceChanged
from kiosk.host import card
from kiosk.journal.bell import Bell
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.opening import open_file, read_file
from kiosk.journal.repair.starting import start
from kiosk.journal.signing import INTERVAL_S, own_key
from scripts.soak.link import RULES, SOURCE, Mosquitto, Running, until
from sync.city.engine import StoreError
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.connection import broker_at
from sync.courier import Courier
from sync.route import Route
from tests.sync.city.running.parts import PATIENCE

_TOKENS = count(1)


class City:
    """A broker, and kiosk-city at it, with the first key of each kiosk pinned."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, list[str]()
        self.broker = Mosquitto(folder / "broker")
        self._running = self._begun()

    def _begun(self) -> Running:
        at, before = broker_at(f"mqtt://127.0.0.1:{self.broker.port}"), self._listened()
        made = Subscriber([at], self.opened, ["H55"], "city", say=self.said.append, dice=lambda: 0.01)
        running = Running(made.run)
        until(lambda: self._listened() > before, "the city listening", PATIENCE)
        return running

    def _listened(self) -> int:
        return sum(line.startswith("listening") for line in self.said)

    def opened(self) -> Store:
        return Store.open(f"sqlite:///{self.folder}/city.db", trust_first=True)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Stopped, and started anew; without a log of its database in between."""
        self._running.stop()
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        yield
        self._running = self._begun()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(self.opened()) as store:
            return [tuple(row) for row in store.sql(sql).fetchall()]

    def tokens(self) -> list[str]:
        """The visits that are here, each as often as it is."""
        with suppress(StoreError):
            return sorted(str(row[0]) for row in self.rows("SELECT visit FROM visits"))
        return []

    def ratings(self) -> int:
        """Rows of ratings."""
        with suppress(StoreError):
            return len(self.rows("SELECT sequence FROM ratings"))
        return 0

    def close(self) -> None:
        self._running.stop()
        self.broker.kill()


class Card:
    """A card with a kiosk's data, in a box. `says`: what its maker wrote into it; `kiosk`: the office's name for it."""

    def __init__(self, city: City, folder: Path, says: str, source: str = SOURCE) -> None:
        self.city, self.folder, self.source = city, folder, source
        self.card, self.said = card.identity(says), list[str]()
        folder.mkdir(exist_ok=True)

    @property
    def kiosk(self) -> Kiosk:
        return Kiosk(self.folder / "journal.db", self.source, SimulatedClock(self.folder / "clock"), self.card)

    def image(self, folder: Path, says: str, source: str = SOURCE) -> "Card":
        """All that is on it, onto another card (or back onto its own)."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("run"))
        return Card(self.city, folder, says, source)

    # --- power ---

    def on(self) -> None:
        """As the box starts: the journal is looked at, the start is written, the courier runs."""
        start(self.kiosk, True, self.said.append)
        self.book = open_file(self.kiosk.path, self.source, self.kiosk.clock)
        self._journal = open_file(self.kiosk.path, self.source, self.kiosk.clock)
        self._bell = Bell(self.folder / "run", "sync", self.kiosk.path)
        self.book.transact(lambda state, now: started(state, "1"))
        if word := card.word(self.book.card, self.card):
            self.book.transact(lambda state, now: device_moved(state, "card", word))
        self._courier = self._sent()

    def _sent(self) -> Running:
        at = broker_at(f"mqtt://127.0.0.1:{self.city.broker.port}")
        route = Route(at, self.source, "1", batch=50, window=4, card=self.card)
        self.sender = Courier(route, self._journal, self._bell, own_key(self.folder), lambda: 0.01, self.said.append)
        return Running(self.sender.run)

    def off(self) -> None:
        self._courier.stop()
        self.book.checkpoint(last=True)
        for part in (self._journal, self.book):
            part.close()
        self._bell.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        self.on()
        try:
            yield
        finally:
            self.off()

    # --- the office ---

    def works(self, times: int) -> list[str]:
        """As many numbers are given and ratings pressed, singly; the tokens of the visits."""
        tokens = [f"v{next(_TOKENS)}" for _ in range(times)]
        for token in tokens:
            ticket = NewTicket(token, "A", slip="shown")
            self.book.transact(lambda s, now, ticket=ticket: queue.issue(s, now, RULES, ticket))  # type: ignore[misc]
            self.book.transact(lambda s, now: ratings.press(s, now, RULES, Press(3, "button")))
        self._bell.ring()
        return tokens

    def signs(self) -> None:
        """Its hourly checkpoint, now."""
        self.sender._diary.day_closed(time.monotonic() - INTERVAL_S)
        self.works(0)

    def city_is(self) -> str:
        """The word of the city's part, as every page of the box has it."""
        self.book.refresh()
        return self.book.state.devices.get("city", "ok")

    def words(self, device: str) -> list[str]:
        """All that was ever written of a part."""
        with read_file(self.kiosk.path) as journal:
            changed = [row["data"] for row in journal.rows() if row["type"] == DeviceChanged.TYPE]
        return [str(data["state"]) for data in changed if data["device"] == device]

    def has_sent_all(self) -> bool:
        """And the city has it."""
        self.book.refresh()
        return all(self.sender.lanes[s].cursor == self.book.head(s)[0] for s in self.sender.lanes)
