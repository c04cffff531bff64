"""An event as one line that a technician reads: when, which of its stream, what happened.

A table: type → pieces. A piece is left out when a field that it names is not in the event; a piece `field?words` gives
the words when the field is true. People stand beside whoever reads, and lines are sent on: so they show that a press
arrived and never what it said, nor how many there are. What is said of one later is not told at all (`UNTOLD`): a
reason comes with a low level more often.
"""

import json
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from kiosk.core.calendar.moment import is_known
from kiosk.core.record.event import name_of

_LATER = ("more about a rating",)
UNTOLD = frozenset({"rating.bound", "rating.reasoned", "rating.revised", "rating.marked"})
_PIECES: dict[str, tuple[str, ...]] = {
    "kiosk.started": ("kiosk started", "version {sw}", "after: {after}"),
    "kiosk.stopped": ("kiosk stopped", "{why}"),
    "device.changed": ("{device}: {state}", "{why}"),
    "link.lost": ("way to the city lost", "{why}"),
    "link.restored": ("way to the city back", "after {seconds} s"),
    "clock.doubted": ("clock jumped and is not believed yet", "by {clock}", "start {boot}"),
    "clock.bounded": ("start {boot} never knew the time",),
    "clock.corrected": ("clock known", "by {clock}", "start {boot}",
                        "times of this start were {offset_ms} ms behind"),
    "checkpoint.made": ("checkpoint signed", "key {key:.16}"),
    "day.opened": ("day opened {date}", "again?again", "provisional?the date is a guess"),
    "day.dated": ("day is {date}", "was taken for {was}", "by {clock}"),
    "day.closed": ("day closed {date}",),
    "numbers.raised": ("numbers go on above what was lost", "{why}", "of {date}"),
    "counter.opened": ("counter {counter} opened", "officer {officer}"),
    "counter.closed": ("counter {counter} closed", "officer {officer}"),
    "counter.paused": ("counter {counter} rests", "officer {officer}", "because of {reason}"),
    "counter.resumed": ("counter {counter} is back", "officer {officer}"),
    "ticket.issued": ("{ticket} issued", "service {service}", "by {channel}", "priority?priority", "slip {slip}",
                      "test?training"),
    "slip.moved": ("{ticket} slip {slip}", "{why}", "copy?reprint {copy}"),
    "ticket.called": ("{ticket} called to counter {counter}", "leg {leg}", "waited {waited} s", "by {rule}",
                      "because of {reason}"),
    "ticket.rerouted": ("{ticket} is of another service", "service {was} to {service}", "counter {counter}"),
    "ticket.entered": ("{ticket} is of the paper roll", "counter {counter}", "given {waited} s ago"),
    "ticket.unanswered": ("{ticket} did not come to counter {counter}", "time {times}", "aside?put aside again"),
    "ticket.recalled": ("{ticket} called again to counter {counter}",),
    "visit.started": ("{ticket} in service at counter {counter}", "leg {leg}", "{way} s after the call"),
    "visit.finished": ("{ticket} finished at counter {counter}", "leg {leg}", "service {service}", "took {took} s",
                       "worked {worked} s", "{result}"),
    "visit.held": ("{ticket} held at counter {counter}", "leg {leg}", "worked {worked} s", "because of {reason}"),
    "visit.transferred": ("{ticket} sent on from counter {counter}", "leg {leg}", "service {was} to {service}",
                          "worked {worked} s", "to counter {to_counter}", "noted?with a note"),
    "visit.ended": ("{ticket} ended: {how}", "counter {counter}", "because of {why}"),
    "documents.asked": ("list of documents printed", "procedure {procedure}", "test?training"),
    "rating.given": ("a rating was given", "by {channel}", "offline?offline", "test?training"),
    "rating.bound": _LATER,
    "rating.reasoned": _LATER,
    "rating.revised": _LATER,
    "journal.begun": ("journal goes on from {of}", "{why}", "card {card}"),
    "setting.changed": ("setting {option} changed", "by {author}"),
    "help.moved": ("help for counter {counter}: {help}", "by counter {by}"),
    "today.changed": ("today: {part} {about} {to}", "by {author}"),
    "priority.set": ("{ticket}: priority {priority}", "counter {counter}"),
    "visit.resumed": ("{ticket} back in service at counter {counter}", "leg {leg}", "held for {held} s"),
    "visit.awaited": ("{ticket} is to come back to counter {counter}", "service {service}"),
    "visit.rejoined": ("{ticket} done at counter {counter}", "leg {leg}", "back to counter {to_counter}",
                       "worked {worked} s", "{result}"),
    "visit.handed": ("{ticket} goes on with another officer at counter {counter}", "leg {leg}", "worked {worked} s"),
    "visit.continued": ("{ticket} goes on at counter {counter}", "leg {leg}", "service {was} to {service}",
                        "worked {worked} s"),
    "visit.undone": ("{ticket} event {undone} taken back at counter {counter}",),
    "visit.returned": ("{ticket} is back and waits again", "leg {leg}", "counter {counter}"),
    "slip.shown": ("{ticket} showed its slip and was sent to counter {counter}", "leg {leg}"),
    "visit.promised": ("{ticket} will be back in {after} s",),
    "visit.marked": ("{ticket} marked by rule {rule}",),
    "rating.marked": _LATER,
}  # fmt: skip


def line_of(event: Mapping[str, Any]) -> str:
    """`2026-11-23 07:31:10  visit     12  A001 issued, service A, by touch`; `~` before a time that was a
    guess; no number of a rating."""
    guess = " " if is_known(event["clock"]) else "~"
    when = f"{guess}{event['time'][:19].replace('T', ' ')}"
    number = "" if event["stream"] == "rating" else event["sequence"]
    return f"{when}  {event['stream']:<6} {number:>6}  {what(event['type'], event['data'])}"


def is_told(type_: str) -> bool:
    """Whether it has a line at all."""
    return name_of(type_) not in UNTOLD


def what(type_: str, data: Mapping[str, Any]) -> str:
    """In words; a type of a newer version by its name and values."""
    pieces = _PIECES.get(name_of(type_))
    if pieces is None:
        return f"{type_} {json.dumps(data, ensure_ascii=False)}"
    return ", ".join(_said(pieces, data))


def _said(pieces: tuple[str, ...], data: Mapping[str, Any]) -> Iterator[str]:
    values = {name: _word(value) for name, value in data.items() if value not in (None, "")}
    for piece in pieces:
        flag, _, words = piece.rpartition("?")
        if all(name in values for name in _fields(words)) and (not flag or data.get(flag)):
            yield words.format_map(values)


def _fields(words: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(words) if name)


def _word(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
