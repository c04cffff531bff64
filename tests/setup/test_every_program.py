"""Every command and every script: --help says what it is for, a wrong word is one line, neither touches anything."""

import sys
from pathlib import Path

import pytest

from tests.setup.programs import ROOT, Place, commands, modules, scripts

PYTHON = (sys.executable, "-m")
PROGRAMS = {
    **{" ".join(words): (*PYTHON, *words) for words in commands()},
    **{f"python -m {name}": (*PYTHON, name) for name in modules() if name != "kiosk"},
    **{name: (name,) for name in scripts()},
}
DEMO = str(ROOT / "kiosk/simulation/demo.toml")
ALSO_WRONG = {  # what was once a traceback, a folder of a strange name or a program that started, and its brothers
    "no command": ("kiosk", "COMMAND"),
    "no such command": ("kiosk nonsense", "nonsense"),
    "no such verb": ("kiosk journal nonsense", "nonsense"),
    "no such day": (f"kiosk replay missing.day --config {DEMO}", "missing.day"),
    "no day": (f"kiosk replay {ROOT}/README.md --config {DEMO}", "line 1"),
    "a broker without a port": (f"kiosk cabinet --config {DEMO} --broker nonsense", "HOST:PORT"),
    "a broker of another port": (f"kiosk cabinet --config {DEMO} --broker here:x --relay 5", "65535"),
    "a relay of no port": (f"kiosk cabinet --config {DEMO} --relay 99999", "99999"),
    "a real cabinet": (f"kiosk cabinet --config {ROOT}/docs/kiosk.toml", "hardware.kind"),
    "nothing to tell": (f"kiosk update tell --config {DEMO}", "ok or failed"),
    "no card": ("kiosk update judge", "card"),
    "no database": ("sync.city --broker mqtt://here --db nonsense", "--db"),
    "no city's broker": ("sync.city --broker nonsense --db sqlite:///x", "broker"),
    "neither": ("sync.city", "--broker"),
    "no config": ("sync --config missing.toml", "missing.toml"),
    "the demo's port": ("kiosk.simulation.demo --port 99999", "99999"),
    "the demo's port, below": ("kiosk.simulation.demo --port -1", "--port"),
    "the demo's port, a word": ("kiosk.simulation.demo --port abc", "abc"),
    "the demo's broker": ("kiosk.simulation.demo --broker nonsense", "mqtt://"),
    "the demo's broker's port": ("kiosk.simulation.demo --broker mqtt://here:x", "mqtt://"),
    "the demo's folder is a file": (f"kiosk.simulation.demo --data {ROOT}/README.md", "README.md"),
    "the demo's folder cannot be": ("kiosk.simulation.demo --data /proc/none", "/proc/none"),
    "screens of no folder": ("scripts.screenshots", "FOLDER"),
    "screens into a file": (f"scripts.screenshots {ROOT}/README.md", "README.md"),
    "screens of no size": ("scripts.screenshots out 0", "'0'"),
    "screens of a word": ("scripts.screenshots out wide", "wide"),
    "screens of no such damage": ("scripts.screenshots out --damage nonsense", "file-gone"),
    "no events": ("scripts.soak 0", "'0'"),
    "no such mode": ("scripts.failures nonsense", "nonsense"),
    "no verb": ("scripts.nodes", "verb"),
    "events of a word": ("scripts.soak abc", "abc"),
    "no attack": ("scripts.attacks", "ATTACK"),
    "no part": ("scripts.benchmarks", "part"),
    "no such part": ("scripts.benchmarks nonsense", "nonsense"),
    "a form nowhere": ("scripts.form", "OUT.html"),
    "a form in no folder": ("scripts.form none/out.html", "none/out.html"),
    "no such image": ("scripts.card nonsense", "nonsense"),
}
WRONG_SCRIPTS = {
    "scripts/demo --port 99999": "99999",
    "scripts/screens": "FOLDER",
    "scripts/attack nonsense": "nonsense",
    "scripts/attack broker --minutes abc": "abc",
    "scripts/soak-courier abc": "abc",
    "scripts/chaos nonsense": "nonsense",
    "scripts/chaos one --minutes abc": "abc",
    "scripts/cluster nonsense": "nonsense",
    "scripts/cluster up --only nonsense": "nonsense",
    "scripts/bench nonsense": "nonsense",
    "scripts/cut-power nonsense": "nonsense",
    "scripts/image": "build",
    "scripts/image nonsense": "nonsense",
    "scripts/image build again": "build",
    "scripts/install --root": "--root",
    f"scripts/install --root {ROOT}/README.md --no-venv": "--root",
    "scripts/install --wheels none": "--wheels",
}
READ_NO_SETTINGS = {  # and why
    "kiosk identity save": "looks for a stick first",
    "kiosk identity restore": "looks for a stick first",
    "kiosk mend": "shows on the screen what is wrong with them",
    "kiosk update judge": "says whether a root is good, whatever its settings",
}
WHOLE = [n for n in PROGRAMS if n.startswith("kiosk ") and not any(more.startswith(f"{n} ") for more in PROGRAMS)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place.made(tmp_path_factory.mktemp("place"))


def refused(place: Place, *argv: str) -> str:
    """What it says on standard error: a line or two, and it changed nothing."""
    before = place.seen()
    done = place.run(*argv)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert 1 <= done.stderr.count("\n") <= 2 and "Traceback" not in done.stderr, done.stderr
    assert place.seen() == before
    return done.stderr


@pytest.mark.parametrize("name", PROGRAMS)
def test_help_is_said_and_touches_nothing(place: Place, name: str) -> None:
    """Exit 0; how the program is called, on standard output and nothing elsewhere; no file and no folder is made."""
    before = place.seen()
    done = place.run(*PROGRAMS[name], "--help")
    assert (done.returncode, done.stderr) == (0, ""), done
    called = Path(name).name if "/" in name else name.split()[-1]
    assert called in done.stdout or done.stdout.startswith("usage: "), done.stdout
    assert place.seen() == before


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_wrong_word_is_refused(place: Place, name: str) -> None:
    """An option that nobody knows: exit 2, a line or two, no traceback, and nothing is begun."""
    assert refused(place, *PROGRAMS[name], "--nonsense")


@pytest.mark.parametrize("case", ALSO_WRONG)
def test_a_value_that_cannot_be_is_refused(place: Place, case: str) -> None:
    """By name, in a line or two."""
    words, named = ALSO_WRONG[case]
    assert named in refused(place, *PYTHON, *words.split())


@pytest.mark.parametrize("line", WRONG_SCRIPTS)
def test_a_script_refuses_before_it_installs_anything(place: Place, line: str) -> None:
    """In a bare clone, without an environment: the word is named at once, and there is still none."""
    assert WRONG_SCRIPTS[line] in refused(place, *line.split())
    assert not (place.root / "clone/.venv").exists()


NEEDED = {
    "kiosk replay": ("day",),
    "kiosk update tell": ("ok",),
    "kiosk report": ("--from", "2026-01-01", "--to", "2026-01-02"),
}


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in READ_NO_SETTINGS])
def test_settings_that_are_not_there_are_named(place: Place, name: str) -> None:
    """Exit 2 and one line with the file's name, from every command that reads them."""
    assert "missing.toml" in refused(place, *PROGRAMS[name], *NEEDED.get(name, ()), "--config", "missing.toml")


def test_every_kind_of_program_was_found() -> None:
    """The walk walks: commands with their words, modules, scripts."""
    assert {
        "kiosk",
        "kiosk journal verify",
        "kiosk update tell",
        "python -m sync.city",
        "scripts/demo",
        ".ci/run",
    } <= set(PROGRAMS)
    assert len(PROGRAMS) > 40
