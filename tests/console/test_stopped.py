"""`kiosk console` told to stop in the middle of its start: it hears that, whenever it comes."""

import signal
import subprocess
import sys
from pathlib import Path

from kiosk.journal.opening import migrate
from kiosk.simulation.folder import choose_port
from tests.console.test_killed import SETTINGS


def hears(pid: int) -> bool:
    """SIGTERM ends it no more by itself (proc(5), SigCgt)."""
    status = dict(line.split(":\t") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return bool(int(status["SigCgt"], 16) >> (signal.SIGTERM - 1) & 1)


def test_told_to_stop_as_soon_as_it_hears_signals_it_stops(tmp_path: Path) -> None:
    """Before anybody is served; systemd would kill it half a minute later."""
    (tmp_path / "kiosk.toml").write_text(SETTINGS.format(data=tmp_path, port=choose_port()), "utf-8")
    migrate(tmp_path / "journal.db")
    words = [sys.executable, "-m", "kiosk", "console", "--config", str(tmp_path / "kiosk.toml")]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as console:
        try:
            while not hears(console.pid):  # without a rest: what is looked for lasts some milliseconds
                assert console.poll() is None
            console.terminate()
            assert console.wait(120) == 0
        finally:
            console.kill()
