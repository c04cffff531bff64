"""Working days as plain text, replayed against the whole program; some must be refused."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config.load import load
from kiosk.core.calendar.moment import from_iso
from kiosk.journal.opening import read_file
from kiosk.simulation.day_actor import Actor
from kiosk.simulation.day_script import BadDay, Step, parse
from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.replay import FAST, play, run_in
from tests.simulation.outcomes import outcome

HERE = Path(__file__).parent / "days"
GOOD = sorted(HERE.glob("*.day"))
CAME_TO = json.loads((HERE / "came-to.json").read_text(encoding="utf-8"))
REFUSED = {
    "no-head": (2, "line 1"),
    "unknown-verb": (2, "line 3: no verb"),
    "backwards": (2, "line 3: 07:29:00 is before"),
    "arguments": (2, "line 3: login takes 2"),
    "word": (2, "line 3: network up or down"),
    "supervisor": (2, "line 3: supervisor cannot be 'cancel A001 bored'"),
    "clock-word": (2, "line 3: clock cannot be 'soon'"),
    "option": (2, "line 2: expected `HH:MM:SS verb arguments`, not 'option console.port 80'"),
    "option-value": (2, "queue.capacity"),
    "no-selector": (2, "line 3: expect cannot be 'city.mayors == 1'"),
    "wrong-number": (1, "line 3: ticket: gave 'A001', not 'A007'"),
    "not-refused": (1, "line 3: ticket: must be refused"),
    "wrong-count": (1, "line 4: expect: never came"),
}
ALSO_WRONG = ("not-refused", "wrong-count")


def settings(folder: Path) -> Path:
    """The demo's, for this folder."""
    config = folder / "kiosk.toml"
    demo = Path("kiosk/simulation/demo.toml").read_text(encoding="utf-8")
    config.write_text(demo.replace("/set/by/the/demo", str(folder)), encoding="utf-8")
    shutil.copy("kiosk/simulation/demo-procedures.csv", folder)
    return config


def replay(day: Path, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "kiosk", "replay", str(day), "--config", str(settings(folder)), *more]
    return subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())})


@pytest.mark.slow
@pytest.mark.parametrize("day", GOOD, ids=lambda day: day.stem)
def test_a_day_goes_as_it_is_written(day: Path, tmp_path: Path) -> None:
    """Every step gives what the line says, and numbers, calls and ratings are those that the day came to before there
    were legs and salts; the whole program runs, with a real broker and city."""
    config, data = load(settings(tmp_path)), tmp_path / "house"
    data.mkdir()
    assert run_in(data, config, parse(day.read_text(encoding="utf-8")), day) == 0
    with read_file(data / "journal.db") as journal:
        assert outcome(journal.rows()) == CAME_TO[day.stem]
    if day.stem.startswith("clock-"):
        assert city_is_off(data, day) == {}


def city_is_off(data: Path, day: Path) -> dict[str, float]:
    """Seconds between when a number was truly given and what the city has corrected it to, where that is over one."""
    script = parse(day.read_text(encoding="utf-8"))
    truth = {s.yields: from_iso(f"{script.date}T{s.at}+07:00") for s in script.steps if s.verb == "ticket"}
    with closing(sqlite3.connect(data / "city.db")) as city:
        told = dict(city.execute("SELECT ticket, time_true FROM visits").fetchall())
    assert told.keys() == truth.keys()
    off = {ticket: abs(from_iso(told[ticket]) - at) / 1000 for ticket, at in truth.items()}
    return {ticket: seconds for ticket, seconds in off.items() if seconds > 1}


@pytest.mark.slow
def test_a_good_day_is_said_in_one_line(tmp_path: Path) -> None:
    """Exit 0, nothing on standard error, and its own journal is left alone."""
    day = tmp_path / "short.day"
    day.write_text("2026-11-23 office 000.08.92.H55\n07:30:00 open\n07:31:00 ticket A -> A001\n", encoding="utf-8")
    done = replay(day, tmp_path)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert not (tmp_path / "journal.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in REFUSED if name not in ALSO_WRONG])
def test_a_bad_day_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    """Exit 2 for a file that is no day, 1 for a day that went otherwise; the line is named."""
    done = replay(HERE / "refused" / f"{name}.day", tmp_path, "--patience", "6")
    code, says = REFUSED[name]
    assert done.returncode == code and says in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_whatever_goes_otherwise_is_told_by_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was to be refused, what was to be counted: each on a day of its own, by the same programs."""
    (tmp_path / "house").mkdir()
    with DevStack(tmp_path / "house", options=FAST) as stack:
        for n, name in enumerate(ALSO_WRONG, start=23):
            path = HERE / "refused" / f"{name}.day"
            day = replace(parse(path.read_text(encoding="utf-8")), date=f"2026-11-{n}")
            assert play(day, Actor(stack.addresses["console"], stack.data, 6), stack, path) == REFUSED[name][0]
            assert REFUSED[name][1] in capsys.readouterr().err


def test_there_are_at_least_ten_days() -> None:
    """The report's office, a rush, the network down all day and three power cuts among them."""
    assert len(GOOD) >= 10 and {"office", "rush", "network", "power"} <= {day.stem for day in GOOD}
    assert set(REFUSED) == {day.stem for day in (HERE / "refused").glob("*.day")}


def test_a_step_is_read_whole() -> None:
    """Time, verb, arguments, what it yields or how it is refused; comments are passed by."""
    day = parse("2026-11-23 office 000.08.92.H55\n\n07:31:40 ticket B priority -> B001 # first\n07:32:20 next 2 !> x\n")
    assert day.steps == (
        Step(3, "07:31:40", "ticket", ("B", "priority"), yields="B001"),
        Step(4, "07:32:20", "next", ("2",), refused="x"),
    )
    assert day.options == {}
    with pytest.raises(BadDay, match="line 2"):
        parse("2026-11-23 office 000.08.92.H55\n7:31 ticket A\n")


def test_what_an_office_has_set_otherwise_stands_before_the_first_step() -> None:
    """Words, numbers, yes and no; not a word of it behind a step, and nothing of the house in which the day runs."""
    head = "2026-11-23 office 000.08.92.H55\n"
    said = "option queue.capacity refuse # a word\noption hours.enforce true\noption queue.later_minutes 0\n"
    assert parse(f"{head}{said}07:30:00 open\n").options == {
        "queue.capacity": "refuse", "hours.enforce": True, "queue.later_minutes": 0,
    }  # fmt: skip
    for wrong in ("07:30:00 open\noption hours.enforce true\n", "option kiosk.data /\n", "option queue.capacity\n"):
        with pytest.raises(BadDay, match=r"line [23]"):
            parse(head + wrong)
