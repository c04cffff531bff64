"""The standing of updates: one small file on the data partition, replaced whole and synced before the old one goes."""

import json
import os
from pathlib import Path

from kiosk.update.rules import Standing


def load(path: Path) -> Standing:
    """No file: nothing was ever tried. Raises ValueError when it is not ours."""
    try:
        told = json.loads(path.read_text())
    except FileNotFoundError:
        return Standing()
    return Standing(str(told["trial"]), frozenset(map(str, told["refused"])))


def save(path: Path, standing: Standing) -> None:
    """On disk when it returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("w") as file:
        json.dump({"trial": standing.trial, "refused": sorted(standing.refused)}, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
