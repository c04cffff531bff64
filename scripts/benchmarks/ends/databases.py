"""The city's databases: a file of SQLite, and a PostgreSQL of its own where that is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from kiosk.simulation.folder import choose_port

NAME = "city"


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of an empty server, whose commits reach the disk; None where there is no PostgreSQL."""
    initdb, server = _program("initdb"), _program("postgres")
    if not (initdb and server):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="bench-pg", dir="/tmp") as folder:
        user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        made = [initdb, "-D", f"{folder}/data", "-A", "trust", "-U", NAME, "-E", "UTF8"]
        subprocess.run(made, check=True, capture_output=True, user=user, cwd=folder)
        port = choose_port()
        line = [server, "-D", f"{folder}/data", "-p", str(port), "-h", "127.0.0.1", "-k", folder]
        running = subprocess.Popen(line, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, user=user, cwd=folder)
        try:
            yield _served(f"postgresql://{NAME}@127.0.0.1:{port}/postgres")
        finally:
            running.terminate()
            running.wait()


def _program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def _served(url: str) -> str:
    for _ in range(600):
        try:
            psycopg.connect(url, connect_timeout=1).close()
            return url
        except psycopg.OperationalError:  # refused at once, for as long as nobody listens
            time.sleep(0.1)
    raise TimeoutError("PostgreSQL does not answer")


def emptied(server: str, name: str) -> str:
    """A new database of this name; its address."""
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        db.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"
