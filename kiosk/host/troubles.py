"""What keeps a program from its work just now, told to the others of this machine in the runtime folder.

That folder is memory: it takes a word while the disk takes none. One small file for each program that is in trouble,
gone when the trouble is. So the console's /healthz, the page that names the dead part and the city hear of it while it
lasts; the journal hears of it when it can be written again. What is wrong with the devices the journal has; for the
page that reads no journal it stands in a file of its own.
"""

import sys
from pathlib import Path

from kiosk.host.files import write_whole

PREFIX = "trouble-"
FAULTS = "faults"


def tell(runtime: Path, program: str, why: str) -> None:
    """`why`: one line in English, "" for none any more. A folder that takes nothing is said and lived with."""
    _tell(runtime / f"{PREFIX}{program}", why)


def tell_faults(runtime: Path, lines: str) -> None:
    """`lines`: a part each, what is wrong and what to do in Vietnamese, a tab, the same in English; "" for none."""
    _tell(runtime / FAULTS, lines)


def _tell(file: Path, why: str) -> None:
    try:
        if why:
            write_whole(file, why.encode(), synced=False)
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        print(f"kiosk.runtime: what is wrong cannot be told: {error}", file=sys.stderr, flush=True)


def told(runtime: Path) -> dict[str, str]:
    """What is wrong, by program; {} where nothing is. A word that goes while it is read counts for nothing."""
    found = {}
    for file in sorted(runtime.glob(f"{PREFIX}*")):
        if file.suffix:
            continue  # a draft of host/files.py
        try:
            found[file.name.removeprefix(PREFIX)] = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
    return found
