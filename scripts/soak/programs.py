"""One of our programs as the process that it is, so that what it says and needs of memory can be told."""

import subprocess
import sys
from pathlib import Path


class Program:
    """One of ours, as a process; what it says goes to `log`."""

    def __init__(self, log: Path, module: str, *words: str) -> None:
        self.log = log
        with log.open("wb") as out:
            line = [sys.executable, "-u", "-m", module, *words]
            self._process = subprocess.Popen(line, stdout=out, stderr=subprocess.STDOUT)

    def is_up(self) -> bool:
        return self._process.poll() is None

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def memory(self) -> tuple[int, int]:
        """Bytes of it in memory now, and the most that there ever were."""
        return memory_of(self._process.pid)

    def stop(self) -> None:
        """Killed where it does not go by itself."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def memory_of(pid: int) -> tuple[int, int]:
    """Bytes of a process in memory now, and the most that there ever were (proc(5))."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    return _bytes(told["VmRSS"]), _bytes(told["VmHWM"])


def _bytes(told: str) -> int:
    return int(told.split()[0]) << 10
