"""Whatever somebody does to a journal without the kiosk's key is found and named, or lies where nothing signed reaches.

One genuine journal of an office's morning; a forger numbers, hashes and chains everything anew as he likes. Held
against the kiosk's key alone, against heads that the city keeps, and against nothing.
"""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record import events as e
from kiosk.core.record.chain import cloud_event
from kiosk.journal.proof.known import Claim, Known
from kiosk.journal.proof.verdict import Verdict
from tests.journal.proof.rows import CloudEvent, chained, heads_of, looked_through, signed
from tests.journal.signed import OTHER
from tests.sync.chains import JOURNAL, rating
from tests.sync.city.days import KEY, day, public

VISIT = ("ticket", "next", "start", "finish", "press", "reason")
MORNING = [
    move for n in range(9) for move in (*((name, n) for name in VISIT), *([("checkpoint", n)] if n % 3 == 2 else []))
]
GENUINE = day([*MORNING, ("ticket", 1), ("press", 2)]).sent
ROWS = len(GENUINE)
SIGNED = max(event["seq"] for event in GENUINE if event["type"] == e.Checkpoint.TYPE)
PLACES = [event["seq"] for event in GENUINE if event["type"] == e.Checkpoint.TYPE]
OWN = Known(frozenset({public(KEY)}))
HELD = Known(OWN.keys, heads_of(GENUINE))
Forged = tuple[list[CloudEvent], int]  # the rows, and the first that is not what was written
Tamper = Callable[[int, int], Forged]


def looked(events: list[CloudEvent], known: Known) -> Verdict:
    return looked_through(events, known, JOURNAL)


def without(row: int) -> list[CloudEvent]:
    return [event for event in GENUINE if event["seq"] != row]


def rewritten(row: int, n: int) -> Forged:
    """Another time, another value, another visit."""
    event = GENUINE[row - 1]
    other: list[CloudEvent] = [
        dict.fromkeys(("time", "recordedtime"), "2026-11-23T07:00:00.000+07:00"),
        {"data": {**event["data"], "level": 4, "forged": n}},
        {"clock": "rtc"},
    ]
    return chained([*GENUINE[: row - 1], {**event, **other[n % 3]}, *GENUINE[row:]], row), row


def false_rating(row: int) -> CloudEvent:
    recorded = e.Recorded(row, "", "rating", 1, 1_795_400_000_000, 7, "boot", "synchronised", rating(4, salt="0b" * 16))
    return cloud_event(recorded, GENUINE[0]["source"], JOURNAL, "0" * 64)


def pushed_in(row: int, n: int) -> Forged:
    return chained([*GENUINE[: row - 1], false_rating(row), *GENUINE[row - 1 :]], row), row


def exchanged(row: int, n: int) -> Forged:
    row = min(row, ROWS - 1)
    return chained([*GENUINE[: row - 1], GENUINE[row], GENUINE[row - 1], *GENUINE[row + 1 :]], row), row


def checkpoint_spoilt(row: int, n: int) -> Forged:
    """One word of a checkpoint is another one, signed as before."""
    row = PLACES[row % len(PLACES)]
    spoilt: list[CloudEvent] = [{"card": "c2"}, {"rows": 3}, {"sw": "9"}]
    data = {**GENUINE[row - 1]["data"], **spoilt[n % 3]}
    return chained([*GENUINE[: row - 1], {**GENUINE[row - 1], "data": data}, *GENUINE[row:]], row), row


def checkpoint_of_his_own(row: int, n: int) -> Forged:
    """Right in all, signed with another key, pushed in anywhere."""
    last = {event["stream"]: {"sequence": event["sequence"], "hash": event["hash"]} for event in GENUINE[: row - 1]}
    data = signed({**GENUINE[PLACES[0] - 1]["data"], "heads": last, "rows": row - 1}, OTHER)
    return chained([*GENUINE[: row - 1], {**GENUINE[PLACES[0] - 1], "data": data}, *GENUINE[row - 1 :]], row), row


def unhashed(row: int, n: int) -> Forged:
    """Changed by somebody who leaves the hashes alone."""
    event = {**GENUINE[row - 1], "monotonic": GENUINE[row - 1]["monotonic"] + 1 + n}
    return [*GENUINE[: row - 1], event, *GENUINE[row:]], row


def older_copy(row: int, n: int) -> Forged:
    """Put back, and the office went on with it, unsigned."""
    return chained([*GENUINE[:row], *(false_rating(row) for _ in range(n))], row + 1), row + 1


