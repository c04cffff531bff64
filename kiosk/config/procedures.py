"""The public list of procedures from one CSV file as Excel writes it, or every mistake in it at once, by line and cell.

Strategy: bytes to text as Notepad and Excel leave it (`toml_text.py`), text to rows by the separator under which the
heads are known, rows to procedures cell by cell; all problems are collected before anything is refused. A row's service
is its own letter, else that whose `fields` in kiosk.toml name the row's field. Rows that begin with # are remarks.
Raises `ConfigError` and nothing else for whatever stands in the file. Not here: how the list is shown or printed.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Problem, shown
from kiosk.config.options import Config, Service
from kiosk.config.toml_text import read
from kiosk.core.office.procedures import Procedure, Procedures

CODE, NAME, FIELD, DOCUMENTS = "Mã", "Tên thủ tục", "Lĩnh vực", "Giấy tờ cần nộp"
DAYS, FEE, SERVICE = "Số ngày làm việc", "Lệ phí", "Dịch vụ"
COLUMNS = (CODE, NAME, FIELD, DOCUMENTS, DAYS, FEE, SERVICE)
NEEDED = (CODE, NAME, FIELD, DOCUMENTS)
MAX_LETTERS = {CODE: 40, NAME: 200, FIELD: 60, FEE: 120}  # letters; of a document DOCUMENT
MOST, MOST_DOCUMENTS, DOCUMENT, MOST_DAYS = 400, 20, 200, 365

_VIETNAMESE = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
)
LETTERS = frozenset(map(chr, range(32, 127))) | set(_VIETNAMESE + _VIETNAMESE.upper() + "đĐ–—‘’“”…·•₫²³½×\n")
_SPACES = str.maketrans({"\u00a0": " ", "\u200b": "", "\u2011": "-", "\t": " "})  # what Word leaves behind
_BULLET = re.compile(r"^(?:[-–—•*+·]|\d{1,2}[.)])\s+")
_WHAT = {
    CODE: Code.COLUMN_CODE,
    NAME: Code.COLUMN_NAME,
    FIELD: Code.COLUMN_FIELD,
    DOCUMENTS: Code.COLUMN_DOCUMENTS,
}


@dataclass(frozen=True)
class Row:
    """`number` counts as Excel does; `line` is where the row begins in the text; `cells` by column."""

    number: int
    line: int
    cells: Mapping[str, str]


@dataclass
class _Reading:
    """One file being read: what was found wrong so far; which codes and fields stand in which row."""

    file: str
    services: Sequence[Service]
    problems: list[Problem] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)

    def wrong(self, row: Row, column: str, code: Code, **values: str | int | Code) -> None:
        self.problems.append(Problem(code, values, column, row.line, self.file, row.number))


def of_config(config: Config) -> Procedures:
    """The list that the config names, beside its own file; nothing where it names none. Raises ConfigError."""
    return load(file_of(config), config.services) if config.catalogue.file else ()


def file_of(config: Config) -> Path:
    return Path(config.origin).parent / config.catalogue.file


def load(path: Path, services: Sequence[Service]) -> Procedures:
    """The whole list, in the order of the file. Raises ConfigError with all problems."""
    text = unicodedata.normalize("NFC", read(path, Code.NOT_UTF8_CSV))
    reading = _Reading(str(path), services)
    try:
        found = [_procedure(reading, row) for row in _rows(reading, text)]
    except _NoTable as error:
        raise ConfigError([replace(error.problem, file=str(path))]) from error
    if not 1 <= len(found) <= MOST and not reading.problems:
        reading.problems.append(Problem(Code.PROCEDURES, {"most": MOST, "size": len(found)}, file=str(path)))
    if reading.problems:
        raise ConfigError(reading.problems)
    return tuple(procedure for procedure in found if procedure is not None)


# --- rows -----------------------------------------------------------------------------------------------------


class _NoTable(ValueError):
    """The file cannot be taken apart into rows and columns; the problem's line says from where on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


Cells = tuple[int, int, list[str]]  # row, line, cells


def _rows(reading: _Reading, text: str) -> Iterator[Row]:
    """The rows below the heads that are neither empty nor a remark."""
    table = (cells for cells in _cells(text, _separator(text)) if not _passed_by(cells[2]))
    head = next(table, None)
    if head is None:
        raise _NoTable(Problem(Code.NO_ROWS, {"columns": ", ".join(COLUMNS)}))
    columns = _columns(reading, head)
    if reading.problems:
        return  # under wrong heads every cell would be wrong
    for number, line, cells in table:
        named = dict(zip(columns, cells, strict=False))
        row = Row(number, line, {column: named.get(column, "").translate(_SPACES).strip() for column in COLUMNS})
        if extra := [cell for cell in cells[len(columns) :] if cell.strip()]:
            reading.wrong(row, "", Code.NO_COLUMN, value=shown(extra[0]))
        yield row


def _cells(text: str, separator: str) -> Iterator[Cells]:
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, line = 1, 1
    while True:
        try:
            cells = next(table, None)
        except csv.Error as error:
            raise _NoTable(Problem(Code.NO_TABLE, line=line)) from error
        if cells is None:
            return
        yield number, line, cells
        number, line = number + 1, table.line_num + 1


