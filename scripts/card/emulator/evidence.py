"""What is found on the card afterwards: its journal, read off the data partition, and whether its chain holds."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

from scripts.card import layout
from scripts.card.emulator.site import EmulatedSite
from scripts.card.emulator.visits import say


def events_of(journal: Path) -> list[tuple[str, str]]:
    """Type and data of every event, in order."""
    with sqlite3.connect(journal) as db:
        return list(db.execute("SELECT type, data FROM events ORDER BY seq"))


def numbers_of(told: list[tuple[str, str]]) -> list[str]:
    """The numbers that were given, in order."""
    issued = (json.loads(data) for kind, data in told if kind == "vn.motcua.ticket.issued.v1")
    return [f"{event['service']}{event['number']:03d}" for event in issued]


def journal_of(card: Path, folder: Path) -> Path:
    """The journal as it lies on the card, with what SQLite had not yet moved into it."""
    part = folder / "data.ext4"
    _run("dd", f"if={card}", f"of={part}", "bs=1M", f"skip={layout.DATA.start}", "conv=sparse", "status=none")
    fixed = subprocess.run(["e2fsck", "-fy", part], capture_output=True, text=True)
    assert fixed.returncode < 4, fixed.stdout
    for name in ("journal.db", "journal.db-wal"):
        _run("debugfs", "-R", f"dump /kiosk/{name} {folder / name}", part)
    return folder / "journal.db"


def verified(site: EmulatedSite, journal: Path) -> bool:
    config = site.folder / "verify.toml"
    text = (site.folder / "kiosk.toml").read_text(encoding="utf-8")
    config.write_text(
        text.replace('# data = "/var/lib/kiosk"', f'data = "{journal.parent.resolve()}"'), encoding="utf-8"
    )
    words = [sys.executable, "-m", "kiosk", "journal", "verify", "--config", str(config)]
    done = subprocess.run(words, capture_output=True, text=True)
    say((done.stdout + done.stderr).strip())
    return done.returncode == 0


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)