WITHOUT_KEY: dict[str, Tamper] = {
    "a row rewritten": rewritten,
    "a row taken out": lambda row, n: (chained(without(row), row), row),
    "a row pushed in": pushed_in,
    "two rows exchanged": exchanged,
    "a checkpoint spoilt": checkpoint_spoilt,
    "a checkpoint taken out": lambda row, n: WITHOUT_KEY["a row taken out"](PLACES[row % len(PLACES)], n),
    "a checkpoint of his own": checkpoint_of_his_own,
    "the tail cut off": lambda row, n: (GENUINE[: row - 1], row),
    "an older copy that went on": older_copy,
    "a rating behind the last row": lambda row, n: (chained([*GENUINE, false_rating(9)], ROWS + 1), ROWS + 1),
    "rows changed, the hashes left": unhashed,
    "all signed anew by another key": lambda row, n: (chained(rewritten(row, n)[0], 1, OTHER), PLACES[0]),
}


def test_the_journal_itself_is_whole() -> None:
    """Held against all that is known of it; rows behind its last checkpoint are not signed yet, and that is said."""
    found = looked(GENUINE, HELD)
    assert found.problems == () and found.checkpoints == len(PLACES) > 2 and SIGNED < ROWS >= 60
    assert (found.signed, found.open_from, found.last) == (SIGNED - 1, SIGNED + 1, ROWS)


def reach(problem: str) -> tuple[int, int]:
    """The rows that a problem names."""
    first, last = re.match(r"rows? (\d+)(?: to (\d+))?: ", problem).groups()  # type: ignore[union-attr]  # or it is red
    return int(first), int(last or first)


@given(st.sampled_from(sorted(WITHOUT_KEY)), st.integers(1, ROWS), st.integers(0, 5))
@settings(max_examples=450, deadline=None, derandomize=True)
def test_whoever_has_not_the_key_is_found(kind: str, row: int, n: int) -> None:
    """Against the city's heads always; by the file and the key alone wherever a signature reaches, and the rest is said
    to be signed by nobody. What is named first begins at the first bad row or before it, and reaches to it."""
    forged, first = WITHOUT_KEY[kind](row, n)
    alone, held = looked(forged, OWN), looked(forged, HELD)
    if forged == GENUINE:  # an older copy of the very end
        assert held.good
        return
    if held.good:
        assert first == ROWS + 1 >= held.open_from, kind  # behind all that anybody knows
        return
    begins, ends = reach(held.problems[0])
    assert begins <= first <= ends or ("end is missing" in held.problems[0] and first <= begins)
    if alone.good:
        assert alone.signed < first, kind
    else:
        assert reach(alone.problems[0])[0] <= first <= max(reach(problem)[1] for problem in alone.problems)


@pytest.mark.parametrize("row", [1, SIGNED // 2, SIGNED])
def test_who_has_the_key_is_found_only_by_what_others_keep(row: int) -> None:
    """The kinds that only the key's holder can make: anything at all, with every checkpoint signed anew."""
    forged = chained(rewritten(row, 1)[0], row, KEY)
    assert looked(forged, OWN).good and not looked(forged, HELD).good
    branch = chained([*GENUINE[:row], false_rating(row), *GENUINE[row:]], row, KEY)
    assert looked(branch, OWN).good and not looked(branch, HELD).good


CLAIMS: dict[str, tuple[Claim, str]] = {
    "more than there is": (
        Claim("the city", "rating", 999, "a" * 64),
        f"row {ROWS + 1}: the end is missing: the city has rating 999, here",
    ),
    "more than there is, without a hash": (
        Claim("the city's acknowledgement", "visit", 999),
        f"row {ROWS + 1}: the end is missing: the city's acknowledgement has visit 999",
    ),
    "another hash": (Claim("a file", "device", 1, "b" * 64), "a file has another device 1: written anew"),
    "another journal": (
        Claim("a file", "device", 1, "", "f" * 16),
        f"this is journal {JOURNAL}; a file is of journal ffff",
    ),
}


@pytest.mark.parametrize(("claim", "says"), CLAIMS.values(), ids=CLAIMS)
def test_what_somebody_knows_otherwise_is_told_with_who_knows_it(claim: Claim, says: str) -> None:
    """One line, by the row from which on it cannot be."""
    (problem,) = looked(GENUINE, Known(OWN.keys, (claim,))).problems
    assert says in problem
