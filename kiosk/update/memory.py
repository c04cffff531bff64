"""The standing of updates: one small file on the data partition, replaced whole and synced before the old one goes."""

import json
import sys
from pathlib import Path

from kiosk.host.files import write_whole
from kiosk.update.rules import Standing

STANDING = Path("/data/update/standing.json")  # of the card


def load(path: Path) -> Standing:
    """No file: nothing was ever tried. One that cannot be read counts as none, and is said: whether the running version
    is good must be told to U-Boot all the same."""
    try:
        told = json.loads(path.read_text())
        return Standing(str(told["trial"]), frozenset(map(str, told["refused"])), str(told.get("before", "")))
    except FileNotFoundError:
        return Standing()
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{path}: what is remembered of updates cannot be read: {error}", file=sys.stderr, flush=True)
        return Standing()


def save(path: Path, standing: Standing) -> None:
    """On disk when it returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({**vars(standing), "refused": sorted(standing.refused)}).encode())
