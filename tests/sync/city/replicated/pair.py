"""A real PostgreSQL and its standby, which streams from it and is waited for: both on sockets in one folder."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from scripts.soak.link import until
from tests.sync.conftest import owned, program, user

PATIENCE = 120.0  # seconds for what must come, on however busy a machine


class Server:
    """One cluster. `port` names its socket only: nothing listens on a network."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self._running = folder, port, False

    @property
    def data(self) -> Path:
        return self.folder / f"data{self.port}"

    def url(self, database: str = "city") -> str:
        return f"postgresql://city@/{database}?host={self.folder}&port={self.port}"

    def initdb(self) -> None:
        run(self.folder, "initdb", "-D", str(self.data), "-A", "trust", "-U", "city", "-N", "-E", "UTF8")

    def copied_to(self, other: "Server") -> None:
        """As a standby of this one, up to now."""
        where = ("-h", str(self.folder), "-p", str(self.port), "-U", "city")
        run(self.folder, "pg_basebackup", *where, "-D", str(other.data), "-R", "-X", "stream", "-c", "fast", "-N")

    def start(self) -> None:
        small = ("-c", "shared_buffers=16MB", "-c", "max_connections=20", "-c", "wal_keep_size=64MB")
        line = ("-D", str(self.data), "-p", str(self.port), "-h", "", "-k", str(self.folder), "-F", *small)
        self._process = subprocess.Popen(
            [program("postgres"), *line], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user(),
            cwd=self.folder,
        )  # fmt: skip
        self._running = True
        until(self.answers, "PostgreSQL answers", PATIENCE)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def sql(self, question: str, *values: Any) -> list[Any]:
        return self.sql_in("postgres", question, *values)

    def sql_in(self, database: str, question: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.url(database), autocommit=True) as db:
            found = db.execute(question.encode(), values)
            return found.fetchall() if found.description else []

    def stop(self) -> None:
        """In order, for whoever is connected too."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As the plug is pulled."""
        if self._running:
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            for child in map(int, children):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self._end(signal.SIGKILL)
        (self.folder / f".s.PGSQL.{self.port}").unlink(missing_ok=True)

    def _end(self, number: signal.Signals) -> None:
        if self._running:
            self._process.send_signal(number)
            self._process.wait()
        self._running = False

    def promote(self) -> None:
        self.sql("SELECT pg_promote(true, 120)")
        until(lambda: self.sql("SELECT pg_is_in_recovery()") == [(False,)], "the promotion", PATIENCE)


def run(folder: Path, name: str, *words: str) -> None:
    subprocess.run([program(name), *words], check=True, capture_output=True, user=user(), cwd=folder)


class Pair:
    """`primary` waits at each commit until `standby` has it on its disk."""

    def __init__(self, folder: Path) -> None:
        owned(folder)
        self.primary, self.standby = Server(folder, 1), Server(folder, 2)
        self.primary.initdb()
        self.primary.start()
        self.primary.sql("CREATE DATABASE city")
        self.primary.copied_to(self.standby)
        self.standby.start()
        self.wait_for("'*'")
        until(self._streams, "the standby streams", PATIENCE)

    @property
    def url(self) -> str:
        """Of both: libpq takes whichever may be written to."""
        folder = self.primary.folder
        return f"postgresql://city@/city?host={folder},{folder}&port=1,2&target_session_attrs=read-write"

    def wait_for(self, standbys: str) -> None:
        self.primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = {standbys}")
        self.primary.sql("SELECT pg_reload_conf()")

    def _streams(self) -> bool:
        return self.primary.sql("SELECT sync_state FROM pg_stat_replication") == [("sync",)]

    def waiting(self) -> list[int]:
        """The sessions whose commit waits for the standby."""
        return [pid for (pid,) in self.primary.sql("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")]

    def ends_the_wait(self, how: str) -> bool:
        """Of all that wait; whether there was one. `how`: pg_cancel_backend or pg_terminate_backend."""
        pids = self.waiting()
        for pid in pids:
            self.primary.sql(f"SELECT {how}(%s)", pid)
        return bool(pids)

    def fails_over(self) -> None:
        """The primary dies while its standby is away; that comes back as the primary."""
        self.primary.kill()
        self.standby.start()
        self.standby.promote()
        self.standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.standby.sql("SELECT pg_reload_conf()")

    def close(self) -> None:
        self.primary.kill()
        self.standby.kill()
