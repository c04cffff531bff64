"""A TOML file that a person edited in Notepad: bytes to text, text to tables, and where in the text an option stands.

Reads what Windows leaves behind (BOM, UTF-16, CRLF) and names by line what it cannot read (curly quotes, another
encoding). Raises `TextError` with every such place at once; never another exception, whatever the bytes.
Not here: what the options mean (`options.py`, `load.py`).
"""

import codecs
import re
import tomllib
from collections.abc import Iterator
from typing import Any

LARGEST = 1_000_000  # bytes; an office's file has about 10,000
NOTEPAD = "in Notepad choose 'Save as', encoding UTF-8"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CURLY = re.compile(  # after the strings that are closed: bare, or in one that was opened straight and never closed
    r"""^(?:[^#"'“”„‟‘’‚‛«»]|"(?:[^"\\]|\\.)*"|'[^']*')*+(?:["'][^“”„‟‘’‚‛«»]*)?[“”„‟‘’‚‛«»]"""
)
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"))*)\s*=""")
_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]")
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class TextError(ValueError):
    """`places`: (line, what is wrong there and what to do); line 0: the file as a whole."""

    def __init__(self, *places: tuple[int, str]) -> None:
        super().__init__("; ".join(f"line {line}: {said}" if line else said for line, said in places))
        self.places = places


def decode(raw: bytes, name: str = "kiosk.toml", save: str = NOTEPAD) -> str:
    """The file's text, lines ended by LF; `save`: what to do about an unreadable encoding. Raises TextError."""
    if len(raw) > LARGEST:
        raise TextError((0, f"{len(raw)} bytes is no {name}"))
    mark, encoding = next(((m, e) for m, e in _MARKS if raw.startswith(m)), (b"", _guess(raw)))
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise TextError((line, f"not UTF-8: {save}")) from error
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
        raise TextError((text[:at].count("\n") + 1, "a NUL character: the file is damaged, write it again"))
    return text


def tables(text: str) -> dict[str, Any]:
    """The parsed TOML. Raises TextError."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise TextError(*(list(_curly(text)) or [_placed(str(error), text)])) from error


def _curly(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _CURLY.match(line):
            yield (
                number,
                f'curly quote {found[0][-1]}: type straight quotes, "…", as Notepad\'s keyboard gives them',
            )


def _placed(said: str, text: str) -> tuple[int, str]:
    """tomllib's own words, with its place as a line number."""
    found = _WHERE.search(said)
    if found is None:
        return 0, f"not TOML: {said}"
    line = int(found[1]) if found[1] else text.rstrip().count("\n") + 1
    return line, f"not TOML: {said[: found.start()]}"


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
    """The option's line, else that of the table around it, else 0."""
    while option not in found and option:
        option = option[: max(option.rfind("."), option.rfind("["), 0)]
    return found.get(option, 0)
