"""A disk as the kernel and the card see it: what is surely on it, and what a power cut may keep or drop.

A write stands in memory until its file is synced, a name until its folder is (fsync(2), open(2), rename(2)). What waits
may reach the card all the same, in any order and only in part: by sectors of 512 bytes in a file; names in the order of
their changes, as journaling file systems write them. A sync that fails drops what it could not write, although the
program still sees it (Linux since 4.13).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from random import Random

SECTOR = 512  # bytes: what a card writes whole or not at all


@dataclass(frozen=True)
class Write:
    at: int
    data: bytes


@dataclass(frozen=True)
class Size:
    """The file ends here: cut off, or longer by zeros."""

    length: int


Change = Write | Size
Kept = Callable[[], bool]  # asked once a sector, once a change of size


def changed(content: bytearray, change: Change) -> None:
    """Applies it, in place."""
    end = change.length if isinstance(change, Size) else change.at + len(change.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if isinstance(change, Size):
        del content[end:]
    else:
        content[change.at : end] = change.data


def sectors(change: Change) -> Iterator[Change]:
    """What the card may take one by one."""
    if isinstance(change, Size):
        yield change
        return
    at, end = change.at, change.at + len(change.data)
    while at < end:
        upto = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(at, change.data[at - change.at : upto - change.at])
        at = upto


@dataclass
class File:
    """`kept`: its bytes on the card; `waiting`: changes since its last sync, oldest first; `is_folder`: has none."""

    is_folder: bool = False
    kept: bytearray = field(default_factory=bytearray)
    waiting: list[Change] = field(default_factory=list)

    def after(self, keeps: Kept) -> bytes:
        """Its bytes after a cut."""
        content = bytearray(self.kept)
        for change in self.waiting:
            for part in sectors(change):
                if keeps():
                    changed(content, part)
        return bytes(content)

    def seen(self) -> bytes:
        """Its bytes as programs read them."""
        content = bytearray(self.kept)
        for change in self.waiting:
            changed(content, change)
        return bytes(content)

    def sync(self) -> None:
        for change in self.waiting:
            changed(self.kept, change)
        self.waiting.clear()

    def fail(self, keeps: Kept) -> None:
        """A sync that failed: what was not written is forgotten by everybody but the program."""
        self.kept = bytearray(self.after(keeps))
        self.waiting.clear()


Names = dict[str, File]
Move = tuple[tuple[str, File | None], ...]  # names given and taken away, all or none of them


@dataclass
class Disk:
    """`names`: as programs see them; `kept`: those on the card; `moves`: since the last sync of their folder."""

    names: Names = field(default_factory=dict)
    kept: Names = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)

    def move(self, *names: tuple[str, File | None]) -> None:
        """A name that is new, gone, or another file's."""
        _renamed(self.names, names)
        self.moves.append(names)

    def sync_folder(self, folder: str) -> None:
        here = [move for move in self.moves if _folder_of(move) == folder]
        for move in here:
            _renamed(self.kept, move)
        self.moves = [move for move in self.moves if _folder_of(move) != folder]

    def folders(self) -> list[str]:
        return sorted(path for path, file in self.names.items() if file.is_folder)

    def after(self, dice: Random, share: float) -> dict[str, bytes]:
        """Path → bytes after a power cut. `share`: of the sectors that waited and are kept; 0: none, 1: all. A file in
        a folder whose own name was lost is lost."""
        names = dict(self.kept)
        for move in self.moves[: _how_many(dice, share, len(self.moves))]:
            _renamed(names, move)
        gone = [path for path, file in self.names.items() if file.is_folder and path not in names]
        files = {path: file for path, file in names.items() if not file.is_folder}
        return {
            path: file.after(lambda: dice.random() < share)
            for path, file in files.items()
            if not any(path.startswith(f"{folder}/") for folder in gone)
        }


def _how_many(dice: Random, share: float, moves: int) -> int:
    return round(share * moves) if share in (0, 1) else dice.randint(0, moves)


def _renamed(names: Names, move: Move) -> None:
    for path, file in move:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _folder_of(move: Move) -> str:
    return str(PurePath(move[0][0]).parent)
