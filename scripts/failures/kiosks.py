"""Kiosks as they are: a journal, somebody who presses, and the courier as the program that it is."""

import random
import threading
from collections.abc import Sequence
from pathlib import Path

from drivers.clock import SimulatedClock
from kiosk.config.toml_edit import with_options
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.events import STREAMS
from kiosk.journal.bell import ring
from kiosk.journal.opening import migrate, open_file
from scripts.attacks.programs import SETTINGS, Program
from scripts.failures.judge import Chain
from scripts.small_office import small

UNIT = "/H55/92/08/000"
RULES = small().rules
PRESS_S = 0.4  # at most, between two presses


class Kiosk:
    """`ports`: of its broker's nodes."""

    def __init__(self, folder: Path, name: str, ports: Sequence[int]) -> None:
        folder.mkdir(parents=True)
        (folder / "run").mkdir()
        self.folder, self.source = folder, f"{UNIT}/{name}"
        urls = [f"mqtt://127.0.0.1:{port}" for port in ports]
        plain = SETTINGS.format(folder=folder, port=ports[0], city_key="")
        self._settings = folder / "kiosk.toml"
        self._settings.write_text(with_options(plain, {"kiosk.id": name, "broker.others": urls[1:]}))
        migrate(folder / "journal.db")
        self._book = open_file(folder / "journal.db", self.source, SimulatedClock(folder / "clock"))
        self.rated, self._starts = 0, 0
        self.start()

    def start(self) -> None:
        self._starts += 1
        log = self.folder / f"courier-{self._starts}.log"
        self._courier = Program(log, "sync", "--config", str(self._settings))

    def kill(self) -> None:
        self._courier.kill()

    def stop(self) -> None:
        self._courier.stop()
        self._book.close()

    def rate(self) -> None:
        self._book.transact(lambda state, now: ratings.press(state, now, RULES, Press(1 + self.rated % 4, "button")))
        self.rated += 1
        ring(self.folder / "run")

    def written(self) -> dict[Chain, int]:
        """The last number of each of its chains."""
        self._book.refresh()
        heads = {(self.source, self._book.id, stream): self._book.head(stream)[0] for stream in STREAMS}
        return {chain: last for chain, last in heads.items() if last}


def press_until(kiosks: Sequence[Kiosk], over: threading.Event, dice: random.Random) -> None:
    """Somebody at each of them, now here, now there."""
    while not over.wait(dice.uniform(0, PRESS_S) / len(kiosks)):
        dice.choice(kiosks).rate()
