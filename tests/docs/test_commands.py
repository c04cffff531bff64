"""Every command of every paper is run, as it stands, by bash, in a clone that was made ready.

The clone is a folder of links to this one with a `.venv` whose programs are those of the Python that runs the tests,
and with the demo's settings and a journal in `data/`. What cannot be run here is named in `NOT_HERE` with the reason,
and is at least read: its options are looked up in the help, its words in the usage.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.config.toml_edit import with_options
from kiosk.simulation.broker import mosquitto
from scripts.benchmarks.__main__ import PARTS
from scripts.soak.link import Mosquitto
from tests.docs.helped import helped
from tests.docs.papers import PAPERS, ROOT, Command, commands
from tests.setup.programs import as_json

LINKED = ("kiosk", "drivers", "display", "sync", "scripts", "tests", "docs", "requirements", "pyproject.toml")
MODULES = {"kiosk": "kiosk", "kiosk-sync": "sync", "kiosk-city": "sync.city"}
DEMO = ROOT / "kiosk/simulation"
PATIENCE = 120.0  # seconds until a program that stays has given its sign

REPLAYED = "kiosk replay tests/simulation/days/office.day --config data/kiosk.toml"

NOT_HERE = {  # pattern of a whole command: why no test can type it
    r"kiosk doctor .*--(all|printer|port|scanner|touch|buttons|speaker|picture)\b.*": "opens every port of the machine "
    "that runs the tests and asks a person; tests/doctor has both, invented",
    r"kiosk voice (record|check)( .*)?": "asks a person for a voice; tests/doctor/voice plays the microphone",
    r"kiosk doctor --at-power-on": "reads the pins of a Pi; tests/doctor does it on simulated ones",
    r"(sudo )?kiosk clock set .*": "sets the clock of the machine that runs the tests; tests/service invents one",
    r"kiosk update look --now": "installs a version on the card that it runs on; tests/update has bundles",
    r"(\./)?scripts/image \S+": "root, the network and a quarter of an hour at least",
    r"\./scripts/install": "root; tests/setup runs it with --root",
    r"(PYTHON=\S+ )?\./(scripts/test|\.ci/run)( .*)?": "it is what runs this test; tests/setup types it",
    r"\.venv/bin/ruff check \. && \.venv/bin/ruff format --check \.": "a step of scripts/test, before this one",
    r"\./scripts/attack .*": "minutes each; tests/sync, tests/console and tests/setup run each attack for seconds",
    r"\./scripts/cluster (up|down|status)": "root, and what it installs; tests/nodes has all but the starts",
    r"\./scripts/chaos .*": "minutes; tests/failures has its short form",
    r"kiosk backup --stick": "a USB stick; tests/journal/backup copies into a folder",
    r"\.venv/bin/pip install playwright": "no part of the suite; what it drives is lived by tests/console/whole_day",
    r"(DAY_DRIVER=\S+ )?DAY_OFFICERS=.*": "minutes; tests/console/whole_day lives the same day in small",
    r"systemctl (start|stop|restart|reload|edit|kill|disable) .*": "units of a kiosk, of a city",
    r"(vcgencmd|systemd-analyze|journalctl|df|echo) .*": "looks at a real Pi",
}
ENDS = {
    "kiosk doctor": 1,
    "kiosk doctor --paper": 1,
    "kiosk doctor --json": 1,  # the cabinet's devices are away
    "kiosk report --from DATE --to DATE": 1,  # the clone's office was never open
    "kiosk go-on": 1,  # no other card has the clone's journal
    "kiosk clock asked": 1,  # nobody has asked
    "kiosk clock set": 1,  # the time in its quotes is not taken along
}
UNTYPED = ("rest", "verify", "sending", "status")  # parts of the bench that no paper types
CHANGED = {  # what a command gets besides, so that it touches nothing but the clone
    "kiosk check --hash-pin": "<<< 471192",  # which a person would type
    "kiosk bundle": "--to {stick}",
    "kiosk bundle --to /tmp": "--to {stick}",
    "kiosk identity save": "--stick {stick}",
    "kiosk identity restore": "--stick {stick} --replace < {stick}/code",
    "kiosk identity restore --replace": "--stick {stick} < {stick}/code",
    "./scripts/demo": "--headless --port 0 --data {data}-demo",
    "./scripts/demo --headless --port 0": "--data {data}-demo",
    **{f"./scripts/bench {part}": "--quick" for part in PARTS if part not in UNTYPED},
    "./scripts/cut-power": "planted",
    "./scripts/soak-courier 2000": "",
}
JSON_SCRIPTS = r"\./scripts/(attack|bench|chaos|cluster|soak-courier|cut-power)\b"
PRINTS_JSON = rf"kiosk doctor .*--json|kiosk journal export$|{JSON_SCRIPTS}"  # and nothing else
BEFORE = {
    "kiosk journal export": "kiosk day open",
    "kiosk identity restore": "kiosk identity save --stick {stick} | tail -n 1 > {stick}/code",
    "kiosk identity restore --replace": "kiosk identity save --stick {stick} | tail -n 1 > {stick}/code",
    "kiosk day close": "kiosk day open",
}
INSTEAD = {  # shorter of its kind; the days themselves are replayed by tests/simulation
    "KIND": "clone",
    "kiosk report --from DATE --to DATE": "kiosk report --from 2026-11-01 --to 2026-11-30",
    "./scripts/soak-courier 2000": "./scripts/soak-courier 200",
    "./scripts/screens build/damage --damage": "./scripts/screens build/damage --damage file-gone",
    REPLAYED: REPLAYED.replace("office", "presses"),
}


@dataclass(frozen=True)
class Clone:
    root: Path

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        return {**kept, "PATH": f"{self.root / '.venv/bin'}:{os.environ['PATH']}"}

    def filled(self, words: str) -> str:
        return words.format(data=self.root / "data", stick=self.root / "stick")

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        bash = ["bash", "-c", line]
        return subprocess.run(
            bash, cwd=self.root, env=self.env, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )

    def begin(self, line: str) -> "subprocess.Popen[str]":
        """It and its children are one group, as on a terminal; what it says stands in `said`."""
        with self.said.open("w", encoding="utf-8") as said:
            bash = ["bash", "-c", line]
            return subprocess.Popen(bash, cwd=self.root, env=self.env, stdout=said, text=True, start_new_session=True)

    @property
    def said(self) -> Path:
        return self.root / "said"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "stick").mkdir()
    programs(tmp_path / ".venv/bin", tmp_path / "data/kiosk.toml")
    for lock, mark in (("demo", ".demo-lock"), ("dev", ".test-lock")):  # as scripts/environment.sh leaves them
        locked = (ROOT / f"requirements/{lock}.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
        summed = subprocess.run(["sha256sum"], input=locked, capture_output=True, check=True).stdout
        (tmp_path / ".venv" / mark).write_bytes(summed)
    office(tmp_path / "data")
    assert main(["migrate", "--config", str(tmp_path / "data/kiosk.toml")]) == 0
    return Clone(tmp_path)


def programs(folder: Path, config: Path) -> None:
    """The tests' own Python under the names that a clone has; a kiosk's command without --config gets the clone's."""
    folder.mkdir(parents=True)
    given = f'case " $* " in *" --config "*) ;; *) set -- "$@" --config {config} ;; esac\n'
    lines = {"python": f'exec {sys.executable} "$@"', "activate": f"PATH={folder}:$PATH"}
    lines |= {
        name: f'{"" if name == "kiosk-city" else given}exec {sys.executable} -m {module} "$@"'
        for name, module in MODULES.items()
    }
    for name, line in lines.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)


