"""The hashes of stored rows, quickly: most of an event's canonical JSON is the same in every row of its kind.

`chain.hash_of` takes an event apart and writes it anew, which is most of the time of whoever looks through a year. Here
what a row shares with its neighbours (type, stream, source, start, clock) is written once, by that same function, and
the row's own values are put between. What is asked of the values is asked of a batch at once, and of single rows only
where the batch does not pass. Whatever is not plain (a letter that JSON escapes, data that is not in canonical form,
lists, floats, a value of another kind) is left to the slow way, which says what is wrong: "" stands for that, never for
a bad row.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import chain as chained
from typing import Any

import orjson

from kiosk.core.record.chain import canonical, envelope
from kiosk.journal.rows import WITH_SEQ, Row

Pieces = tuple[str, ...]
_EXACT = 2**53  # as chain.canonical has it
_FLAT = {str, int, bool, type(None), list}
_FORM = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_GAPS = ("cause", "visit", "data", "id", "mono", "prevhash", "recorded", "seq", "sequence", "time")  # as the keys stand
_MARK = "\ue000{}\ue001"  # where one will stand; private letters, which no text of ours holds
_BETWEEN = "],["  # between two objects in a list each: within an object of plain values and lists it is no JSON


def quick_hashes(journal: str, besides: Iterable[str] = ()) -> Callable[[Sequence[Row]], dict[int, str]]:
    """(rows of rows.COLUMNS) → by row number the hash of the event that each holds; without those that only the slow
    way can tell.

    `journal`: the id of the journal that they stand in; `besides`: types that are never told. The prevhash of a row is
    not looked at here: it must be a hash before what is told is believed.
    """
    pieces = lru_cache(maxsize=4096)(lambda *shared: _pieces(journal, *shared))
    odd = {*besides}  # and types of which one did not pass, because they would spoil every batch

    def hash_of(row: Row) -> str:
        seq, id_, type_, stream, sequence, time, data, prevhash, _, source, visit, cause, boot, mono, clock, form = row
        found = pieces(type_, stream, source, boot, clock, form, visit is None, cause is None)
        if not found:
            return ""
        a, b, c, d, e, f, g, h, i, k, z = found
        cause, visit, seq = cause or "", visit or "", "" if form < WITH_SEQ else seq
        text = f"{a}{cause}{b}{visit}{c}{data}{d}{id_}{e}{mono}{f}{prevhash}{g}{time}{h}{seq}{i}{sequence}{k}{time}{z}"
        return sha256(text.encode()).hexdigest()

    def hashes(rows: Sequence[Row]) -> dict[int, str]:
        usual = [row for row in rows if row[2] not in odd]
        if usual and not _are_plain(usual):
            odd.update(row[2] for row in usual if not _are_plain([row]))
            usual = [row for row in usual if row[2] not in odd]
        return {row[0]: hash_ for row in usual if (hash_ := hash_of(row))}

    return hashes


# --- what a row's kind shares ---


def _pieces(journal: str, type_: Any, stream: Any, source: Any, boot: Any, clock: Any, form: Any, *no: bool) -> Pieces:
    """The text around the values of a row's own, in its order; () where something of it is not plain. `no`: it is of no
    visit, of no cause."""
    shared = (journal, type_, stream, source, boot, clock)
    if type(form) is not int or not 1 <= form <= WITH_SEQ or not all(type(s) is str and _is_plain(s) for s in shared):
        return ()
    own: dict[str, Any] = {name: _MARK.format(name) for name in ("cause", "visit", "data", "mono", "prevhash", "seq")}
    own |= {"sequence": _MARK.format("sequence"), "time": _MARK.format("time")}
    whole = envelope(type_=type_, stream=stream, source=source, journal=journal, boot=boot, clock=clock, **own)
    return _cut(canonical({**whole, "id": _MARK.format("id")}).decode(), form < WITH_SEQ, *no)


def _cut(text: str, no_seq: bool, no_visit: bool, no_cause: bool) -> Pieces:
    """At each mark. What is not there leaves an empty place, that of a number has no quotation marks around it."""
    for key, name, absent in (
        ("causationid", "cause", no_cause),
        ("correlationid", "visit", no_visit),
        ("seq", "seq", no_seq),
    ):
        if absent:
            text = text.replace(f'"{key}":"{_MARK.format(name)}",', _MARK.format(name))
    for name in ("data", "mono", "seq", "sequence"):
        text = text.replace(f'"{_MARK.format(name)}"', _MARK.format(name))
    return tuple(piece.rpartition("\ue001")[2] for piece in text.split("\ue000"))


# --- what is asked of the values ---


def _are_plain(rows: Sequence[Row]) -> bool:
    """Each can be put together from its columns' texts as they are stored."""
    seqs, ids, _, _, sequences, times, data, _, _, _, visits, causes, _, monos, _, _ = zip(*rows, strict=True)
    try:
        texts = "".join(chained(ids, times, _present(visits), _present(causes)))
    except TypeError:  # another kind of value
        return False
    return _is_plain(texts) and all(map(_are_exact, (seqs, sequences, monos))) and _are_canonical(data)


def _present(values: Iterable[Any]) -> Iterable[Any]:
    return (value for value in values if value is not None)


def _is_plain(text: str) -> bool:
    """JSON writes each letter of it as it is."""
    return text.isprintable() and '"' not in text and "\\" not in text


def _are_exact(numbers: Sequence[Any]) -> bool:
    return {*map(type, numbers)} == {int} and min(numbers) >= -_EXACT and max(numbers) <= _EXACT


def _are_canonical(data: Sequence[Any]) -> bool:
    """Flat objects as chain.canonical writes them: read and written again, all together, they are the same bytes."""
    try:
        text = f"[[{_BETWEEN.join(data)}]]".encode()
        found = orjson.loads(text)
        if orjson.dumps(found, option=_FORM) != text:
            return False
    except (TypeError, ValueError):  # no text, no JSON, or a number too large
        return False
    objects = [own[0] for own in found if len(own) == 1]
    if len(objects) != len(data) or {*map(type, objects)} != {dict}:
        return False
    values = [*chained.from_iterable(map(dict.values, objects))]
    lists = [value for value in values if type(value) is list]
    if not {*map(type, values)} <= _FLAT or not {*map(type, chained.from_iterable(lists))} <= {str}:
        return False
    return text.isascii() or "".join(chained.from_iterable(objects)).isascii()
