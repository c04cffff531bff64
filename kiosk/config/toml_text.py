"""A TOML file that a person edited in Notepad: bytes to text, text to tables, and where in the text an option stands.

Reads what Windows leaves behind (BOM, UTF-16, CRLF) and names by line what it cannot read (curly quotes, another
encoding). Raises `ConfigError` with every such place at once; never another exception, whatever the bytes. What a
parser says of a line is never repeated: it quotes the line, and a password may stand there.
Not here: what the options mean (`options.py`, `load.py`).
"""

import codecs
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Problem
from kiosk.host.bounded import TooLarge, read_plain

MAX_FILE_BYTES = 1_000_000  # bytes; an office's file has about 10,000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CURLY = re.compile(  # after the strings that are closed: bare, or in one that was opened straight and never closed
    # looked ahead and taken whole, not `*+`: the possessive repeat of Python 3.11.2, which Debian 12 has, loses its way
    r"""^(?=(?P<closed>(?:[^#"'“”„‟‘’‚‛«»]|"(?:[^"\\]|\\.)*"|'[^']*')*))(?P=closed)"""
    r"""(?:["'][^“”„‟‘’‚‛«»]*)?[“”„‟‘’‚‛«»]"""
)
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"))*)\s*=""")
_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]")
_REASONS = {  # how tomllib begins what it says: it has no other mark of what is wrong
    "Cannot overwrite a value": Code.KEY_TWICE,
    "Duplicate inline table key": Code.KEY_TWICE,
    "Cannot declare": Code.TABLE_TWICE,
    "Unterminated string": Code.OPEN_TEXT,
    "Illegal character '\\n'": Code.OPEN_TEXT,
    "Unescaped '\\'": Code.BACKSLASH,
    "Invalid hex value": Code.BACKSLASH,
    "Invalid value": Code.NO_VALUE,
    "Expected '='": Code.NO_EQUALS,
    "Invalid statement": Code.NO_STATEMENT,
    "Expected newline": Code.TWO_ON_A_LINE,
    "Expected ']": Code.OPEN_TABLE,
    "Unclosed array": Code.OPEN_LIST,
}


def read(path: Path, unreadable: Code = Code.NOT_UTF8) -> str:
    """The file's text, lines ended by LF; `unreadable`: what is said of an encoding that is not read. Raises
    ConfigError."""
    try:
        return decode(read_plain(path, MAX_FILE_BYTES), path.name, unreadable)
    except ConfigError as error:
        raise of_file(error, path) from error
    except TooLarge as error:
        raise ConfigError([_too_large(error.size, path.name, str(path))]) from error
    except (OSError, ValueError) as error:
        raise ConfigError([replace(_unread(path, error), file=str(path))]) from error


def _too_large(size: int, name: str, file: str = "") -> Problem:
    return Problem(Code.TOO_LARGE, {"size": size, "name": name}, file=file)


def of_file(error: ConfigError, path: Path) -> ConfigError:
    """The same problems, with the file that they are in."""
    return ConfigError([replace(problem, file=str(path)) for problem in error.problems])


def _unread(path: Path, error: Exception) -> Problem:
    if isinstance(error, FileNotFoundError) and (found := _misnamed(path)):
        return Problem(Code.MISNAMED, {"found": found, "name": path.name})
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Problem(Code.UNREADABLE, {"reason": reason or ""})


def _misnamed(path: Path) -> str:
    """The file beside `path` that has one ending too many, as Notepad or a browser adds it; "" for none."""
    names = (f"{path.name}.txt", f"{path.name}{path.suffix}")
    return next((name for name in names if path.with_name(name).exists()), "")


# --- bytes to text -------------------------------------------------------------------------------------------


def decode(raw: bytes, name: str = "kiosk.toml", unreadable: Code = Code.NOT_UTF8) -> str:
    """The text of a file of this name, lines ended by LF. Raises ConfigError."""
    if len(raw) > MAX_FILE_BYTES:
        raise ConfigError([_too_large(len(raw), name)])
    mark, encoding = next(((m, e) for m, e in _MARKS if raw.startswith(m)), (b"", _guess(raw)))
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(unreadable, line=raw[: error.start].count(b"\n") + 1)]) from error
    return _whole(text.replace("\r\n", "\n"))


def _guess(raw: bytes) -> str:
    """Without a mark: UTF-16 shows by NUL as every second byte of its ASCII letters."""
    head = raw[:64]
    if len(head) > 3 and not any(head[1::2]):
        return "utf-16-le"
    return "utf-16-be" if len(head) > 3 and not any(head[0::2]) else "utf-8"


def _whole(text: str) -> str:
    at = text.find("\0")
    if at >= 0:
        raise ConfigError([Problem(Code.NUL, line=text[:at].count("\n") + 1)])
    return text


# --- text to tables ------------------------------------------------------------------------------------------


def tables(text: str) -> dict[str, Any]:
    """The parsed TOML. Raises ConfigError."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(list(_curly(text)) or [_placed(str(error), text)]) from error


def _curly(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _CURLY.match(line):
            yield Problem(Code.CURLY_QUOTE, {"quote": found[0][-1]}, line=number)


def _placed(said: str, text: str) -> Problem:
    """What tomllib said, `… (at line 3, column 5)` or `… (at end of document)`, as a problem at its line."""
    reason, at, place = said.rpartition(" (at ")
    if not at:
        return Problem(Code.NOT_TOML)
    number = place.removeprefix("line ").partition(",")[0]
    line = int(number) if number.isdigit() else text.rstrip().count("\n") + 1
    code = next((code for begins, code in _REASONS.items() if reason.startswith(begins)), Code.NOT_TOML)
    return Problem(code, line=line)


# --- where an option stands ----------------------------------------------------------------------------------


def lines(text: str) -> dict[str, int]:
    """Where each table and key first stands: `{"office": 3, "office.unit": 4, "services[0].letter": 9, …}`.

    Read line by line, so a key inside a table written on one line is not found; ask `line_of`.
    """
    found: dict[str, int] = {}
    seen: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if head := _TABLE.match(line):
            table = _entered(head[1], _plain(head[2]), seen)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{_plain(key[1])}".lstrip("."), number)
    return found


def _entered(bracket: str, name: str, seen: dict[str, int]) -> str:
    if bracket == "[":
        return name
    seen[name] = seen.get(name, -1) + 1
    return f"{name}[{seen[name]}]"


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def line_of(found: dict[str, int], option: str) -> int:
    """The option's line (the first, of a table that comes many times), else that of the table around it, else 0."""
    if f"{option}[0]" in found:
        return found[f"{option}[0]"]
    while option not in found and option:
        option = option[: max(option.rfind("."), option.rfind("["), 0)]
    return found.get(option, 0)
