"""What somebody forgets to handle is named by mypy, in the file that forgets it: tried with one class more a kind."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIALOG, TABLE = "kiosk/core/dialog", "kiosk/core/dialog/table.py"
CHECKED = (f"{DIALOG}/changes.py", TABLE, "kiosk/app/commands.py", "kiosk/app/app.py")


def grown(path: str, union: str, forgotten_in: str) -> tuple[str, str, str, str, str]:
    """One class more in a union of classes."""
    more = f"@dataclass(frozen=True)\nclass Moon{union}:\n    pass\n\n\n{union} = Moon{union} | "
    return path, f"\n{union} = ", f"\n{more}", forgotten_in, f"Moon{union}"


FORGOTTEN = {  # file, what stands there, what stands there then, the file that must be named, the word in that line
    "a choice": grown(f"{DIALOG}/inputs.py", "Choice", f"{DIALOG}/changes.py"),
    "a turn": grown(f"{DIALOG}/inputs.py", "Turn", f"{DIALOG}/changes.py"),
    "a happening": grown(f"{DIALOG}/inputs.py", "Happening", f"{DIALOG}/changes.py"),
    "an answer": grown(f"{DIALOG}/answers.py", "Answer", f"{DIALOG}/changes.py"),
    "a command": grown(f"{DIALOG}/commands.py", "Command", "kiosk/app/commands.py"),
    "what a device says": grown("drivers/ports.py", "Input", "kiosk/app/app.py"),
    "a screen's name": (TABLE, '"rate", i.TapBack', '"rat", i.TapBack', TABLE, "'rat'"),
    "an input's field": (TABLE, "tap.number", "tap.nummer", TABLE, "nummer"),
}


def named(copy: Path) -> list[str]:
    """The lines of one mypy over a copy of the code in which all of it is forgotten at once."""
    for package in ("kiosk", "drivers", "display"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("*.ttf", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for path, old, new, _, _ in FORGOTTEN.values():
        text = (copy / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        (copy / path).write_text(text.replace(old, new), encoding="utf-8")
    argv = [sys.executable, "-m", "mypy", *CHECKED]
    return subprocess.run(argv, cwd=copy, capture_output=True, text=True).stdout.splitlines()


def test_what_is_forgotten_is_named(tmp_path: Path) -> None:
    """Each by its own name, in the file in which it is missing."""
    lines = named(tmp_path)
    places = {kind: (f"{file}:", word) for kind, (*_, file, word) in FORGOTTEN.items()}
    found = {kind for kind, (at, word) in places.items() for line in lines if line.startswith(at) and word in line}
    assert found == {*FORGOTTEN}
