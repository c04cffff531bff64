"""`kiosk backup`: what is new in the journal goes into the backup beside it; or a whole copy, onto a stick above all.

The timer kiosk-backup.timer runs it each hour. A backup never takes the last room from the journal. A journal that was
lost is built anew here, out of its backup and what the city gave back, because nobody waits for it.
"""

import argparse
import shutil
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import source_of
from kiosk.core.calendar.moment import iso
from kiosk.host.owner import act_as_owner
from kiosk.host.progress import Progress
from kiosk.host.usb_stick import find_stick, no_stick
from kiosk.journal.backup.segments import SegmentDamaged, segments
from kiosk.journal.backup.taking import FOLDER, Taken, take
from kiosk.journal.backup.whole_copy import ENDING, CopyDoesNotHold, copy_whole
from kiosk.journal.errors import JournalError
from kiosk.journal.loss.going_on import kiosk_of
from kiosk.journal.opening import present, read_journal
from kiosk.journal.reading import Reader
from kiosk.journal.repair.everything import rebuild_formers
from kiosk.journal.repair.given_back import DUE, FORMER_DUE, is_due, make_due, wanted
from kiosk.journal.repair.looking import any_has, part, unsound
from kiosk.journal.repair.words import words

HELP = "keep what is new in the journal beside it, or a whole copy on a USB stick"
ROOM_BYTES = 32 << 20  # that must be left on the data partition
HOUR_MS = 3_600_000
ROWS = "rows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--to", type=Path, metavar="DIR", help="a whole copy, verified, into this folder")
    place.add_argument("--stick", action="store_true", help="a whole copy, verified, onto the USB stick")
    parser.add_argument("--every", action="store_true", help="read every segment of the backup again before")


def run(args: argparse.Namespace) -> int:
    """0 done; 1 not whole, no room, no stick. Raises ConfigError, JournalError."""
    config = load(args.config)
    act_as_owner(Path(config.kiosk.data))
    try:
        return _copy(config, args.to or _stick()) if args.to or args.stick else _take(config, args.every)
    except JournalError:
        raise
    except (OSError, SegmentDamaged, CopyDoesNotHold) as error:
        print(error, file=sys.stderr)
        return 1


def _stick() -> Path:
    """Raises NoStick."""
    found = find_stick()
    if found is None:
        raise no_stick()
    return found


def _copy(config: Config, folder: Path) -> int:
    with read_journal(config) as journal, Progress(journal.last()) as progress:
        path = folder / name_of(config, present(config).wall)
        found = copy_whole(journal, path, lambda row: progress.reach(row, ROWS))
    print(f"{path}: {found.rows} events, every chain holds, {found.checkpoints} signed checkpoints")
    return 0


def name_of(config: Config, wall: int) -> str:
    """Of a whole copy: the kiosk and the minute."""
    at = iso(wall)
    minute = f"{at[:10].replace('-', '')}-{at[11:16].replace(':', '')}"
    return f"kiosk{source_of(config).replace('/', '-')}-{minute}{ENDING}"


def _take(config: Config, every: bool) -> int:
    data = Path(config.kiosk.data)
    if shutil.disk_usage(data).free < ROOM_BYTES:
        print(
            f"{data}: less than {ROOM_BYTES >> 20} MB are free: the room is the journal's; no backup", file=sys.stderr
        )
        return 1
    with read_journal(config) as journal:
        taken = take(journal, data / FOLDER, every)
        _look(journal, data, taken, present(config).wall)
    print(f"{taken.folder}: {'something new was taken' if taken.files else 'nothing is new'}")
    if is_due(data, FORMER_DUE):
        _build_formers(config)
    return _told(taken)


def _look(journal: Reader, data: Path, taken: Taken, wall: int) -> None:
    """What is spoilt is brought back by the next start, where somebody has it or the city was not asked yet."""
    spoilt = unsound(journal, part(taken.last, wall // HOUR_MS))
    for first, last in spoilt:
        print(f"rows {first} to {last}: not as they were written", file=sys.stderr)
    if spoilt and (any_has(segments(taken.folder), spoilt) or journal.id not in wanted(data)):
        make_due(data, DUE)


def _build_formers(config: Config) -> None:
    """Of journals that were lost, out of what there is of them by now."""
    for rebuilt in rebuild_formers(kiosk_of(config)):
        for line in words(rebuilt):
            print(line)


def _told(taken: Taken) -> int:
    """What is not in order with it."""
    for path in taken.spoilt:
        print(f"{path}: was damaged, and was taken anew as far as the journal has it", file=sys.stderr)
    for first, last in taken.missing:
        print(f"rows {first} to {last}: the journal cannot give them: kiosk repair", file=sys.stderr)
    return 1 if taken.missing else 0
