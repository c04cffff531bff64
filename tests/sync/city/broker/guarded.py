"""The broker of docs/city, as its file has it, with kiosks and a kiosk-city that come by certificate."""

import os
import re
import signal
import subprocess
from contextlib import closing
from pathlib import Path

from drivers.clock import SimulatedClock
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.journal.bell import Bell
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import own_key
from kiosk.simulation.broker import mosquitto
from kiosk.simulation.folder import choose_port
from scripts.small_office import small
from scripts.soak.link import SOURCE, Running, until
from sync.city.__main__ import main
from sync.city.broker.rights import common_name
from sync.city.store import Store
from sync.connection import Broker
from sync.courier import Courier
from sync.route import Route
from tests.docs.papers import ROOT
from tests.sync.city.running.certificates import Authority
from tests.sync.city.running.parts import PATIENCE, City

NEIGHBOUR = "/H55/92/08/000/k2"
Pair = tuple[Path, Path]


class Guarded:
    """`ours` signs whoever may come; `said`: the broker's log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ours, self.other = folder, Authority(folder, "ours"), Authority(folder, "other")
        self.port, self.door = choose_port(), choose_port()
        self.ours.revokes()
        self.list, self.acl = folder / "kiosks", folder / "kiosks.acl"
        self.allows(SOURCE, NEIGHBOUR)
        self._log = folder / "broker.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen([str(mosquitto()), "-c", str(self._conf())], stderr=log)
        until(lambda: "running" in self.said(), "the broker", PATIENCE)  # before, a SIGHUP would end it

    def _conf(self) -> Path:
        """The city's own, for this folder and these ports."""
        certificate, key = self.ours.signs("broker")
        (self.folder / "nothing.acl").write_text((ROOT / "docs/city/nothing.acl").read_text())
        text = (ROOT / "docs/city/mosquitto.conf").read_text(encoding="utf-8")
        for before, after in (
            ("listener 8883", f"listener {self.port} 127.0.0.1"), ("listener 1884", f"listener {self.door}"),
            ("/etc/mosquitto/ca.pem", str(self.ours.file)), ("/etc/mosquitto/broker.crt", str(certificate)),
            ("/etc/mosquitto/broker.key", str(key)), ("/etc/mosquitto", str(self.folder)),
            ("/var/lib/mosquitto/", f"{self.folder}/"), ("log_dest syslog", "log_dest stderr"),
        ):  # fmt: skip
            assert before in text
            text = text.replace(before, after)
        conf = self.folder / "mosquitto.conf"
        conf.write_text(text + ("\nuser root\n" if os.geteuid() == 0 else ""))
        return conf

    def allows(self, *sources: str) -> None:
        """By the city's own command; what the broker has of it from the next reload on."""
        self.list.write_text("\n".join(sources))
        assert main(["rights", str(self.list), "--to", str(self.acl)]) == 0

    def reload(self) -> None:
        """As systemctl reload does; over when it is done."""
        before = self.said().count("Reloading")
        self._process.send_signal(signal.SIGHUP)
        until(lambda: self.said().count("Reloading") > before, "the broker reading again", PATIENCE)

    def cut(self, source: str) -> None:
        assert main(["cut", source, "--broker", f"mqtt://127.0.0.1:{self.door}"]) == 0

    def said(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def at(self, pair: Pair) -> Broker:
        return Broker("127.0.0.1", self.port, True, ca=str(self.ours.file), certificate=str(pair[0]), key=str(pair[1]))

    def city(self, *more: str) -> City:
        pair = self.ours.signs("city")
        words = ["--ca", str(self.ours.file), "--certificate", str(pair[0]), "--certificate-key", str(pair[1]), *more]
        made = City(self.folder, f"mqtts://127.0.0.1:{self.port}", self.db, *words)
        made.says("listening")
        return made

    @property
    def db(self) -> str:
        return f"sqlite:///{self.folder}/city.db"

    def stored(self, source: str = SOURCE) -> int:
        """Ratings of a kiosk in the city's database."""
        with closing(Store.open(self.db)) as store:
            return int(store.sql("SELECT count(*) FROM ratings WHERE source = ?", source).fetchone()[0])

    def letters(self) -> int:
        with closing(Store.open(self.db)) as store:
            return int(store.sql("SELECT count(*) FROM dead_letters").fetchone()[0])

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class Box:
    """A kiosk's courier with its journal. `pair`: what it comes with; `said`: its log."""

    def __init__(self, at: Guarded, pair: Pair, source: str = SOURCE, city_keys: tuple[str, ...] = ()) -> None:
        folder = at.folder / common_name(source)
        folder.mkdir(exist_ok=True)
        migrate(folder / "journal.db")
        clock = folder / "clock"
        self.journal, self.book = (open_file(folder / "journal.db", source, SimulatedClock(clock)) for _ in "ab")
        self.bell, self.said = Bell(folder / "run", "sync", folder / "journal.db"), list[str]()
        route = Route(at.at(pair), source, "0", city_keys=city_keys)
        self.courier = Courier(route, self.journal, self.bell, own_key(folder), lambda: 0.01, self.said.append)
        self._running = Running(self.courier.run)

    def rate(self, count: int = 1) -> None:
        for _ in range(count):
            self.book.transact(lambda s, now: ratings.press(s, now, small().rules, Press(3, "button")))
        self.bell.ring()

    def says(self, words: str) -> None:
        """Waits for it in the log."""
        until(lambda: any(re.search(words, line) for line in list(self.said)), f"{words!r} in {self.said}", PATIENCE)

    def cursor(self) -> int:
        return self.courier.lanes["rating"].cursor

    def arrives(self, number: int) -> None:
        until(lambda: self.cursor() == number, f"cursor at {number}; it said {self.said}", PATIENCE)

    def word(self, device: str) -> str:
        self.book.refresh()
        return self.book.state.devices.get(device, "ok")

    def dies(self) -> None:
        """It takes no leave, as when its power is cut; what it had noted of the cursors is written."""
        self.courier._ready = False
        self.close()

    def close(self) -> None:
        self._running.stop()
        for part in (self.bell, self.journal, self.book):
            part.close()
