"""Working days as plain text, replayed against the whole program; some must be refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.simulation.day_script import BadDay, Step, parse

HERE = Path(__file__).parent / "days"
GOOD = sorted(HERE.glob("*.day"))
REFUSED = {
    "no-head": (2, "line 1"),
    "unknown-verb": (2, "line 3: no verb"),
    "backwards": (2, "line 3: 07:29:00 is before"),
    "arguments": (2, "line 3: login takes 2"),
    "word": (2, "line 3: network up or down"),
    "clock-word": (2, "line 3: clock cannot be 'soon'"),
    "no-selector": (2, "line 3: expect cannot be 'city.mayors == 1'"),
    "wrong-number": (1, "line 3: ticket: gave 'A001', not 'A007'"),
    "not-refused": (1, "line 3: ticket: must be refused"),
    "wrong-count": (1, "line 4: expect: never came"),
}


def replay(day: Path, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    config = folder / "kiosk.toml"
    demo = Path("kiosk/simulation/demo.toml").read_text(encoding="utf-8")
    config.write_text(demo.replace("/set/by/the/demo", str(folder)), encoding="utf-8")
    shutil.copy("kiosk/simulation/demo-procedures.csv", folder)
    argv = [sys.executable, "-m", "kiosk", "replay", str(day), "--config", str(config), *more]
    return subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())})


@pytest.mark.slow
@pytest.mark.parametrize("day", GOOD, ids=lambda day: day.stem)
def test_a_day_goes_as_it_is_written(day: Path, tmp_path: Path) -> None:
    """Every step gives what the line says; the whole program runs, with a real broker and city."""
    done = replay(day, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_day_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    """Exit 2 for a file that is no day, 1 for a day that went otherwise; the line is named."""
    done = replay(HERE / "refused" / f"{name}.day", tmp_path, "--patience", "2")
    code, says = REFUSED[name]
    assert done.returncode == code and says in done.stderr and "Traceback" not in done.stderr


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
    with pytest.raises(BadDay, match="line 2"):
        parse("2026-11-23 office 000.08.92.H55\n7:31 ticket A\n")
