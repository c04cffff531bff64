"""Programs that outlive whoever started them, found again by pid and start, and killed with all that they began.

A pid alone may be another program's by now: with it stands when the kernel started it (proc_pid_stat(5), field 22).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 180.0  # for what must come, on however busy a machine


def start(pid_file: Path, words: Sequence[str], log: Path, env: Mapping[str, str], user: str | None = None) -> None:
    """In a session of its own, as `user` (None: whoever runs this)."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=env, user=user,
            group=user, extra_groups=[] if user else None, start_new_session=True, cwd="/",
        )  # fmt: skip
    pid_file.write_text(f"{process.pid} {_started(process.pid)}\n")
    _OURS[process.pid] = process


def pid_of(pid_file: Path) -> int | None:
    """None when it does not run."""
    try:
        pid, started = pid_file.read_text().split()
    except (OSError, ValueError):
        return None
    if int(pid) in _OURS:
        _OURS[int(pid)].poll()  # or a dead one of ours would stay as a zombie
    return int(pid) if _started(int(pid)) == started else None


def kill(pid_file: Path, number: signal.Signals = signal.SIGKILL) -> bool:
    """Whether it ran. With SIGKILL everything that it began goes too, as with its machine."""
    pid = pid_of(pid_file)
    if pid is None:
        return False
    for one in family(pid) if number == signal.SIGKILL else [pid]:
        _signal(one, number)
    until(lambda: pid_of(pid_file) is None, f"the end of {pid_file}")
    return True


def family(pid: int) -> list[int]:
    """It, its session and all that they began."""
    parents = _parents()
    found, todo = set[int](), {one for one, (_, session) in parents.items() if session == pid} | {pid}
    while todo:
        found |= todo
        todo = {one for one, (parent, _) in parents.items() if parent in found} - found
    return sorted(found)


def until(holds: Callable[[], object], what: str, patience: float = PATIENCE_S) -> None:
    """Raises TimeoutError."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"never came: {what}")
        time.sleep(0.1)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _stat(pid: int) -> list[str]:
    """What follows the name: state, parent, group, session …; nothing of one that is gone, or dead and not buried."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def _started(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if fields else ""


def _parents() -> dict[int, tuple[int, int]]:
    """Parent and session of everything that runs."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208
    return {pid: (int(fields[1]), int(fields[3])) for pid in pids if (fields := _stat(pid))}


_OURS: dict[int, "subprocess.Popen[bytes]"] = {}
