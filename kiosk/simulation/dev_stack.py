"""The whole house on one machine: broker, city, cabinet, touch app, console and courier, with only the wires simulated.

`House(data)` starts the programs as children, starts each again half a second after it died (also by kill -9), and
stops them in order. Everything lives in one folder: `kiosk.toml` (made from `demo.toml` when it is not there,
afterwards only its addresses are set), the demo's procedures, `journal.db`, `city.db`, `dev/` (the wires), `log/`,
`addresses.json`. Started again on the same folder it goes on where it was, on the same ports if they are free. Sockets
need short paths, so a long folder gets a short one under the system's temporary folder. `./scripts/demo`, the tests and
`kiosk replay` stand on this class; nothing here knows what the programs say to each other.
"""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO
from urllib.parse import urlsplit

from kiosk.config.toml_edit import with_options
from kiosk.simulation.broker import command
from kiosk.simulation.folder import HouseError, choose_port, is_free, place_wires, replace_file
from kiosk.simulation.supervisor import ROOT, Child, fetch, kiosk_is_online, listens

PROCEDURES = "demo-procedures.csv"
PROGRAMS = ("broker", "city", "cabinet", "app", "console", "sync")
STOPS = (
    ("app", "console"),
    ("sync",),
    ("city", "cabinet"),
    ("broker",),
)  # the courier says goodbye before the wires go