def office(data: Path) -> None:
    """The demo's, with its wires cut."""
    wires = data / "wires"
    wires.mkdir(parents=True)
    shutil.copy(DEMO / "demo-procedures.csv", data)
    ours = {
        "kiosk.data": str(data),
        "kiosk.runtime": str(data / "run"),
        "hardware.wires": str(wires),
        "hardware.touch": str(wires / "touch"),
        "printer.path": str(wires / "printer"),
        "scanner.path": str(wires / "scanner"),
    }
    text = with_options((DEMO / "demo.toml").read_text(encoding="utf-8"), ours)
    (data / "kiosk.toml").write_text(text, encoding="utf-8")


# --- which command goes which way -----------------------------------------------------------------------------------


def every() -> dict[str, Command]:
    """Each command once; one that is typed somewhere is no mere name."""
    found = [command for paper in PAPERS for command in commands(paper) if "…" not in command.text]
    return {command.text: command for command in sorted(found, key=lambda command: command.typed)}


def reason(text: str) -> str:
    return next((why for pattern, why in NOT_HERE.items() if re.fullmatch(pattern, text)), "")


STAYS: dict[str, Callable[[Clone], bool]] = {  # what runs until it is told to stop: its sign of life
    "kiosk journal tail": lambda clone: "day opened" in clone.said.read_text(encoding="utf-8"),
    "kiosk cabinet --printer KIND": lambda clone: (clone.root / "data/wires/cabinet.sock").exists(),
    "kiosk cabinet --printer clone": lambda clone: (clone.root / "data/wires/cabinet.sock").exists(),
    "./scripts/demo": lambda clone: '"cabinet"' in clone.said.read_text(encoding="utf-8"),
    "./scripts/demo --headless --port 0": lambda clone: '"cabinet"' in clone.said.read_text(encoding="utf-8"),
}
CITY = ("kiosk-city ", "mosquitto_sub ")  # need a broker
ALL = every()
NAMES = sorted({text for text, command in ALL.items() if command.is_name})
TYPED = sorted(set(ALL) - set(NAMES))
RUN = [text for text in TYPED if not reason(text) and text not in STAYS and not text.startswith(CITY)]


