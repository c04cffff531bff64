"""A recorded life of a data folder: strace's calls, played onto a disk, with the moments at which power may go.

`moments` stands before each sync (all that waits may be torn), after the last call, and at each promise: what the
program wrote into its file of promises, at its place among the calls.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from random import Random
from typing import Any

from scripts.power.disk import Change, Disk, File, Size, Write
from scripts.power.trace import Argument, Call

Promise = Mapping[str, Any]
_HARMLESS = ("close", "sync_file_range")


class CannotPlay(ValueError):
    """The program changed its files in a way that is not known here."""


@dataclass(frozen=True)
class Moment:
    """`promised`: all promises made so far; `why`: sync, promise or end."""

    disk: Disk
    promised: tuple[Promise, ...]
    why: str


class Player:
    """`folder`: the data folder, `marks`: the file of promises outside of it, both absolute."""

    def __init__(self, folder: str, marks: str, dice: Random) -> None:
        self.disk, self._folder, self._marks, self._dice = Disk(), folder, marks, dice
        self.disk.kept[folder] = self.disk.names[folder] = File(is_folder=True)
        self._at: dict[str, int] = {}  # where the descriptor of a path stands
        self._promised: tuple[Promise, ...] = ()

    def moments(self, calls: Iterable[Call]) -> Iterator[Moment]:
        """The disk of a moment goes on with the next one: use it at once."""
        for call in calls:
            if call.name == "write" and call.arguments[0].path == self._marks:
                self._promised = (*self._promised, *map(json.loads, call.arguments[1].data.splitlines()))
                yield Moment(self.disk, self._promised, "promise")
            elif self._is_sync(call):
                yield Moment(self.disk, self._promised, "sync")
                self._sync(call.arguments[0].path, failed=call.result < 0)
            elif call.result >= 0:
                self._play(call)
        yield Moment(self.disk, self._promised, "end")

    def _is_sync(self, call: Call) -> bool:
        return call.name in ("fsync", "fdatasync") and self._is_ours(call.arguments[0].path)

    def _is_ours(self, path: str) -> bool:
        """Memory that programs share (-shm) is never read back after a cut."""
        return (path == self._folder or path.startswith(f"{self._folder}/")) and not path.endswith("-shm")

    def _sync(self, path: str, failed: bool) -> None:
        file = self.disk.names.get(path)
        if file is None:
            return  # its name is gone already
        if failed:
            file.fail(lambda: self._dice.random() < 0.5)
        elif file.is_folder:
            self.disk.sync_folder(path)
        else:
            file.sync()

    def _play(self, call: Call) -> None:
        paths = [argument.path or argument.data.decode(errors="replace") for argument in call.arguments]
        if call.name in _HARMLESS or not any(map(self._is_ours, [*paths, call.opened])):
            return
        if call.name not in self._PLAYS:
            raise CannotPlay(f"{call.name} of {', '.join(filter(self._is_ours, paths))}")
        self._PLAYS[call.name](self, call)

    # --- names ---

    def _openat(self, call: Call) -> None:
        path, flags = call.opened, call.arguments[2].word
        self._at[path] = 0
        if path not in self.disk.names and "O_CREAT" in flags:
            self.disk.move((path, File()))
        elif "O_TRUNC" in flags:
            self._change(path, Size(0))

    def _rename(self, call: Call) -> None:
        old, new = _paths(call)
        self.disk.move((new, self.disk.names[old]), (old, None))
        self._at[new] = self._at.get(old, 0)

    def _link(self, call: Call) -> None:
        old, new = _paths(call)
        self.disk.move((new, self.disk.names[old]))

    def _unlink(self, call: Call) -> None:
        self.disk.move((_paths(call)[-1], None))

    def _mkdir(self, call: Call) -> None:
        self.disk.move((_paths(call)[-1], File(is_folder=True)))

    # --- bytes ---

    def _change(self, path: str, change: Change) -> None:
        if path in self.disk.names:
            self.disk.names[path].waiting.append(change)

    def _pwrite64(self, call: Call) -> None:
        to, data, _, at = call.arguments
        self._change(to.path, Write(at.number, data.data[: call.result]))

    def _write(self, call: Call) -> None:
        self._append(call.arguments[0].path, call.arguments[1].data[: call.result])

    def _lseek(self, call: Call) -> None:
        self._at[call.arguments[0].path] = call.result

    def _ftruncate(self, call: Call) -> None:
        self._change(call.arguments[0].path, Size(call.arguments[1].number))

    def _fallocate(self, call: Call) -> None:
        path, end = call.arguments[0].path, call.arguments[2].number + call.arguments[3].number
        if path in self.disk.names and len(self.disk.names[path].seen()) < end:
            self._change(path, Size(end))

    def _sendfile(self, call: Call) -> None:
        """sendfile(2): out, in, where in `in` or NULL."""
        out, source, offset = call.arguments[:3]
        begin = int(offset.word.strip("[]")) if offset.word != "NULL" else self._at.get(source.path, 0)
        self._copy(call, out, source, begin)

    def _copy_file_range(self, call: Call) -> None:
        source, _, out = call.arguments[:3]
        self._copy(call, out, source, self._at.get(source.path, 0))

    def _copy(self, call: Call, out: Argument, source: Argument, begin: int) -> None:
        if source.path not in self.disk.names:
            raise CannotPlay(f"a copy of {source.path}, whose bytes are not known")
        self._append(out.path, self.disk.names[source.path].seen()[begin : begin + call.result])

    def _append(self, path: str, data: bytes) -> None:
        at = self._at.get(path, 0)
        self._change(path, Write(at, data))
        self._at[path] = at + len(data)

    _PLAYS: Mapping[str, Callable[["Player", Call], None]] = {
        "openat": _openat,
        "pwrite64": _pwrite64,
        "write": _write,
        "lseek": _lseek,
        "ftruncate": _ftruncate,
        "fallocate": _fallocate,
        "sendfile": _sendfile,
        "copy_file_range": _copy_file_range,
        **dict.fromkeys(("rename", "renameat", "renameat2"), _rename),
        **dict.fromkeys(("link", "linkat"), _link),
        **dict.fromkeys(("unlink", "unlinkat", "rmdir"), _unlink),
        **dict.fromkeys(("mkdir", "mkdirat"), _mkdir),
    }


def _paths(call: Call) -> list[str]:
    """Of names given as texts, beside folders given as descriptors where they are relative."""
    said, folder = list[str](), ""
    for argument in call.arguments:
        if argument.data:
            said.append(str(PurePath(folder or "/") / argument.data.decode()))
            folder = ""
        else:
            folder = argument.path or folder
    return said
