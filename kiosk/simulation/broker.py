"""A broker for the demo and the tests: Debian's mosquitto when it is installed, else the iotcore wheel (rumqttd).

Measured: mosquitto starts in 0.06 s, keeps its sessions over
kill -9 with `autosave_interval 1`; iotcore forgets everything. Nothing here is trusted with an event: the kiosk keeps
each one until the city has committed it. `python -m kiosk.simulation.broker FOLDER PORT [--embedded]`
runs in the foreground.
"""

import argparse
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")


_IOTCORE = "import sys, iotcore; iotcore.Broker(config_path=sys.argv[1]).run_forever()"


class NoBroker(OSError):
    """No broker can be started here; says what to install."""


def mosquitto() -> str | None:
    """The program's path; Debian installs it where an ordinary user's PATH does not look."""
    return shutil.which("mosquitto", path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


def kind() -> str:
    """What `start` would start. Raises NoBroker."""
    if mosquitto():
        return "mosquitto"
    if importlib.util.find_spec("iotcore"):
        return "iotcore"
    raise NoBroker("no broker: install Debian's mosquitto, or the Python package iotcore")


def command(folder: Path, port: int, which: str = "") -> list[str]:
    """The command line of a broker on 127.0.0.1:`port` that keeps its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if (which or kind()) == "mosquitto":
        return [mosquitto() or "mosquitto", "-c", str(_mosquitto_conf(folder, port))]
    return [sys.executable, "-c", _IOTCORE, str(_iotcore_conf(folder, port))]


def _mosquitto_conf(folder: Path, port: int) -> Path:
    conf = folder / "mosquitto.conf"
    lines = [
        f"listener {port} 127.0.0.1",
        "allow_anonymous true",
        "persistence true",
        f"persistence_location {folder.resolve()}/",
        "autosave_interval 1",
        "max_inflight_messages 200",
        "log_dest stderr",
        "log_type error",
        *(["user root"] if os.geteuid() == 0 else []),
    ]
    conf.write_text("\n".join(lines) + "\n")
    return conf


def _iotcore_conf(folder: Path, port: int) -> Path:
    """rumqttd's own file: one MQTT 5 listener (it has a port for each version of MQTT)."""
    conf = folder / "iotcore.toml"
    conf.write_text(_RUMQTTD.format(port=port))
    return conf


_RUMQTTD = """
id = 0
[router]
id = 0
max_connections = 100
max_outgoing_packet_count = 200
max_segment_size = 10485760
max_segment_count = 10
[v5.1]
name = "v5"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 5000
max_payload_size = 4194304
max_inflight_count = 200
"""


def start(folder: Path, port: int, which: str = "", patience: float = 10.0) -> subprocess.Popen[bytes]:
    """The running broker, once it takes connections. Raises NoBroker when it does not come up."""
    process = subprocess.Popen(command(folder, port, which))
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        if answers(port):
            return process
        time.sleep(0.02)
    process.kill()
    raise NoBroker(f"the broker did not come up on port {port}; is the port taken?")


def answers(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(0.5)
        return line.connect_ex(("127.0.0.1", port)) == 0


def main(argv: Sequence[str] | None = None) -> int:
    """Becomes the broker: this process is replaced, so that whoever started it can stop or kill it."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.simulation.broker", description="A broker on 127.0.0.1.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--embedded", action="store_true", help="the iotcore wheel, even where mosquitto is installed")
    given = parser.parse_args(argv)
    try:
        words = command(given.folder, given.port, "iotcore" if given.embedded else "")
    except NoBroker as error:
        print(error, file=sys.stderr)
        return 2
    return os.execv(words[0], words)


if __name__ == "__main__":
    sys.exit(main())
