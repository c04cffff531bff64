"""The city's database on either engine; a real PostgreSQL: one server a session, an empty database a test."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from kiosk.simulation.folder import choose_port
from scripts.failures.servers import owned
from scripts.nodes.postgres import user
from sync import cursors
from sync.city.store import Store

_NUMBERS = count(1)


@pytest.fixture(autouse=True)
def saved_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here waits five minutes until the cursors are written."""
    monkeypatch.setattr(cursors, "SAVE_S", 0.5)


def program(name: str) -> str:
    """One of PostgreSQL's, or the test that needs it is passed by."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found and os.environ.get("CI") != "true":
        pytest.skip("PostgreSQL is not installed here")
    assert found, "PostgreSQL is not installed here"
    return str(found[-1])


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server without a database name."""
    initdb, postgres = program("initdb"), program("postgres")
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        port = choose_port()
        owned(Path(folder))
        made = [initdb, "-D", f"{folder}/data", "-A", "trust", "-U", "city", "-N"]
        subprocess.run(made, check=True, capture_output=True, user=user(), cwd=folder)
        yield from _served(postgres, folder, port)


def _served(postgres: str, folder: str, port: int) -> Iterator[str]:
    where = ["-D", f"{folder}/data", "-p", str(port), "-h", "127.0.0.1", "-k", folder]
    line = [postgres, *where, "-F"]  # no test asks what its disk kept
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user(), cwd=folder)
    try:
        _wait(f"postgresql://city@127.0.0.1:{port}/postgres")
        yield f"postgresql://city@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            psycopg.connect(url, connect_timeout=1).close()
            return
        except psycopg.OperationalError:  # refused at once, for as long as nobody listens
            time.sleep(0.1)
    raise TimeoutError("PostgreSQL does not answer")


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """An empty database's address."""
    name = f"city{next(_NUMBERS)}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}".encode())
    return f"{postgresql_server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Empty, on either engine."""
    sqlite = f"sqlite:///{tmp_path}/city/city.db"
    address = sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql")
    opened = Store.open(address, trust_first=True)
    yield opened
    opened.close()
