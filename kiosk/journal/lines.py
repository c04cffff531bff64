"""An event as one line that a technician reads: when, which of its stream, what happened.

A table: type → pieces. A piece is left out when a field that it names is not in the event; a piece `field?words` gives
the words when the field is true.
"""

import json
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from kiosk.core.calendar.moment import is_known

_PIECES: dict[str, tuple[str, ...]] = {
    "kiosk.started": ("kiosk started", "version {sw}", "after: {after}"),
    "kiosk.stopped": ("kiosk stopped", "{why}"),
    "device.changed": ("{device}: {state}", "{why}"),
    "link.lost": ("way to the city lost", "{why}"),
    "link.restored": ("way to the city back", "after {seconds} s"),
    "clock.corrected": ("clock known", "times of this start were {offset_ms} ms behind"),
    "checkpoint.made": ("checkpoint signed", "key {key:.16}"),
    "day.opened": ("day opened {date}", "again?again", "provisional?the date is a guess"),
    "day.dated": ("day is {date}", "was taken for {was}"),
    "day.closed": ("day closed {date}",),
    "counter.opened": ("counter {counter} opened", "officer {officer}"),
    "counter.closed": ("counter {counter} closed", "officer {officer}"),
    "ticket.issued": ("{ticket} issued", "service {service}", "by {channel}", "priority?priority", "slip {slip}",
                      "test?training"),
    "slip.moved": ("{ticket} slip {slip}", "{why}", "copy?reprint {copy}"),
    "ticket.called": ("{ticket} called to counter {counter}", "waited {waited} s"),
    "ticket.recalled": ("{ticket} called again to counter {counter}",),
    "visit.started": ("{ticket} in service at counter {counter}",),
    "visit.finished": ("{ticket} finished at counter {counter}", "service {service}", "took {took} s"),
    "visit.held": ("{ticket} held at counter {counter}",),
    "visit.transferred": ("{ticket} sent on from counter {counter}", "service {was} to {service}"),
    "visit.ended": ("{ticket} ended: {how}", "{outcome}", "counter {counter}"),
    "documents.asked": ("list of documents printed", "procedure {procedure}", "test?training"),
    "rating.given": ("rating {level} given", "by {channel}", "counter {counter}", "service {service}",
                     "bound by {bind}", "not counted: {uncounted_reason}", "offline?offline", "test?training"),
    "rating.bound": ("rating {rating} belongs to counter {counter}", "service {service}", "by {bind}"),
    "rating.reasoned": ("rating {rating} because of {reasons}",),
    "rating.revised": ("rating {rating} {why}", "by rating {by}"),
}  # fmt: skip
_HEAD, _TAIL = "vn.motcua.", ".v1"


def line_of(event: Mapping[str, Any]) -> str:
    """`2026-11-23 07:31:10  visit     12  A001 issued, service A, by touch`; `~` before a time that was a guess."""
    guess = " " if is_known(event["clock"]) else "~"
    when = f"{guess}{event['time'][:19].replace('T', ' ')}"
    return f"{when}  {event['stream']:<6} {event['sequence']:>6}  {what(event['type'], event['data'])}"


def what(type_: str, data: Mapping[str, Any]) -> str:
    """In words; a type of a newer version by its name and values."""
    pieces = _PIECES.get(type_.removeprefix(_HEAD).removesuffix(_TAIL))
    if pieces is None:
        return f"{type_} {json.dumps(data, ensure_ascii=False)}"
    return ", ".join(_said(pieces, data))


def _said(pieces: tuple[str, ...], data: Mapping[str, Any]) -> Iterator[str]:
    values = {name: _word(value) for name, value in data.items() if value is not None}
    for piece in pieces:
        flag, _, words = piece.rpartition("?")
        if all(name in values for name in _fields(words)) and (not flag or data.get(flag)):
            yield words.format_map(values)


def _fields(words: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(words) if name)


def _word(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