class House:
    """All programs on `data`. `port` 0: the one of last time, else any free one. `broker`: URL of a running broker;
    `embedded`: the broker from the wheel even where mosquitto is installed. `without`: programs to leave out.
    `options`: further `{"table.key": value}` for kiosk.toml. Raises HouseError."""

    def __init__(
        self,
        data: Path,
        port: int = 0,
        *,
        broker: str = "",
        embedded: bool = False,
        headless: bool = True,
        without: Collection[str] = (),
        options: Mapping[str, object] | None = None,
    ) -> None:
        self.data = data.resolve()
        self.children: dict[str, Child] = {}
        self.addresses: dict[str, str] = {}
        self._wish = (port, broker, embedded, headless, frozenset(without), dict(options or {}))
        self._lock: TextIO | None = None

    @property
    def config(self) -> Path:
        return self.data / "kiosk.toml"

    def __enter__(self) -> "House":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self, patience: float = 30.0) -> dict[str, str]:
        """Everything answers when this returns the addresses; else HouseError within `patience` seconds."""
        try:
            return self._start(patience)
        except BaseException:
            self.stop()
            raise

    def _start(self, patience: float) -> dict[str, str]:
        self._take_folder()
        port, broker, embedded, headless, without, options = self._wish
        ports = self._choose_ports(port)
        wires, runtime = place_wires(self.data)
        self._write_config(ports, wires, runtime, headless, options)
        url = broker or f"mqtt://127.0.0.1:{ports['broker']}"
        self._name_children(ports, url, embedded, without | ({"broker"} if broker else set()))
        self._raise_up(("broker", "city", "cabinet"))
        self._migrate()
        self._raise_up(("app", "console", "sync"))
        self._await(self._probes(ports, url), patience)
        return self._publish(ports, url)

    def _take_folder(self) -> None:
        (self.data / "log").mkdir(parents=True, exist_ok=True)
        self._lock = (self.data / "house.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HouseError(f"{self.data} is in use by another demo: stop it, or choose another --data") from None

    def _choose_ports(self, port: int) -> dict[str, int]:
        """Those of last time where they are free; a port that was asked for must be."""
        if port and not is_free(port):
            raise HouseError(f"port {port} is in use: stop what uses it, or choose another with --port")
        known = self.data / "ports.json"
        last = json.loads(known.read_text()) if known.exists() else {}
        ports = {name: choose_port(last.get(name, 0)) for name in ("http", "broker", "relay")}
        ports["http"] = port or ports["http"]
        replace_file(known, json.dumps(ports))
        return ports

    def _write_config(
        self, ports: Mapping[str, int], wires: Path, runtime: Path, headless: bool, options: Mapping[str, object]
    ) -> None:
        source = self.config if self.config.exists() else self._demo()
        desk = not headless and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        ours = {
            "kiosk.data": str(self.data),
            "kiosk.runtime": str(runtime),
            "hardware.kind": "simulated",
            "hardware.wires": str(wires),
            "hardware.screen": "window" if desk else "none",
            "hardware.touch": str(wires / "touch"),
            "printer.path": str(wires / "printer"),
            "scanner.path": str(wires / "scanner"),
            "speaker.player": ["tee", "-a", str(wires / "heard")],
            "console.host": "127.0.0.1",
            "console.port": ports["http"],
            "broker.url": f"mqtt://127.0.0.1:{ports['relay']}",
        }
        replace_file(self.config, with_options(source.read_text(encoding="utf-8"), {**ours, **options}))

    def _demo(self) -> Path:
        """The demo's config; the list of procedures that it names comes to stand beside this house's own."""
        demo = Path(__file__).parent
        replace_file(self.data / PROCEDURES, (demo / PROCEDURES).read_bytes().decode())
        return demo / "demo.toml"

    def _name_children(self, ports: Mapping[str, int], url: str, embedded: bool, without: Collection[str]) -> None:
        python, config = sys.executable, ["--config", str(self.config)]
        at = urlsplit(url)
        city_db = self.data / "city.db"
        programs: dict[str, list[str]] = {
            "broker": broker_command(self.data / "broker", ports["broker"], embedded),
            "city": [python, "-m", "sync.city", "--broker", url, "--db", f"sqlite:///{city_db}"],
            "cabinet": [
                python,
                "-m",
                "kiosk",
                "cabinet",
                *config,
                "--broker",
                f"{at.hostname}:{at.port or 1883}",
                "--relay",
                str(ports["relay"]),
                "--city-db",
                str(city_db),
            ],
            "app": [python, "-m", "kiosk", "app", *config],
            "console": [python, "-m", "kiosk", "console", *config],
            "sync": [python, "-m", "sync", *config],
        }
        self.children = {
            name: Child(name, programs[name], self.data / "log" / f"{name}.log")
            for name in PROGRAMS
            if name not in without
        }

    def _raise_up(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self.children:
                self.children[name].start()

    def _migrate(self) -> None:
        argv = [sys.executable, "-m", "kiosk", "migrate", "--config", str(self.config)]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise HouseError(f"kiosk migrate: {done.stderr.strip() or done.stdout.strip()}")

    def _probes(self, ports: Mapping[str, int], url: str) -> dict[str, Callable[[], bool]]:
        """By program: does it answer? The courier's proof is the city saying that the kiosk is online."""
        at, base = urlsplit(url), f"http://127.0.0.1:{ports['http']}"
        have = self.children.__contains__
        probes: dict[str, Callable[[], bool]] = {}
        if have("broker") or self._wish[1]:
            probes["broker"] = lambda: listens(at.hostname or "", at.port or 1883)
        if have("console"):
            probes["console"] = lambda: bool(fetch(f"{base}/healthz"))
        if have("cabinet"):
            probes["cabinet"] = lambda: listens("127.0.0.1", ports["relay"])
        if have("console") and have("cabinet") and have("app"):
            probes["app"] = lambda: fetch(f"{base}/cabinet/screen.png").startswith(b"\x89PNG")
        if have("city"):
            probes["city"] = lambda: have("sync") is False or kiosk_is_online(self.data / "city.db")
        return probes

    def _await(self, probes: Mapping[str, Callable[[], bool]], patience: float) -> None:
        waiting, deadline = dict(probes), time.monotonic() + patience
        while waiting:
            waiting = {name: answers for name, answers in waiting.items() if not answers()}
            if time.monotonic() > deadline:
                raise HouseError("\n".join(self._excuse(name) for name in waiting))
            if waiting:
                time.sleep(0.03)

    def _excuse(self, name: str) -> str:
        words = self.children[name].last_words() if name in self.children else "not started here"
        return f"{name} does not answer; the end of {self.data / 'log' / name}.log says: {words}"

    def _publish(self, ports: Mapping[str, int], url: str) -> dict[str, str]:
        base = f"http://127.0.0.1:{ports['http']}"
        self.addresses = {
            "console": f"{base}/",
            "board": f"{base}/board",
            "cabinet": f"{base}/cabinet",
            "broker": url,
            "data": str(self.data),
        }
        replace_file(self.data / "addresses.json", json.dumps(self.addresses) + "\n")
        return self.addresses

    def pid(self, name: str) -> int:
        """Process id of a program, 0 while it is down."""
        return self.children[name].pid

    def kill(self, *names: str) -> None:
        """kill -9, all at once (a power cut, seen from the programs); each starts again by itself."""
        for name in names:
            self.children[name].signal(signal.SIGKILL)

    def hold(self, name: str) -> None:
        """Stop a program and keep it down until `release`."""
        self.children[name].stop()

    def release(self, name: str) -> None:
        self.children[name].start()

    def stop(self) -> None:
        """Every child in order; SIGKILL for one that does not listen. May be called again."""
        for wave in STOPS:
            here = [self.children[name] for name in wave if name in self.children]
            for child in here:
                child.ask_to_stop()
            for child in here:
                child.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def broker_command(folder: Path, port: int, embedded: bool) -> list[str]:
    return command(folder, port, "iotcore" if embedded else "")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/demo", description="The whole house with simulated hardware.")
    parser.add_argument("--port", type=int, default=8080, help="port of the pages (8080); 0: any free one")
    parser.add_argument(
        "--headless", action="store_true", help="no window on this desk; the cabinet page shows the screen"
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds everything (./data)")
    parser.add_argument("--broker", default="", help="use this running broker, mqtt://host:port")
    parser.add_argument(
        "--embedded-broker", action="store_true", help="the broker from the wheel, even with mosquitto here"
    )
    return parser.parse_args(argv)


def leave_on_signals() -> None:
    """SIGINT and SIGTERM end the program by SystemExit(0), once: a second one must not break the clean stop."""

    def leave(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(0)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, leave)


def main(argv: Sequence[str] | None = None) -> int:
    """Starts the house, prints its addresses as one line of JSON, stands until Ctrl-C or SIGTERM."""
    asked = arguments(argv)
    leave_on_signals()
    house = House(asked.data, asked.port, broker=asked.broker, embedded=asked.embedded_broker, headless=asked.headless)
    try:
        with house:
            print(json.dumps(house.addresses), flush=True)
            print(f"Mở trên trình duyệt: {house.addresses['cabinet']}   (Ctrl-C: dừng)", file=sys.stderr)
            signal.pause()
    except (HouseError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
