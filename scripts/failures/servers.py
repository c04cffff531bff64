"""A real PostgreSQL and its standby, which streams from it and is waited for: both on sockets in one folder."""

import os
import pwd
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from scripts.nodes.packages import postgresql_bin
from scripts.nodes.postgres import user
from scripts.soak.link import until

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
            [f"{postgresql_bin()}/postgres", *line], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user(),
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
        """As the plug is pulled. Once it stands still it has no child that nobody kills; and while one is there, its
        memory is in use and no server begins on it."""
        if self._running:
            self._process.send_signal(signal.SIGSTOP)
            until(lambda: _state(self._process.pid) in "TZ", "that it stands still", PATIENCE)
            children = self.children()
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self._end(signal.SIGKILL)
            until(lambda: not any(_title(f"{child}") for child in children), "the end of its children", PATIENCE)
        (self.folder / f".s.PGSQL.{self.port}").unlink(missing_ok=True)

    def children(self, kind: str = "") -> list[int]:
        """Its processes; of one kind only, as their titles name it."""
        pids = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [int(pid) for pid in pids if kind in _title(pid)]

    def _end(self, number: signal.Signals) -> None:
        if self._running:
            self._process.send_signal(number)
            self._process.wait()
        self._running = False

    def waits_for(self, standbys: str) -> None:
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = {standbys}")
        self.sql("SELECT pg_reload_conf()")

    def promote(self) -> None:
        self.sql("SELECT pg_promote(true, 120)")
        until(lambda: self.sql("SELECT pg_is_in_recovery()") == [(False,)], "the promotion", PATIENCE)


def _state(pid: int) -> str:
    """One letter: T, stopped; Z, ended (proc(5), stat)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _title(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""  # it has ended


def run(folder: Path, name: str, *words: str) -> None:
    subprocess.run([f"{postgresql_bin()}/{name}", *words], check=True, capture_output=True, user=user(), cwd=folder)


def owned(folder: Path) -> None:
    """By whoever PostgreSQL runs as."""
    if name := user():
        os.chown(folder, pwd.getpwnam(name).pw_uid, -1)


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
        self.primary.waits_for(standbys)

    def _streams(self) -> bool:
        return self.primary.sql("SELECT sync_state FROM pg_stat_replication") == [("sync",)]

    def deafens_standby(self) -> None:
        """What it receives it does not read any more."""
        for child in self.standby.children("walreceiver"):
            os.kill(child, signal.SIGSTOP)

    def _hears_again(self) -> None:
        """A child that dies so has the server begin anew; until it has noticed, it answers as if nothing were."""
        deaf = self.standby.children("walreceiver")
        for child in deaf:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        until(lambda: not {*deaf} & {*self.standby.children()}, "the end of the deaf", PATIENCE)
        until(self.standby.answers, "the standby", PATIENCE)

    def swaps(self, is_waited_for: bool = True) -> None:
        """The primary dies, the standby takes its place and waits for one of its own; the dead one comes back as that,
        copied anew."""
        self.primary.kill()
        self._hears_again()
        if is_waited_for:  # before it takes a single write
            self.standby.waits_for("'*'")
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary
        shutil.rmtree(self.standby.data)
        self.primary.copied_to(self.standby)
        self.standby.start()
        if is_waited_for:
            until(self._streams, "the new standby streams", PATIENCE)

    def close(self) -> None:
        self.primary.kill()
        self.standby.kill()
