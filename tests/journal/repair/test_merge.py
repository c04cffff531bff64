"""One history out of several copies: every event that a genuine source has, each once, and none that was forged."""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.journal.backup.segments import Numbered
from kiosk.journal.errors import Damage
from kiosk.journal.repair.merge import DISK, Chosen, Source, Streams, merged, weighed
from kiosk.journal.repair.survey import OPEN, Survey, heads_in, survey
from tests.journal.repair.history import IS_OWN, forged, made

LENGTH = 43  # rows of the history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Numbered]:
    rows = made(tmp_path_factory.mktemp("history") / "journal.db")
    assert [seq for seq, _ in rows] == list(range(1, LENGTH + 1))
    return rows


def merge(disk: Sequence[Numbered], *sources: Source, last: int = 0) -> tuple[list[Chosen], Streams]:
    found = survey(lambda: disk, last, IS_OWN)
    streams = Streams()
    return list(merged(found, disk, weighed(found, sources, IS_OWN), streams)), streams


def source(name: str, rows: Iterable[Numbered], own: bool = False) -> Source:
    there = list(rows)
    return Source(name, lambda wanted: there, own)


def rows_of(chosen: Iterable[Chosen]) -> list[Numbered]:
    return [(each.seq, each.event) for each in chosen]


def only(history: Sequence[Numbered], numbers: Iterable[int]) -> list[Numbered]:
    wanted = set(numbers)
    return [row for row in history if row[0] in wanted]


ROWS = st.sets(st.integers(1, LENGTH))
SPANS = st.lists(st.tuples(st.integers(1, LENGTH), st.integers(0, 15)), max_size=3).map(
    lambda spans: {n for first, size in spans for n in range(first, min(LENGTH, first + size) + 1)}
)


def provable(history: Sequence[Numbered], city: set[int], everywhere: set[int], disk: set[int]) -> set[int]:
    """Rows of the city from which its own chain leads to a head that some source's checkpoint signs, or to a row that
    the disk has behind it."""
    signed = {
        (stream, sequence)
        for seq, event in history
        if seq in everywhere and "checkpoint" in event["type"]
        for stream, sequence, _ in heads_in(event["data"])
    }
    found = set[int]()
    for stream in ("rating", "visit", "device"):
        ahead = False
        behind: Numbered | None = None
        for seq, event in reversed([row for row in history if row[1]["stream"] == stream]):
            ahead = seq in city and (
                ahead or (stream, event["sequence"]) in signed or (behind is not None and behind[0] in disk)
            )
            found |= {seq} if ahead else set()
            behind = (seq, event)
    return found


@settings(max_examples=60)
@given(lost=SPANS, backup=ROWS | SPANS, city=SPANS)
def test_every_event_of_a_genuine_source_is_there_once(
    history: list[Numbered], lost: set[int], backup: set[int], city: set[int]
) -> None:
    """Whatever the disk lost: all that the box's own backup has, and of the city all that is under a signature."""
    disk = set(range(1, LENGTH + 1)) - lost
    chosen, _ = merge(
        only(history, disk), source("backup", only(history, backup), own=True), source("city", only(history, city))
    )
    expected = disk | backup | provable(history, city, disk | backup | city, disk)
    assert rows_of(chosen) == only(history, expected)


@settings(max_examples=60)
@given(lost=SPANS, at=st.integers(1, LENGTH), own=st.booleans(), kept=SPANS)
def test_nothing_forged_is_taken_where_a_signature_speaks(
    history: list[Numbered], lost: set[int], at: int, own: bool, kept: set[int]
) -> None:
    """A city that rewrote one event and hashed all behind it anew gives nothing forged, whatever else there is; of the
    box's own backup no row is taken that a signature or a row on the disk contradicts."""
    disk = only(history, set(range(1, LENGTH + 1)) - lost)
    false = forged(history, at, forged=1)
    chosen, _ = merge(disk, source("other", false, own), source("backup", only(history, kept), own=True))
    rows = rows_of(chosen)
    taken = [row for row in rows if row not in history]
    assert len({seq for seq, _ in rows}) == len(rows)
    assert len({(event["stream"], event["sequence"]) for _, event in rows}) == len(rows)
    assert not taken or (own and not any(covered(history, disk, seq) for seq, _ in taken))


def covered(history: Sequence[Numbered], disk: Sequence[Numbered], seq: int) -> bool:
    """A checkpoint of the forger's source cannot be forged: rows up to its heads are spoken for; and those in front of
    a row that the disk has."""
    own = next(event for n, event in history if n == seq)
    heads = [
        (stream, sequence)
        for n, event in history
        if "checkpoint" in event["type"] and "forged" not in event["data"] and n > seq
        for stream, sequence, _ in heads_in(event["data"])
    ]
    behind = [event for n, event in disk if n > seq and event["stream"] == own["stream"]]
    return any(s == own["stream"] and n >= own["sequence"] for s, n in heads) or bool(behind)


