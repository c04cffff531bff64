"""Two ways to mend a refused kiosk.toml from the kiosk's own screen, both tried before they are offered.

The lines that are wrong are put behind a #, so that their defaults hold and whoever looks at the file sees what stood
there; or the last file that was good comes back (`keep_good`, on the data partition). The refused file stays beside the
new one as kiosk.toml.bad.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kiosk.config.diagnostics.problems import ConfigError, Problem
from kiosk.config.load import load
from kiosk.config.options import Config, Kiosk
from kiosk.config.toml_text import read
from kiosk.host.files import write_whole
from kiosk.host.owner import as_owner
from kiosk.host.usb_stick import writable

MAX_ROUNDS = 10  # a line that was wrong may have hidden others
MAX_BESIDE_BYTES = 1 << 20  # of a file that may belong to it (secrets, list)
GOOD = "kiosk.toml.good"
MARK = "# BỎ: "
DATA = Path(Kiosk().data)  # a refused file does not say where its own is


def keep_good(config: Config) -> None:
    """The file that was just read stays as the last good one; a full disk is said and keeps nobody from starting."""
    kept, text = Path(config.kiosk.data) / GOOD, read(Path(config.origin)).encode()
    try:
        if not kept.exists() or kept.read_bytes() != text:
            write_whole(kept, text, 0o600)  # secrets may stand in it
    except OSError as error:
        print(f"{kept}: the good settings could not be kept: {error.strerror}", file=sys.stderr)


def repairs(file: Path, data: Path = DATA) -> dict[str, str]:
    """What can be done, by the id of its card: `drop` or `last` → the file's new text. Only what is then good."""
    found = {"drop": comment_out(file), "last": restore_last_good(file, data)}
    return {name: text for name, text in found.items() if text is not None}


def restore_last_good(file: Path, data: Path) -> str | None:
    """The text that was good last; None where there is none, or it would not be good now."""
    try:
        with as_owner(data):
            text = read(data / GOOD)
    except ConfigError:  # none was kept yet, or it cannot be read
        return None
    return None if problems_of(file, text) else text


def comment_out(file: Path) -> str | None:
    """The text with its wrong lines behind a #; None when that does not make it good, or nothing can be read."""
    try:
        text = read(file)
    except ConfigError:
        return None
    for _ in range(MAX_ROUNDS):
        if not (problems := problems_of(file, text)):
            return text
        lines = {problem.line for problem in problems if problem.line}
        if any(not problem.line for problem in problems):
            return None
        text = commented(text, lines)
    return None


def commented(text: str, lines: set[int]) -> str:
    """These lines, counted from 1, as comments. Pure."""
    marked = (f"{MARK}{line}" if n in lines else line for n, line in enumerate(text.split("\n"), 1))
    return "\n".join(marked)


def problems_of(file: Path, text: str) -> list[Problem]:
    """What would be wrong with `file` if this stood in it; the files beside it are the same."""
    with tempfile.TemporaryDirectory() as folder:
        for path in _beside(file):
            shutil.copy(path, folder)
        tried = Path(folder) / file.name
        tried.write_text(text, encoding="utf-8")
        try:
            load(tried)
        except ConfigError as error:
            return error.problems
    return []


def _beside(file: Path) -> Iterator[Path]:
    """Small files in the same folder."""
    for path in sorted(file.parent.iterdir()):
        if path != file and path.is_file() and path.stat().st_size <= MAX_BESIDE_BYTES:
            yield path


def replace_settings(file: Path, text: str) -> None:
    """Whole or not at all; what stood there stays beside it. Raises OSError."""
    with writable(file.parent):
        if file.exists():
            write_whole(file.with_name(f"{file.name}.bad"), file.read_bytes())
        write_whole(file, text.encode())
