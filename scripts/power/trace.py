"""What a program did to its data folder, as strace(1) writes it down: lines → calls, pure.

strace sees each system call of each thread, whoever makes it: SQLite, Python, a library. A call that stands in two
lines (another thread came between) is put together; one that failed says so. Whatever changes files in a way that is
not known to recording.py is refused there by name: a disk that is rebuilt without it would prove nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "openat,lseek,pwrite64,write,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,"
    "unlinkat,mkdir,mkdirat,rmdir,close,"
    "writev,pwritev,pwritev2,truncate,sendfile,copy_file_range,symlink,symlinkat,sync_file_range"
)
_LINE = re.compile(r"(\d+) +(?:(\w+)\(|<\.\.\. (\w+) resumed>)(.*)", re.S)
_RESULT = re.compile(r"(.*)\) += (-?\d+)(.*)", re.S)
_ARGUMENT = re.compile(r'\s*("(?P<text>(?:\\x[0-9a-f]{2})*)"|(?P<word>[^,<]*)(?:<(?P<path>[^>]*)>)?[^,]*)(?:,|$)')
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True)
class Argument:
    """`data`: of a text, `path`: of a descriptor, `word`: a number or flags as they stand."""

    word: str = ""
    data: bytes = b""
    path: str = ""

    @property
    def number(self) -> int:
        return int(self.word, 0)


@dataclass(frozen=True)
class Call:
    """One system call that has ended. `result`: -1 for one that failed; `opened`: the path of a new descriptor."""

    process: int
    name: str
    arguments: tuple[Argument, ...]
    result: int
    opened: str = ""


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """In the order in which they ended. Raises ValueError for a line that cannot be read."""
    begun: dict[str, str] = {}
    for line in lines:
        if not (found := _LINE.match(line.rstrip("\n"))):
            continue  # the end of a process, a signal
        process, name, resumed, rest = found.groups()
        if rest.endswith(_UNFINISHED):
            begun[process] = rest.removesuffix(_UNFINISHED)
            continue
        if resumed:
            name, rest = resumed, begun.pop(process) + rest
        yield from _call(int(process), name, rest)


def _call(process: int, name: str, rest: str) -> Iterator[Call]:
    if ended := _RESULT.match(rest):
        said, result, more = ended.groups()
        opened = re.match(r"<([^>]*)>", more)
        yield Call(process, name, tuple(_arguments(said)), int(result), _path(opened.group(1)) if opened else "")
    elif not rest.rstrip().endswith("= ?"):  # the process ended within it
        raise ValueError(f"not a call of strace: {name}({rest[:200]}")


def _arguments(said: str) -> Iterator[Argument]:
    at = 0
    while at < len(said) and (found := _ARGUMENT.match(said, at)):
        text, word, path = found.group("text", "word", "path")
        yield Argument((word or "").strip(), _bytes(text or ""), _path(path or ""))
        at = found.end()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _path(text: str) -> str:
    return _bytes(text).decode() if text.startswith("\\x") else text


def attach(out: Path, process: int) -> list[str]:
    """strace's command line; its first line on standard error says that it is attached."""
    return [
        *("strace", "--follow-forks", "--quiet=exit,personality", "--decode-fds=path", "-xx", "-s", str(1 << 22)),
        *("-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(out), "-p", str(process)),
    ]