def test_a_signed_event_takes_the_place_of_a_rewritten_one_on_the_disk(history: list[Numbered]) -> None:
    """Rewritten and hashed anew, so that only the row behind it and the checkpoint say so; its neighbours stay."""
    false = forged(history, 20, forged=1)
    disk = [*false[:20], *history[20:]]
    chosen, streams = merge(disk, source("city", history))
    assert rows_of(chosen) == history and streams.doubtful == 0
    alone, streams = merge(disk)
    assert rows_of(alone) == disk and streams.doubtful > 0


def test_an_event_whose_content_was_changed_stays_until_somebody_has_it(history: list[Numbered]) -> None:
    """It is more than nothing, and it is counted."""
    false = [*history[:19], (20, {**history[19][1], "monotonic": 7}), *history[20:]]
    alone, streams = merge(false)
    assert rows_of(alone) == false and streams.doubtful == 1
    chosen, streams = merge(false, source("backup", history[15:25], own=True))
    assert rows_of(chosen) == history and streams.doubtful == 0
    assert [each.source for each in chosen if each.source != DISK] == ["backup"]


def test_what_is_on_the_disk_and_genuine_is_never_replaced(history: list[Numbered]) -> None:
    """Another branch of the same journal, with signatures of the same key: the disk's stays."""
    other = forged(history, 30, forged=1)
    chosen, _ = merge(history, source("backup", other, own=True), source("city", other))
    assert rows_of(chosen) == history


def test_the_end_that_no_checkpoint_covers_is_taken_from_the_box_alone(history: list[Numbered]) -> None:
    """Of the city only what the kiosk has signed."""
    signed = max(seq for seq, event in history if "checkpoint" in event["type"])
    assert signed < LENGTH
    from_backup, _ = merge([], source("backup", history, own=True))
    from_city, _ = merge([], source("city", history))
    assert rows_of(from_backup) == history
    assert rows_of(from_city) == history[: signed - 1]


def test_what_is_missing_still_is_told_by_stream_and_sequence(history: list[Numbered]) -> None:
    """So that the city can be asked for it."""
    disk = only(history, {*range(1, 10), *range(20, LENGTH + 1)})
    _, streams = merge(disk)
    lost = [(e["stream"], e["sequence"]) for _, e in history[9:19]]
    told = chain.from_iterable(
        [(stream, n) for n in range(first, last + 1)]
        for stream, ranges in streams.missing.items()
        for first, last in ranges
    )
    assert sorted(told) == sorted(lost)


def test_a_survey_tells_gaps_and_what_the_rows_behind_them_say(history: list[Numbered]) -> None:
    """Unreadable rows, rows that are not there, and an end that was given out."""
    rows: list[Numbered | Damage] = [*history[:9], Damage(10, 12, "cannot be read"), *history[14:]]
    found: Survey = survey(lambda: rows, LENGTH + 2, IS_OWN)
    assert found.missing == [(10, 14), (LENGTH + 1, LENGTH + 2)] and not found.doubtful
    for (stream, sequence), hash_ in found.edges.items():
        assert any((e["stream"], e["sequence"], e["hash"]) == (stream, sequence, hash_) for _, e in history[9:14])
    assert found.wanted == [(10, 14), (LENGTH + 1, LENGTH + 2), (LENGTH + 1, OPEN)]
    assert survey(lambda: history, LENGTH, IS_OWN).wanted == [(LENGTH + 1, OPEN)]


def test_a_source_that_is_no_source_gives_nothing(history: list[Numbered], tmp_path: Path) -> None:
    """Rows out of their order, and of another key's checkpoints."""
    foreign, _ = merge([], Source("city", lambda wanted: reversed(history)))
    assert foreign == []
    found = survey(list, 0, lambda type_, data: False)
    assert list(merged(found, [], weighed(found, [source("city", history)], lambda t, d: False), Streams())) == []


def test_behind_a_contradiction_a_source_is_not_believed(history: list[Numbered]) -> None:
    """The box's own backup, rewritten and hashed anew: its checkpoints say so, and what hangs on the forged event is
    not taken either, though no checkpoint covers it."""
    stream = history[4][1]["stream"]
    chosen, _ = merge([], source("backup", forged(history, 5, forged=1), own=True))
    assert [seq for seq, event in rows_of(chosen) if event["stream"] == stream and seq >= 5] == []
