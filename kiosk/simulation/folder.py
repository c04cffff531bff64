"""The folder a house stands in: short paths for sockets, options set in a TOML text, ports that are free.

Text in, text out where it can be; what touches the disk says so by its name. Not here: what the options mean.
"""

import hashlib
import json
import os
import random
import re
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path

SOCKET_PATH = 107 - len("/dev/bell-console.sock")  # the longest folder that our longest socket name fits in


class HouseError(RuntimeError):
    """The house cannot stand; the message says which part, and what to do."""


def short_folder(data: Path) -> Path:
    """`data` itself when sockets fit in it, else a private folder named after it under the temporary folder."""
    if len(os.fsencode(data)) <= SOCKET_PATH:
        return data
    key = hashlib.sha256(os.fsencode(data)).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"motcua-{os.getuid()}-{key}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise HouseError(f"{folder} belongs to somebody else: remove it, or choose a shorter --data")
    return folder


def place_wires(data: Path) -> tuple[Path, Path]:
    """(wires, runtime): both short; `data/dev` always leads to the wires."""
    base = short_folder(data)
    wires, runtime = base / "dev", base / "run"
    for folder in (wires, runtime):
        folder.mkdir(mode=0o700, exist_ok=True)
    if base != data and not (data / "dev").exists():
        (data / "dev").unlink(missing_ok=True)
        (data / "dev").symlink_to(wires)
    return wires, runtime


def set_option(text: str, table: str, key: str, value: object) -> str:
    """The TOML text with `[table] key = value`: its line replaced, or added below the table's head, or at the end."""
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    head = re.search(rf"^\[{re.escape(table)}\][^\n]*\n", text, re.MULTILINE)
    if head is None:
        return f"{text.rstrip()}\n\n[{table}]\n{line}\n"
    following = re.compile(r"^\[", re.MULTILINE).search(text, head.end())
    end = following.start() if following else len(text)
    body, found = re.subn(rf"^{re.escape(key)}\s*=.*$", lambda _: line, text[head.end() : end], flags=re.MULTILINE)
    return text[: head.end()] + (body if found else f"{line}\n{body}") + text[end:]


def settled(text: str, options: Mapping[str, object]) -> str:
    """The config text with every `table.key` of `options` set."""
    for name, value in options.items():
        table, key = name.split(".")
        text = set_option(text, table, key, value)
    return text


def replace_file(path: Path, text: str) -> None:
    """Write whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(wished: int = 0) -> int:
    """`wished` when it is free, else any free one that the kernel gives to nobody's outgoing line in the meantime."""
    if wished and is_free(wished):
        return wished
    low, _ = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    free = filter(is_free, random.sample(range(low // 2, low), 200))
    return next(free)