def _passed_by(cells: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#")


def _separator(text: str) -> str:
    """Excel's, by the country of its Windows, or the tab of its Unicode Text: whichever gives the most known heads."""
    return max(";,\t", key=lambda separator: _known_heads(text, separator))


def _known_heads(text: str, separator: str) -> int:
    try:
        head = next((cells for _, _, cells in _cells(text, separator) if not _passed_by(cells)), [])
    except _NoTable:
        return 0
    return sum(_plain(cell) in map(_plain, COLUMNS) for cell in head)


def _plain(head: str) -> str:
    return " ".join(head.split()).casefold()


def _columns(reading: _Reading, head: Cells) -> list[str]:
    """The columns by name, "" for an empty head."""
    known = {_plain(column): column for column in COLUMNS}
    row = Row(head[0], head[1], {})
    columns = [known.get(_plain(cell), "") for cell in head[2]]
    for cell, column in zip(head[2], columns, strict=True):
        if cell.strip() and not column:
            near = difflib.get_close_matches(_plain(cell), known, 1, 0.0)[0]
            reading.wrong(row, cell.strip()[:40], Code.UNKNOWN_COLUMN, nearest=known[near])
    for column in NEEDED:
        if column not in columns:
            reading.wrong(row, column, Code.COLUMN_MISSING, what=_WHAT[column])
    for column in {column for column in columns if column and columns.count(column) > 1}:
        reading.wrong(row, column, Code.COLUMN_TWICE)
    return columns


# --- cells ----------------------------------------------------------------------------------------------------


def _procedure(reading: _Reading, row: Row) -> Procedure | None:
    before = len(reading.problems)
    for column in COLUMNS:
        _bounded(reading, row, column, row.cells[column])
    documents = _documents(reading, row)
    _code(reading, row)
    found = Procedure(
        code=row.cells[CODE],
        name=" ".join(row.cells[NAME].split()),
        field=_field(reading, row),
        documents=documents,
        days=_days(reading, row),
        fee=" ".join(row.cells[FEE].split()),
        service=_service(reading, row),
    )
    return found if len(reading.problems) == before else None


def _bounded(reading: _Reading, row: Row, column: str, cell: str) -> None:
    """What is wrong with any cell: nothing in it, letters that the kiosk does not have, too much."""
    if column in NEEDED and not cell:
        reading.wrong(row, column, Code.CELL_EMPTY, what=_WHAT[column])
    elif strange := [letter for letter in cell if letter not in LETTERS]:
        reading.wrong(row, column, Code.STRANGE_LETTER, value=shown(strange[0]), point=f"{ord(strange[0]):04X}")
    elif len(cell) > MAX_LETTERS.get(column, len(cell)):
        reading.wrong(row, column, Code.LETTERS, most=MAX_LETTERS[column], size=len(cell))


def _documents(reading: _Reading, row: Row) -> tuple[str, ...]:
    """One a line of the cell (Alt+Enter in Excel), without the marks that people put before them."""
    lines = (_BULLET.sub("", " ".join(line.split())).rstrip(";").strip() for line in row.cells[DOCUMENTS].split("\n"))
    found = tuple(line for line in lines if line)
    if len(found) > MOST_DOCUMENTS:
        reading.wrong(row, DOCUMENTS, Code.LINES, most=MOST_DOCUMENTS, size=len(found))
    for long in (line for line in found if len(line) > DOCUMENT):
        reading.wrong(row, DOCUMENTS, Code.LINE_LETTERS, size=len(long), most=DOCUMENT, value=shown(long))
    return found


def _code(reading: _Reading, row: Row) -> None:
    code = row.cells[CODE]
    if not code:
        return
    if re.fullmatch(r"\d\.\d{1,5}", code):
        reading.wrong(row, CODE, Code.EXCEL_NUMBER, value=code)
    elif not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", code):
        reading.wrong(row, CODE, Code.CODE_LETTERS, value=shown(code))
    elif code.casefold() in reading.codes:
        reading.wrong(row, CODE, Code.CODE_TAKEN, value=code, other=reading.codes[code.casefold()])
    reading.codes.setdefault(code.casefold(), row.number)


def _field(reading: _Reading, row: Row) -> str:
    name = " ".join(row.cells[FIELD].split())
    first, number = reading.fields.setdefault(name.casefold(), (name, row.number))
    if first != name:
        reading.wrong(row, FIELD, Code.FIELD_SPELLED, value=shown(name), first=shown(first), other=number)
    return name


def _days(reading: _Reading, row: Row) -> int | None:
    cell = row.cells[DAYS]
    if not cell:
        return None
    if not re.fullmatch("[0-9]{1,3}", cell) or int(cell) > MOST_DAYS:
        reading.wrong(row, DAYS, Code.WORKING_DAYS, most=MOST_DAYS, value=shown(cell))
        return None
    return int(cell)


def _service(reading: _Reading, row: Row) -> str:
    """The row's own letter, else the service whose fields name this one."""
    letter, name = row.cells[SERVICE].upper(), _plain(row.cells[FIELD])
    letters = [service.letter for service in reading.services]
    if letter and letter not in letters:
        reading.wrong(row, SERVICE, Code.NO_SUCH_SERVICE, value=shown(letter), known=", ".join(letters))
    covering = [s.letter for s in reading.services if name in map(_plain, s.fields)]
    if not letter and not covering and name:
        reading.wrong(row, SERVICE, Code.NO_SERVICE, value=shown(row.cells[FIELD]))
    return letter or next(iter(covering), "")
