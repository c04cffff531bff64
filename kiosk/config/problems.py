"""What is wrong with a file that a person wrote: each mistake with its place, and all of them as one error.

`read` gives the text of such a file as Notepad or Excel saved it. What the text must say is not here
(`load.py`, `procedures.py`).
"""

from dataclasses import dataclass
from pathlib import Path

from kiosk.config.toml_text import NOTEPAD, TextError, decode


@dataclass(frozen=True)
class Problem:
    """`option`: `queue.priority_every`, `services[2].letter`, a cell of a table, or "" for the file; `line` 0: not
    known."""

    option: str
    line: int
    message: str
    file: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.option, self.message) if part)


class ConfigError(ValueError):
    """What is wrong with a file, one line each; `problems` in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read(path: Path, save: str = NOTEPAD) -> str:
    """The file's text, lines ended by LF; `save`: how to write it in an encoding that is read. Raises ConfigError."""
    try:
        return decode(path.read_bytes(), path.name, save)
    except (OSError, ValueError) as error:
        raise refused(path, error) from error


def refused(path: Path, error: Exception) -> ConfigError:
    """The error of reading `path`, by its places."""
    return ConfigError([Problem("", line, said, str(path)) for line, said in _said(path, error)])


def _said(path: Path, error: Exception) -> tuple[tuple[int, str], ...]:
    if isinstance(error, TextError):
        return error.places
    if isinstance(error, FileNotFoundError) and (named := _misnamed(path)):
        return ((0, f"not found, but {named} is there: rename it to {path.name} (Windows hides the last ending)"),)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return ((0, f"cannot be read: {reason}"),)


def _misnamed(path: Path) -> str:
    """The file beside `path` that has one ending too many, as Notepad or a browser adds it; "" for none."""
    names = (f"{path.name}.txt", f"{path.name}{path.suffix}")
    return next((name for name in names if path.with_name(name).exists()), "")
