"""The disk of the power harness: what is surely there after a cut, what may be, and what never is."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.power.disk import SECTOR, Disk, File, Size, Write, changed, sectors
from scripts.power.recording import CannotPlay, Moment, Player
from scripts.power.trace import calls

DATA, MARKS = "/d/data", "/d/promises"
NONE, ALL = 0.0, 1.0


def text(words: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in words.encode())


def played(*lines: str) -> list[Moment]:
    return list(Player(DATA, MARKS, random.Random(1)).moments(calls(lines)))


def after(lines: Iterable[str], share: float) -> dict[str, bytes]:
    return played(*lines)[-1].disk.after(random.Random(1), share)


def opened(path: str, flags: str = "O_RDWR|O_CREAT") -> str:
    return f'7 openat(AT_FDCWD<{text("/")}>, "{text(path)}", {flags}, 0644) = 3<{text(path)}>'


def written(path: str, what: str, at: int = 0) -> str:
    return f'7 pwrite64(3<{text(path)}>, "{text(what)}", {len(what)}, {at}) = {len(what)}'


def synced(path: str, result: str = "0") -> str:
    return f"7 fsync(3<{text(path)}>) = {result}"


J = f"{DATA}/j"


def test_a_write_is_surely_there_only_when_file_and_folder_are_synced() -> None:
    """Each of the two alone may lose it; both together never do."""
    write = [opened(J), written(J, "abc")]
    assert after(write, NONE) == {} and after(write, ALL) == {J: b"abc"}
    assert after([*write, synced(J)], NONE) == {}
    assert after([*write, synced(DATA)], NONE) == {J: b""}
    assert after([*write, synced(J), synced(DATA)], NONE) == {J: b"abc"}


def test_a_file_takes_another_name_when_the_folder_is_synced() -> None:
    """Until then the old file may stand under the name, and never half of each."""
    part = f"{DATA}/j.part"
    old = [opened(J), written(J, "old"), synced(J), synced(DATA)]
    new = [opened(part), written(part, "new"), synced(part)]
    rename = f'7 rename("{text(part)}", "{text(J)}") = 0'
    assert after([*old, *new, rename], NONE)[J] == b"old" and after([*old, *new, rename], ALL) == {J: b"new"}
    assert after([*old, *new, rename, synced(DATA)], NONE) == {J: b"new"}


def test_a_failed_sync_leaves_what_the_program_sees_off_the_disk() -> None:
    """A later sync that succeeds brings none of it back."""
    failed = [opened(J), synced(DATA), written(J, "x" * 40 * SECTOR), synced(J, "-1 EIO (Input/output error)")]
    (content,) = after([*failed, synced(J)], ALL).values()
    assert 0 < content.count(b"x") < 40 * SECTOR


def test_names_in_a_folder_whose_name_was_lost_are_lost() -> None:
    """A folder is a name in its own folder."""
    made = f'7 mkdir("{text(DATA + "/aside")}", 0777) = 0'
    inside = f"{DATA}/aside/j"
    lines = [made, opened(inside), written(inside, "abc"), synced(inside), synced(f"{DATA}/aside")]
    assert after(lines, NONE) == {} and after([*lines, synced(DATA)], NONE) == {inside: b"abc"}


def test_a_promise_stands_at_its_place_among_the_calls() -> None:
    """The moments: before each sync, at each promise, at the end; each knows what was promised by then."""
    mark = f'7 write(4<{text(MARKS)}>, "{text(chr(123) + chr(34) + "promise" + chr(34) + ":1}" + chr(10))}", 14) = 14'
    found = played(opened(J), mark, written(J, "abc"), synced(J), mark)
    assert [(m.why, len(m.promised)) for m in found] == [("promise", 1), ("sync", 1), ("promise", 2), ("end", 2)]


def test_a_call_in_two_lines_counts_when_it_ends() -> None:
    """Another thread's call comes between; a call that never ends changes nothing."""
    lines = [
        opened(J),
        f'7 pwrite64(3<{text(J)}>, "{text("abc")}", 3, 0 <unfinished ...>',
        f"8 lseek(9<{text('/x')}>, 0, SEEK_SET) = 0",
        "7 <... pwrite64 resumed>) = 3",
        f"8 fsync(3<{text(J)}> <unfinished ...>",
    ]
    assert [call.name for call in calls(lines)] == ["openat", "lseek", "pwrite64"]
    assert after(lines, ALL) == {J: b"abc"}


def test_what_is_not_understood_is_refused_and_elsewhere_passed_by() -> None:
    """A disk that is rebuilt without a change proves nothing; the shared memory of programs is none of it."""
    with pytest.raises(CannotPlay, match="writev"):
        played(opened(J), f"7 writev(3<{text(J)}>, [], 0) = 3")
    assert played(f"7 writev(3<{text('/tmp/x')}>, [], 0) = 3", written(f"{DATA}/j-shm", "x"))[-1].disk.names.keys() == {
        DATA
    }
    with pytest.raises(ValueError, match="not a call"):
        list(calls(["7 fsync(3<"]))


CHANGES = st.one_of(
    st.builds(Write, st.integers(0, 3000), st.binary(min_size=1, max_size=2000)), st.builds(Size, st.integers(0, 4000))
)


@given(st.lists(CHANGES, max_size=8), st.integers(0, 8), st.integers())
def test_a_cut_keeps_all_that_was_synced_and_tears_the_rest_by_sectors(
    done: list[Write | Size], upto: int, seed: int
) -> None:
    """Nothing kept: as at the last sync. All kept: as programs see it. Between: every sector is one that once stood."""
    file, whole, states, dice = File(), bytearray(), [b""], random.Random(seed)
    for n, change in enumerate(done):
        file.waiting.append(change)
        changed(whole, change)
        states.append(bytes(whole))
        if n < upto:
            file.sync()
    assert file.after(lambda: False) == states[min(upto, len(done))]
    assert file.after(lambda: True) == file.seen() == bytes(whole)
    torn = file.after(lambda: dice.random() < 0.5)
    written = [part for change in done for part in sectors(change) if isinstance(part, Write)]
    for at, byte in enumerate(torn):
        could = {p.data[at - p.at] for p in written if p.at <= at < p.at + len(p.data)} | {0}
        assert byte in could


def test_a_disk_without_names_is_empty(tmp_path: Path) -> None:
    """Nothing that was never made is there."""
    assert Disk().after(random.Random(1), ALL) == {}
