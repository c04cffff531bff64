"""The console as a program that may open few files, under more connections than that."""

import contextlib
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from kiosk.config.paths import salt_path
from kiosk.host.salt_file import salt_at
from kiosk.journal.opening import migrate
from kiosk.simulation.folder import choose_port
from tests.console.test_killed import SETTINGS
from tests.host.test_systemd import heard, systemd
from tests.simulation.hand import until

pytestmark = pytest.mark.slow

DESCRIPTORS, STRANGERS = 300, 500


def test_more_connections_than_descriptors_end_nothing(tmp_path: Path) -> None:
    """An officer signs in and calls, signs of life go on, and the log is not filled; at the end it stops as told."""
    port = choose_port()
    (tmp_path / "kiosk.toml").write_text(SETTINGS.format(data=tmp_path, port=port), "utf-8")
    migrate(tmp_path / "journal.db")
    salt_at(salt_path(tmp_path))  # that it is new would be told, once
    argv = [sys.executable, "-m", "kiosk", "console", "--config", str(tmp_path / "kiosk.toml")]
    with systemd(tmp_path) as (ear, told), contextlib.ExitStack() as held:
        environ = {**os.environ, **told, "WATCHDOG_USEC": "300000"}
        console = subprocess.Popen(argv, stderr=subprocess.PIPE, env=environ, preexec_fn=_with_few)
        until(lambda: b"READY=1" in heard(ear), "the console", 60)
        for _ in range(STRANGERS):
            with contextlib.suppress(ConnectionResetError):
                held.enter_context(socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0)))
        heard(ear)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as officer:
            login = {"officer": "cb01", "pin": "1234", "counter": 1}
            assert officer.post("/api/login", json=login).status_code == 200
            assert officer.post("/api/next", json={}).json()["refusal"] == "nobody-waiting"
        until(lambda: b"WATCHDOG=1" in heard(ear), "a sign of life", 120)
        assert len(list(Path(f"/proc/{console.pid}/fd").iterdir())) < DESCRIPTORS
        console.terminate()
        assert (console.communicate(timeout=120)[1], console.returncode) == (b"", 0)


def _with_few() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
