"""What one program tells the others of this machine of itself, as a small file in the runtime folder.

That folder is memory and goes with the machine's start, so nothing of it is synced, and a folder that takes nothing is
lived with.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.host.files import write_whole


def tell(file: Path, said: Mapping[str, Any], about: str) -> None:
    """`about`: of what, for the log where it cannot be told."""
    try:
        write_whole(file, json.dumps(said).encode(), synced=False)
    except OSError as error:
        print(f"kiosk.runtime: {about} cannot be told: {error}", file=sys.stderr, flush=True)


def told(file: Path) -> dict[str, Any]:
    """{} where nobody said anything that could be read."""
    try:
        said = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
