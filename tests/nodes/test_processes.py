"""Programs that outlive whoever started them, and what is killed with them."""

import os
import sys
from pathlib import Path

from scripts.nodes import processes

PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"


def test_a_machine_that_dies_takes_all_that_it_ran(tmp_path: Path) -> None:
    """A program and what it began; a second kill finds nobody."""
    file = tmp_path / "pid"
    processes.start(file, [sys.executable, "-c", PARENT], tmp_path / "log", dict(os.environ))
    pid = processes.pid_of(file)
    assert pid
    processes.until(lambda: len(processes.family(pid)) == 2, "the child")
    (child,) = {*processes.family(pid)} - {pid}
    assert processes.kill(file) and processes.pid_of(file) is None
    processes.until(lambda: processes.family(child) == [child] and not Path(f"/proc/{child}/fd").exists(), "its end")
    assert not processes.kill(file)


def test_a_pid_that_another_program_has_by_now_is_nobody(tmp_path: Path) -> None:
    """Ours is known by when it was started too."""
    file = tmp_path / "pid"
    file.write_text(f"{os.getpid()} 1\n")
    assert processes.pid_of(file) is None and not processes.kill(file)
