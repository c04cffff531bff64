"""The worlds by name, and one storm in one of them."""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.failures.storm import Storm, name_of, say, user_of
from scripts.failures.worlds import one_machine, three_nodes
from scripts.failures.worlds.world import World

ONE: dict[str, Callable[[Path], World]] = {
    "one": one_machine.one,
    "forgetful": one_machine.forgetful,
    "replicated": one_machine.replicated,
    "unsafe": one_machine.unsafe,
}
THREE = {"brokers": three_nodes.brokers, "patroni": three_nodes.patroni, "whole": three_nodes.whole}


def run(mode: str, seconds: float, kiosks: int, seed: int) -> dict[str, Any]:
    """`good`: nothing was acknowledged that the survivors lack, nothing lost, nothing doubled, everybody heard. Where
    something is wrong, the folder with every log stays."""
    folder = Path(tempfile.mkdtemp(prefix="chaos", dir="/tmp"))
    folder.chmod(0o755)  # PostgreSQL's own user goes through it
    users = [user_of(name_of(n)) for n in range(kiosks)]
    world = ONE[mode](folder) if mode in ONE else THREE[mode](folder, users)
    begun = time.monotonic()
    try:
        storm = Storm(folder, world, kiosks, seed)
        try:
            storm.begin()
            storm.rage(seconds)
            raged = time.monotonic() - begun
            settled = storm.settle()
            found = storm.figures()
        finally:
            storm.close()
    finally:
        world.close()
    good = not found["wrong"]
    if good:
        shutil.rmtree(folder)
    else:
        say(f"the logs are in {folder}")
    return {**found, "good": good, "raged_s": round(raged, 1), "settled_s": round(settled, 1)}
