"""A broker for the demo and the tests: Debian's mosquitto when it is installed, else the iotcore wheel (rumqttd).

Measured: mosquitto starts in 0.06 s and keeps its sessions over kill -9 with `autosave_interval 1`; iotcore forgets
everything. Nothing here is trusted with an event: the kiosk keeps each one until the city has committed it.
"""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
_IOTCORE = "import sys, iotcore; iotcore.Broker(config_path=sys.argv[1]).run_forever()"


class NoBroker(OSError):
    """No broker can be started here; says what to install."""


def mosquitto() -> str | None:
    """The program's path; Debian installs it where an ordinary user's PATH does not look."""
    return shutil.which("mosquitto", path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


def command(folder: Path, port: int, embedded: bool = False) -> list[str]:
    """The command line of a broker on 127.0.0.1:`port` that keeps its files in `folder`. `embedded`: the iotcore
    wheel, even where mosquitto is installed. Raises NoBroker."""
    program = None if embedded else mosquitto()
    if not program and not importlib.util.find_spec("iotcore"):
        raise NoBroker("no broker: install Debian's mosquitto, or the Python package iotcore")
    folder.mkdir(parents=True, exist_ok=True)
    if program:
        return [program, "-c", str(_mosquitto_conf(folder, port))]
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
