"""That a citizen's rating is in a signed day, told by the code of the citizen's own slip: never which level it was.

Told are: that a rating stands under the slip, its day, its hash (the city has the same one; 128 random bits are hashed
with the level, so it tells none) and the checkpoint that covers it. Later words of the citizen (reasons, another press)
are not told apart, because some levels have them more often. It is told on the kiosk alone, to whoever may read its
journal: no page of the office says whether a visit was rated.
"""

from collections.abc import Sequence

from kiosk.core.record.chain import misfits
from kiosk.core.record.checkpoints import TYPES, flaws
from kiosk.core.record.event import name_of
from kiosk.journal.finding import of_visit
from kiosk.journal.reading import Reader
from kiosk.journal.rows import CloudEvent
from kiosk.journal.signing import is_signed

NONE = "no rating stands under this slip: none was given, or it was given for the office and for no counter"
UNSIGNED = "no signature covers it yet: ask again when the day has closed"
NO_LEVEL = "which level it was stands nowhere here"


def proof_of(journal: Reader, code: str, keys: Sequence[str]) -> tuple[bool, list[str]]:
    """(whether a signature covers the rating, what is told). `keys`: public ones in hex, each believed; none: every
    one. Raises JournalError."""
    rating = _rating_of(journal, code)
    if rating is None:
        return False, [NONE]
    told = [f"a rating of {rating['time'][:10]} stands under this slip{_hash_of(rating)}"]
    cover = next((event for event in journal.rows(rating["seq"]) if _covers(journal, event, rating, keys)), None)
    if cover is None:
        return False, [*told, UNSIGNED]
    by = f"signed with key {cover['data']['key'][:16]} (checkpoint of {cover['time'][:19]})"
    return True, [*told, f"{by}: without that key nobody can take it out or change it", NO_LEVEL]


def _rating_of(journal: Reader, code: str) -> CloudEvent | None:
    """The press that was bound to the visit, at once or later."""
    for event in of_visit(journal, code):
        if event["stream"] == "rating" and name_of(event["type"]) == "rating.given":
            return event
        if name_of(event["type"]) == "rating.bound":
            (given,) = journal.after("rating", event["data"]["rating"] - 1, 1)
            return given
    return None


def _hash_of(rating: CloudEvent) -> str:
    """Not of one of before there were salts: its hash would tell the level to whoever tries them."""
    return f", with hash {rating['hash']}" if rating["data"].get("salt") else ""


def _covers(journal: Reader, event: CloudEvent, rating: CloudEvent, keys: Sequence[str]) -> bool:
    """Whether it is a genuine checkpoint whose head of the ratings goes on from this one without a break."""
    if event["type"] not in TYPES or any(flaws(event["type"], event["data"], is_signed)):
        return False
    head = event["data"]["heads"].get("rating", {"sequence": 0})
    if head["sequence"] < rating["sequence"] or (keys and event["data"]["key"] not in keys):
        return False
    return bool(_reached(journal, rating, head["sequence"]) == head["hash"])


def _reached(journal: Reader, rating: CloudEvent, upto: int) -> str:
    """The hash of the stream's event `upto`, "" where the chain from the rating to it does not hold."""
    events = journal.after("rating", rating["sequence"] - 1, upto - rating["sequence"] + 1)
    before = (rating["sequence"] - 1, rating["prevhash"])
    for event in events:
        if misfits(event, *before):
            return ""
        before = (event["sequence"], event["hash"])
    return str(before[1]) if before[0] == upto else ""
