"""Three nodes of RabbitMQ: started together, for since 4.0 a first one waits for the others of its list."""

import json
import os
import signal
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kiosk.simulation.supervisor import listens
from scripts.nodes import processes
from scripts.nodes.layout import ADDRESS, NUMBERS, Layout, filled

BIN = "/usr/lib/rabbitmq/bin"
ANSWER_S = 120.0  # for a command of RabbitMQ's own, on however busy a machine


class Rabbit:
    """`root`: the file system in which RabbitMQ is installed."""

    def __init__(self, layout: Layout, root: Path) -> None:
        self._layout, self._root = layout, root

    def prepare(self) -> None:
        """The files are there already; what is the user's own is made his."""
        for n in NUMBERS:
            folder = self._layout.of(n, "rabbitmq")
            (folder / "enabled_plugins").write_text("[rabbitmq_mqtt].\n")
            cookie = folder / ".erlang.cookie"
            cookie.write_text(self._layout.secrets["COOKIE"])
            cookie.chmod(0o400)
            owner = self._owner()
            for path in (folder, *folder.rglob("*")):
                os.chown(path, *owner)

    def start_doorkeeper(self) -> None:
        """Erlang's own, of whom the nodes ask each other's ports; none of them may begin it, or it would die there."""
        words = ["/usr/bin/epmd", "-address", ADDRESS, "-port", str(self._layout.ports["EPMD_PORT"])]
        log = self._layout.folder / "epmd.log"
        processes.start(self._layout.folder / "epmd.pid", self._inside(words), log, self._env(1))

    def has_doorkeeper(self) -> bool:
        return listens(ADDRESS, self._layout.ports["EPMD_PORT"])

    def start(self, number: int) -> None:
        log = self._layout.of(number, "rabbitmq") / "out.log"
        processes.start(self.pid_file(number), self._inside([f"{BIN}/rabbitmq-server"]), log, self._env(number))

    def kill(self, number: int) -> bool:
        return processes.kill(self.pid_file(number))

    def is_up(self, number: int) -> bool:
        return processes.pid_of(self.pid_file(number)) is not None and listens(
            ADDRESS, self._layout.port("MQTT_PORT", number)
        )

    def stop(self) -> None:
        for n in NUMBERS:
            processes.kill(self.pid_file(n))
        processes.kill(self._layout.folder / "epmd.pid", signal.SIGTERM)

    def pid_file(self, number: int) -> Path:
        return self._layout.of(number, "rabbitmq") / "pid"

    def admit(self, kiosks: Iterable[str]) -> None:
        """The city, and these kiosks by the names in their certificates. Raises CalledProcessError."""
        shipped = [filled("city.json", {}), *(filled("box.json", {"KIOSK": kiosk}) for kiosk in kiosks)]
        file = self._layout.of(1, "rabbitmq") / "definitions.json"
        file.write_text(json.dumps(merged(map(json.loads, shipped))), encoding="utf-8")
        self._ask(1, "import_definitions", str(file))

    def members(self) -> list[str]:
        """Who runs, by the word of the first that answers."""
        for n in NUMBERS:
            with suppress(subprocess.SubprocessError, ValueError):
                words = [f"{BIN}/rabbitmqctl", "--silent", "--formatter", "json", "cluster_status"]
                done = subprocess.run(
                    self._inside(words), env=self._env(n), check=True, capture_output=True, timeout=ANSWER_S
                )
                return sorted(json.loads(done.stdout)["running_nodes"])
        return []

    def _ask(self, number: int, *words: str) -> bytes:
        """Of one node. Raises SubprocessError."""
        line, env = self._inside([f"{BIN}/rabbitmqctl", "--silent", *words]), self._env(number)
        return subprocess.run(line, env=env, check=True, capture_output=True, timeout=ANSWER_S).stdout

    def _owner(self) -> tuple[int, int]:
        """Numbers, as that file system has them."""
        lines = (self._root / "etc/passwd").read_text().splitlines()
        user, group = next(line.split(":")[2:4] for line in lines if line.startswith("rabbitmq:"))
        return int(user), int(group)

    def _inside(self, words: list[str]) -> list[str]:
        """As the user rabbitmq. The mounts are this process's own and end with it."""
        user, group = self._owner()
        if self._root == Path("/"):
            return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *words]
        root, folder = self._root, self._layout.folder
        mounts = (
            f"mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev && mkdir -p {root}{folder} && "
            f"mount --bind {folder} {root}{folder}"
        )
        enter = f'exec chroot --userspec={user}:{group} {root} "$@"'
        return ["unshare", "--mount", "sh", "-c", f"{mounts} && {enter}", "sh", *words]

    def _env(self, number: int) -> dict[str, str]:
        folder = self._layout.of(number, "rabbitmq")
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": str(folder),
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf", "RABBITMQ_CONF_ENV_FILE": f"{folder}/rabbitmq-env.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins", "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
        }  # fmt: skip


def merged(definitions: Iterable[dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """Several files of RabbitMQ's definitions as one."""
    found: dict[str, list[Any]] = {}
    for one in definitions:
        for name, entries in one.items():
            found[name] = [*found.get(name, []), *entries]
    return found
