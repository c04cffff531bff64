"""The dev stack: broker, city, cabinet, touch app, console and courier on one machine, with only the wires simulated.

`DevStack(data)` keeps each program running under a supervisor (also after kill -9), and stops them in order. Everything
lives in one folder: `kiosk.toml` (made from `demo.toml` when it is not there, afterwards only its addresses are set),
the demo's procedures, `journal.db`, `city.db`, `dev/` (the wires), `log/`, `addresses.json`. Started again on the same
folder it goes on where it was, on the same ports if they are free. Sockets need short paths, so a long folder gets a
short one under the system's temporary folder. The demo, the tests and `kiosk replay` stand on this class; nothing here
knows what the programs say to each other.
"""

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
from kiosk.host.files import write_whole
from kiosk.simulation.broker import command
from kiosk.simulation.folder import DevStackError, choose_port, is_free, place_wires, with_keypads
from kiosk.simulation.supervisor import ROOT, Supervisor, answers, fetch, kiosk_is_online, listens

PROCEDURES = "demo-procedures.csv"
EMBEDDED = "embedded"
START_TIMEOUT_S = 120.0  # on however busy a machine; a program that dies says why in its log
PROGRAMS = ("broker", "city", "cabinet", "app", "console", "sync")
STOPS = (
    ("app", "console"),
    ("sync",),
    ("city", "cabinet"),
    ("broker",),
)  # the courier says goodbye before the wires go


