"""The supervisor's texts for citizens: notices, and what is said while no numbers are given. Pure.

They are plain text, stand in no file and in no event, and a notice ends by itself.
"""

from dataclasses import replace
from typing import Any

from kiosk.config.options import Config
from kiosk.config.written.allowed import NOTICES, STOPPED
from kiosk.config.written.store import Written
from kiosk.core.office.notice import Notice

MOST_NOTICES, MAX_LETTERS = 3, 120


def with_texts(config: Config, written: Written) -> Config:
    """What is none of ours says nothing."""
    notices, stopped = written.words.get(NOTICES), written.words.get(STOPPED)
    found = notices.value if notices and are_notices(notices.value) else ()
    words = stopped.value if stopped and is_text(stopped.value) else ""
    return replace(config, notices=tuple(Notice(text, until) for text, until in found), stopped=words)


def are_notices(value: Any) -> bool:
    """Pairs of a text and until when."""
    rows = value if isinstance(value, list) and len(value) <= MOST_NOTICES else [None]
    return all(isinstance(row, list) and len(row) == 2 and is_text(row[0]) and type(row[1]) is int for row in rows)


def is_text(value: Any) -> bool:
    """A line that a kiosk can show."""
    return isinstance(value, str) and len(value) <= MAX_LETTERS and value.isprintable()
