"""The units as systemd reads them, their drop-ins with them; and the project laid out as its installer does."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PLACES = (ROOT / "systemd", ROOT / "scripts/card/overlay/etc/systemd/system")
SHARED = "kiosk-.service.d"
Said = dict[str, list[str]]


def services() -> dict[str, Path]:
    """Every service of ours, those of the card too."""
    return {path.name: path for folder in PLACES for path in folder.glob("kiosk-*.service")}


def said(unit: str) -> Said:
    """What stands in a service and in its drop-ins, each word with all its values in their order; an empty one takes
    back what was said before (systemd.exec(5))."""
    found: Said = defaultdict(list)
    for path in (services()[unit], *(part for name in (SHARED, f"{unit}.d") for part in _parts(name))):
        for word, value in re.findall(r"^([A-Z][A-Za-z]*)=(.*)$", path.read_text(encoding="utf-8"), re.M):
            found[word] = [*found[word], value] if value else []
    return found


def _parts(folder: str) -> list[Path]:
    return [part for place in PLACES for part in sorted((place / folder).glob("*.conf"))]


def last(unit: str, word: str, default: str = "") -> str:
    """The value that holds where there can be one only."""
    return (said(unit)[word] or [default])[-1]


def laid_out(root: Path) -> dict[str, int]:
    """The installer's files below `root`, its users and its folders, made by systemd's own programs; user → number."""
    run = ("./scripts/install", "--root", str(root), "--no-venv")
    subprocess.run(run, check=True, cwd=ROOT, capture_output=True)
    subprocess.run(["systemd-sysusers", f"--root={root}", "kiosk.conf"], check=True, capture_output=True)
    make_folders(root)
    rows = (line.split(":") for line in (root / "etc/passwd").read_text().splitlines())
    return {row[0]: int(row[2]) for row in rows}


def make_folders(root: Path) -> None:
    """As at every start of the machine."""
    names = ["kiosk.conf", "kiosk-own.conf"]
    subprocess.run(["systemd-tmpfiles", f"--root={root}", "--create", *names], check=True, capture_output=True)


def copied(folder: Path) -> list[Path]:
    """All services in one folder with their drop-ins, where systemd-analyze finds them together."""
    for place in PLACES:
        shutil.copytree(place, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("systemd-*", "*.rules"))
    return [folder / name for name in sorted(services())]