class DevStack:
    """All programs on `data`. `port` 0: the one of last time, else any free one. `broker`: URL of a running broker, or
    EMBEDDED: the one from the wheel even where mosquitto is installed. `without`: programs to leave out. `options`:
    further `{"table.key": value}` for kiosk.toml. Raises DevStackError."""

    def __init__(
        self,
        data: Path,
        port: int = 0,
        *,
        broker: str = "",
        headless: bool = True,
        without: Collection[str] = (),
        options: Mapping[str, object] | None = None,
    ) -> None:
        self.data = data.resolve()
        self.supervisors: dict[str, Supervisor] = {}
        self.addresses: dict[str, str] = {}
        self._port, self._headless, self._embedded = port, headless, broker == EMBEDDED
        self._broker = "" if self._embedded else broker
        self._without = {*without, *(["broker"] if self._broker else [])}
        self._options = dict(options or {})
        self._lock: TextIO | None = None

    @property
    def config(self) -> Path:
        return self.data / "kiosk.toml"

    def __enter__(self) -> "DevStack":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(
        self, patience: float = START_TIMEOUT_S, waits_for: Callable[[Collection[str]], object] = len
    ) -> dict[str, str]:
        """Everything answers when this returns the addresses; else DevStackError within `patience` seconds.
        `waits_for`: told again and again which programs do not answer yet."""
        try:
            return self._start(patience, waits_for)
        except BaseException:
            self.stop()
            raise

    def _start(self, patience: float, waits_for: Callable[[Collection[str]], object]) -> dict[str, str]:
        self._take_folder()
        ports = self._choose_ports()
        self._write_config(ports, *place_wires(self.data))
        url = self._broker or f"mqtt://127.0.0.1:{ports['broker']}"
        self._name_programs(ports, url)
        self._raise_up(("broker", "city", "cabinet"))
        self._migrate()
        self._await(self._wires(), patience, waits_for)  # who opens a wire late throws away what was said before
        self._raise_up(("app", "console", "sync"))
        self._await(self._probes(ports, url), patience, waits_for)
        return self._publish(ports, url)

    def _take_folder(self) -> None:
        (self.data / "log").mkdir(parents=True, exist_ok=True)
        self._lock = (self.data / "stack.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevStackError(f"{self.data} is in use by another demo: stop it, or choose another --data") from None

    def _choose_ports(self) -> dict[str, int]:
        """Those of last time where they are free; a port that was asked for must be."""
        if self._port and not is_free(self._port):
            raise DevStackError(f"port {self._port} is in use: stop what uses it, or choose another with --port")
        known = self.data / "ports.json"
        last = json.loads(known.read_text()) if known.exists() else {}
        ports = {name: choose_port(last.get(name, 0)) for name in ("http", "broker", "relay")}
        ports["http"] = self._port or ports["http"]
        write_whole(known, json.dumps(ports).encode())
        return ports

    def _write_config(self, ports: Mapping[str, int], wires: Path, runtime: Path) -> None:
        source = self.config if self.config.exists() else self._demo()
        desk = not self._headless and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
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
        options = {**ours, **self._options}
        text = with_options(source.read_text(encoding="utf-8"), options)
        write_whole(self.config, with_keypads(text, Path(str(options["hardware.wires"]))).encode())

    def _demo(self) -> Path:
        """The demo's config; the list of procedures that it names comes to stand beside ours."""
        demo = Path(__file__).parent
        write_whole(self.data / PROCEDURES, (demo / PROCEDURES).read_bytes())
        return demo / "demo.toml"

    def _name_programs(self, ports: Mapping[str, int], url: str) -> None:
        python, config = sys.executable, ["--config", str(self.config)]
        at, city_db = urlsplit(url), self.data / "city.db"
        cable = ["--broker", f"{at.hostname}:{at.port or 1883}", "--relay", str(ports["relay"])]
        programs: dict[str, list[str]] = {
            "broker": [] if self._broker else command(self.data / "broker", ports["broker"], self._embedded),
            "city": [python, "-m", "sync.city", "--broker", url, "--db", f"sqlite:///{city_db}", "--trust-first"],
            "cabinet": [python, "-m", "kiosk", "cabinet", *config, *cable, "--city-db", str(city_db)],
            "app": [python, "-m", "kiosk", "app", *config],
            "console": [python, "-m", "kiosk", "console", *config],
            "sync": [python, "-m", "sync", *config],
        }
        self.supervisors = {
            name: Supervisor(name, programs[name], self.data / "log" / f"{name}.log")
            for name in PROGRAMS
            if name not in self._without
        }

    def _raise_up(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self.supervisors:
                self.supervisors[name].start()

    def _migrate(self) -> None:
        argv = [sys.executable, "-m", "kiosk", "migrate", "--config", str(self.config)]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise DevStackError(f"kiosk migrate: {done.stderr.strip() or done.stdout.strip()}")

    def _wires(self) -> dict[str, Callable[[], bool]]:
        """The cabinet lays its wires before it answers; `options` may have them elsewhere."""
        wires = self._options.get("hardware.wires", place_wires(self.data)[0])
        here = Path(str(wires)) / "cabinet.sock"
        return {"cabinet": lambda: answers(here)} if "cabinet" in self.supervisors else {}

    def _probes(self, ports: Mapping[str, int], url: str) -> dict[str, Callable[[], bool]]:
        """By program: does it answer? The courier's proof is the city saying that the kiosk is online."""
        at, base = urlsplit(url), f"http://127.0.0.1:{ports['http']}"
        have = self.supervisors.__contains__
        probes: dict[str, Callable[[], bool]] = {}
        if have("broker") or self._broker:
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

    def _await(
        self, probes: Mapping[str, Callable[[], bool]], patience: float, waits_for: Callable[[Collection[str]], object]
    ) -> None:
        waiting, deadline = dict(probes), time.monotonic() + patience
        while waiting:
            waiting = {name: answers for name, answers in waiting.items() if not answers()}
            waits_for(waiting)
            if time.monotonic() > deadline:
                raise DevStackError("\n".join(self._excuse(name) for name in waiting))
            if waiting:
                time.sleep(0.03)

    def _excuse(self, name: str) -> str:
        words = self.supervisors[name].last_words() if name in self.supervisors else "not started here"
        return f"{name} does not answer; the end of {self.data / 'log' / name}.log says: {words}"

    def _publish(self, ports: Mapping[str, int], url: str) -> dict[str, str]:
        base = f"http://127.0.0.1:{ports['http']}"
        self.addresses = {
            "console": f"{base}/",
            "board": f"{base}/board",
            "cabinet": f"{base}/cabinet",
            "technician": f"{base}/technician",
            "supervisor": f"{base}/supervisor",
            "city": f"{base}/cabinet#city",
            "broker": url,
            "data": str(self.data),
        }
        write_whole(self.data / "addresses.json", f"{json.dumps(self.addresses)}\n".encode())
        return self.addresses

    def pid(self, name: str) -> int:
        """Process id of a program, 0 while it is down."""
        return self.supervisors[name].pid

    def kill(self, *names: str) -> None:
        """kill -9, all at once (a power cut, seen from the programs); each starts again by itself."""
        for name in names:
            self.supervisors[name].signal(signal.SIGKILL)

    def hold(self, name: str) -> None:
        """Stop a program and keep it down until `release`."""
        self.supervisors[name].stop()

    def release(self, name: str) -> None:
        self.supervisors[name].start()

    def stop(self) -> None:
        """Every program in order; SIGKILL for one that does not listen. May be called again."""
        for wave in STOPS:
            here = [self.supervisors[name] for name in wave if name in self.supervisors]
            for supervisor in here:
                supervisor.ask_to_stop()
            for supervisor in here:
                supervisor.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None