def test_papers_have_commands_and_each_reason_is_still_wanted() -> None:
    """Nothing is found where the papers are not read; a reason, an exception without its command is taken out."""
    assert len(RUN) > 20 and all(commands(Path(paper)) for paper in ("README.md", "docs/doctor.md", "docs/city.md"))
    assert [pattern for pattern in NOT_HERE if not any(re.fullmatch(pattern, text) for text in TYPED)] == []
    assert [text for table in (ENDS, CHANGED, BEFORE, STAYS) for text in table if text not in TYPED] == []


@pytest.mark.parametrize("text", NAMES)
def test_what_a_paper_speaks_of_exists(text: str) -> None:
    """A command that is named answers --help; a script is there to be started."""
    if "scripts/" in text:
        assert os.access(ROOT / text, os.X_OK)
        return
    assert helped(*text.split()).startswith("usage:")


@pytest.mark.slow
@pytest.mark.parametrize("text", RUN)
def test_a_command_of_a_paper_runs(text: str, clone: Clone) -> None:
    """As typed, with what keeps it inside the clone; it ends as the paper says, and bad luck is no traceback."""
    if before := BEFORE.get(text):
        assert clone.run(clone.filled(before)).returncode == 0
    done = clone.run(f"{INSTEAD.get(text, text)} {clone.filled(CHANGED.get(text, ''))}")
    assert (done.returncode, "Traceback" in done.stderr) == (ENDS.get(text, 0), False), done.stdout + done.stderr
    assert not re.match(PRINTS_JSON, text) or as_json(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("text", STAYS)
def test_a_command_that_stays_lives_and_stops(text: str, clone: Clone) -> None:
    """It gives its sign of life and ends with 0 when Ctrl-C is pressed."""
    assert clone.run("kiosk day open").returncode == 0
    line = text.replace("KIND", INSTEAD["KIND"])
    stays = clone.begin(f"exec {line} {clone.filled(CHANGED.get(text, ''))}")
    try:
        deadline = time.monotonic() + PATIENCE
        while not STAYS[text](clone) and time.monotonic() < deadline and stays.poll() is None:
            time.sleep(0.05)
        assert STAYS[text](clone), clone.said.read_text(encoding="utf-8")
        stays.send_signal(signal.SIGINT)
        assert stays.wait(PATIENCE) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(stays.pid, signal.SIGKILL)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    """The port of a real one."""
    if mosquitto() is None:
        pytest.skip("mosquitto is not installed")
    running = Mosquitto(tmp_path / "broker")
    yield running.port
    running.kill()


def test_the_commands_of_the_city_work_together(clone: Clone, broker: int) -> None:
    """kiosk-city makes its database at the broker that it is given; mosquitto_sub sees a rating under that topic."""
    (city,) = (text for text in TYPED if text.startswith("kiosk-city --broker "))
    (heard,) = (text for text in TYPED if text.startswith("mosquitto_sub ") and "|" not in text)
    if shutil.which("mosquitto_pub") is None:
        pytest.skip("mosquitto-clients is not installed")
    at = f"-h 127.0.0.1 -p {broker}"
    stays = clone.begin(f"exec {city.replace('//host', f'//127.0.0.1:{broker}')}")
    try:
        deadline = time.monotonic() + PATIENCE
        while not (clone.root / "city.db").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert clone.run(f"mosquitto_pub {at} -r -t motcua/v1/H55/92/08/000/k1/rating -m '[]'").returncode == 0
        assert clone.run(f"{heard} {at} -C 1").stdout == "[]\n"
        stays.send_signal(signal.SIGTERM)
        assert stays.wait(PATIENCE) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(stays.pid, signal.SIGKILL)


@pytest.mark.parametrize("text", [text for text in TYPED if reason(text)])
def test_a_command_that_cannot_be_run_here_is_well_said(text: str) -> None:
    """Bash reads it; its options are in its program's help, its words in its script's usage."""
    assert subprocess.run(["bash", "-n", "-c", text]).returncode == 0
    program, *words = text.split()
    options = [word.split("=")[0] for word in words if word.startswith("--")]
    if program in MODULES:
        told = helped(program, words[0])
        assert [option for option in options if option not in told] == [] and told
    elif program.endswith("scripts/image"):
        head = (ROOT / "scripts/image").read_text(encoding="utf-8").split("set -e")[0]
        assert re.search(rf"^#   {words[0]}\b", head, re.M)
