"""What marks the journal's file, and what stands beside it; apart from the modules whose libraries every start would
pay for (migrations.py, signing.py).

What stands beside it says that there was a journal: with any of it, an empty one is never made in its place. A new card
has none of it. An identity that was brought from another card (`kiosk identity restore`) has: there too the numbers of
the day go on above those that the kiosk gave before.
"""

from pathlib import Path

from kiosk.host.owner import CONSOLE, COURIER, own_folder

APPLICATION_ID = 0x4D4C5301  # "MLS" and 1: marks the file as ours in SQLite's header
PAGE_SIZE = 1024  # bytes written to flash for one small event: a page is the least that is written
STEPS = ("m001_events", "m002_records")  # what this version brings a journal to, in the order of migrations.py
MAKING = {"_sqlite_migrations", "sqlite_sequence"}  # tables that stand there before the first step is done
ADDITIVE = "_additive"  # the end of a later step's name that versions without it may write beside
KEY = "checkpoint.key"  # the courier's file that signs checkpoints
PUBLIC_KEY = "checkpoint.pub"  # beside it, for whoever verifies
CONSOLE_KEY = "console.key"  # the console's file that signs its cookies
KEPT = "journal.kept-"  # folders in which lost journals were kept aside
_COPIES = ("backup", "former")  # folders with rows of it: of kiosk/journal/backup, and of journals before it
_LOG_HEADER = 32  # bytes of a log without a row


def key_path(data: Path) -> Path:
    """Of the key that signs checkpoints."""
    return own_folder(data, COURIER) / KEY


def keys_of(data: Path) -> list[Path]:
    """Each made by a program that had opened a journal; also where a version of one user left them."""
    own = [key_path(data), own_folder(data, CONSOLE) / CONSOLE_KEY]
    return [*own, *(data / path.name for path in own if path.parent != data)]


def heads_of(journal: Path) -> Path:
    return journal.with_suffix(".heads")


def log_of(journal: Path) -> Path:
    return Path(f"{journal}-wal")


def size_of(path: Path) -> int:
    """In bytes; 0 where it is not there."""
    return path.stat().st_size if path.exists() else 0


def has_log(journal: Path) -> bool:
    """Rows may stand in its log."""
    return size_of(log_of(journal)) > _LOG_HEADER


def kept_beside(journal: Path) -> list[str]:
    """The folders of lost journals, the oldest first."""
    return sorted(path.name for path in journal.parent.glob(f"{KEPT}*"))


def signs_of(journal: Path) -> list[str]:
    """Their names, in words' order."""
    folder = journal.parent
    files = [*keys_of(folder), journal.with_suffix(".reserve"), heads_of(journal)]
    there = [path.name for path in [*files, *(folder / name for name in _COPIES)] if path.exists()]
    return sorted([*dict.fromkeys(there), *kept_beside(journal), *([log_of(journal).name] if has_log(journal) else [])])
