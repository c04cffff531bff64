"""Who lets the city in: passwords from files, certificates; what it says where a real broker or database refuses."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.words.certificates import EXPIRED, refused
from scripts.failures.servers import Server
from scripts.soak.link import until
from sync.city.__main__ import main
from sync.city.access.remedies import of_broker, of_database
from tests.docs.papers import spans, tables
from tests.sync.city.running.certificates import Authority
from tests.sync.city.running.parts import PATIENCE, Broker, City, needs_broker
from tests.sync.city.running.test_away import server as server  # a fixture

DB = "sqlite:///{}/city.db"


class Guarded:
    """A broker by TLS that asks for a certificate of its own authority."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ours, self.other = folder, Authority(folder, "ours"), Authority(folder, "other")
        certificate, key = self.ours.signs("broker")
        self.broker = Broker(
            folder,
            *(f"cafile {self.ours.file}", f"certfile {certificate}", f"keyfile {key}"),
            *("require_certificate true", "use_identity_as_username true"),
        )
        self.url = f"mqtts://127.0.0.1:{self.broker.port}"

    def city(self, *words: str, url: str = "") -> City:
        return City(self.folder, url or self.url, DB.format(self.folder), *words)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    made = Guarded(tmp_path)
    yield made
    made.broker.close()


def own(pair: tuple[Path, Path]) -> list[str]:
    return ["--certificate", str(pair[0]), "--certificate-key", str(pair[1])]


@pytest.mark.slow
@needs_broker
def test_a_certificate_lets_in_and_a_renewed_one_after_it(guarded: Guarded) -> None:
    """The files are read again at each connection: what was over is let in once it is renewed, without a restart."""
    ours = guarded.ours.signs("city", days=-1)
    city = guarded.city("--ca", str(guarded.ours.file), *own(ours))
    city.says("broker refuses our certificate: renew it, or mend --certificate")
    guarded.ours.signs("city")
    city.says("listening")
    city.stop()


@pytest.mark.slow
@needs_broker
def test_a_file_that_is_spoilt_while_it_runs_is_told_by_its_option_and_a_mended_one_lets_in(guarded: Guarded) -> None:
    """A renewal that wrote the certificate and not its key: nobody is called until both are there."""
    certificate, key = guarded.ours.signs("city")
    city = guarded.city("--ca", str(guarded.ours.file), *own((certificate, key)))
    city.says("listening")
    right = key.read_bytes()
    key.write_bytes(right[:60])
    guarded.broker.close()
    city.says("broker is not called: mend the file of --certificate-key (--certificate-key: no whole private key")
    key.write_bytes(right)
    guarded.broker.open()
    until(lambda: city.said().count("listening") == 2, "the line again", PATIENCE)
    city.stop()


@pytest.mark.slow
@needs_broker
@pytest.mark.parametrize(
    "name", ["another authority", "no certificate", "another's certificate", "another name", "no TLS"]
)
def test_what_a_broker_by_tls_refuses_is_told_with_the_option(guarded: Guarded, name: str) -> None:
    """And tried again: whoever mends it at the other end need not come here."""
    ca = ["--ca", str(guarded.ours.file)]
    words, url, says = {
        "another authority": (["--ca", str(guarded.other.file)], "", "certificate of another authority: mend --ca"),
        "no certificate": (ca, "", "refuses our certificate"),
        "another's certificate": ([*ca, *own(guarded.other.signs("city"))], "", "refuses our certificate"),
        "another name": (ca, guarded.url.replace("127.0.0.1", "localhost"), "another name in its certificate"),
        "no TLS": ([], guarded.url.replace("mqtts", "mqtt"), "broker"),
    }[name]
    city = guarded.city(*words, url=url)
    city.says(says)
    assert city.is_up() and "listening" not in city.said()
    city.stop()


@pytest.mark.slow
@needs_broker
@pytest.mark.skipif(shutil.which("mosquitto_passwd") is None, reason="needs mosquitto_passwd (package mosquitto)")
def test_the_brokers_password_comes_from_a_file(tmp_path: Path) -> None:
    """The right one lets in; a wrong one is told with the option; neither is in what it says."""
    users, file = tmp_path / "users", tmp_path / "password"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(users), "city", "ríght one"], check=True, capture_output=True)
    users.chmod(0o644)
    broker = Broker(tmp_path, door=("allow_anonymous false", f"password_file {users}"))
    url = broker.url.replace("//", "//city@")
    for password, says in (("wrong one", "broker refuses us: mend user, --password-file"), ("ríght one", "listening")):
        file.write_text(f"{password}\n", encoding="utf-8")
        city = City(tmp_path, url, DB.format(tmp_path), "--password-file", str(file))
        city.says(says)
        city.stop()
        assert password not in city.said() and city.said().count("on the command line") == 0
    spoken = City(tmp_path, broker.url.replace("//", "//city:other@"), DB.format(tmp_path))
    spoken.says("a password on the command line is read by everybody here: --password-file")
    spoken.stop()
    broker.close()


@pytest.mark.slow
@needs_broker
def test_the_databases_password_comes_from_a_file(tmp_path: Path, server: Server) -> None:
    """As the broker's; a wrong password, an unknown user and one that no line lets in are told apart."""
    server.start()
    server.sql("CREATE DATABASE city")
    server.sql("CREATE ROLE clerk LOGIN SUPERUSER PASSWORD 'right one'")
    rules = "local all city trust\nlocal city clerk scram-sha-256\nlocal all nobody trust\n"
    (server.data / "pg_hba.conf").write_text(rules)
    server.sql("SELECT pg_reload_conf()")
    broker, file = Broker(tmp_path), tmp_path / "password"
    cases = (
        ("clerk", "wrong one", "city database refuses the password: mend --db-password-file"),
        ("nobody", "any", "city database has no such user: createuser"),
        ("stranger", "any", "city database lets this user in by no line: mend its pg_hba.conf"),
        ("clerk", "right one", "listening"),
    )
    for user, password, says in cases:
        file.write_text(password)
        db = server.url().replace("city@", f"{user}@")
        city = City(tmp_path, broker.url, db, "--db-password-file", str(file))
        city.says(says)
        city.stop()
        assert password == "any" or password not in city.said()
    broker.close()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--ca", "/nowhere/ca.pem"], "--ca /nowhere/ca.pem: No such file or directory"),
        (["--ca", "{file}"], "--ca {file}: no whole certificate in PEM"),
        (["--certificate", "/nowhere/own.pem"], "--certificate /nowhere/own.pem: No such file"),
        (["--certificate", "{file}"], "--certificate {file}: no whole certificate in PEM"),
        (
            ["--certificate", "{locked}", "--certificate-key", "{key}"],
            "--certificate-key {key}: no whole private key in PEM",
        ),
        (
            ["--certificate", "{good}", "--certificate-key", "/nowhere/own.key"],
            "--certificate-key /nowhere/own.key: No su",
        ),
        (
            ["--certificate", "{good}", "--certificate-key", "{other}"],
            "--certificate-key {other}: not the key of the first",
        ),
        (["--certificate", "{good}"], "--certificate {good}: no whole private key in PEM"),
        (["--certificate-key", "{file}"], "--certificate-key: needs --certificate"),
        (["--password-file", "/nowhere/word"], "--password-file /nowhere/word: No such file"),
        (["--password-file", "{empty}"], "--password-file {empty}: its first line is empty"),
        (["--password-file", "{file}"], "--broker: a password needs its user"),
        (["--db-password-file", "/nowhere/word"], "--db-password-file /nowhere/word: No such file"),
        (["--broker", "mqtt://h", "--ca", "{file}"], "--ca: needs a broker by TLS"),
        (["--db", "mysql://u:secret@h/x"], "--db mysql: expected sqlite:///PATH or postgresql://"),
        (["--db", "postgresql://u:secret@h/x?nonsense=1"], "--db: "),
    ],
)
def test_a_wrong_option_is_refused_at_once_by_its_name(
    tmp_path: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one line that holds no password; no terminal is asked for the words of a locked key."""
    authority = Authority(tmp_path, "ca")
    certificate, key = authority.signs("own", password="locked")
    good, other = authority.signs("good")[0], authority.signs("other")[1]
    names = {"file": tmp_path / "text", "empty": tmp_path / "empty", "locked": certificate, "key": key}
    names |= {"good": good, "other": other}
    names["file"].write_text("a text\n")
    names["empty"].write_text("\n")
    words = [word.format(**names) for word in words]
    usual = ["--broker", "mqtts://127.0.0.1:9", "--db", DB.format(tmp_path)]
    assert main([*usual, *words]) == 2
    told = capsys.readouterr().err
    assert says.format(**names) in told and told.count("\n") == 1 and "secret" not in told


def test_every_word_of_the_log_has_its_remedy_on_the_citys_page() -> None:
    """What `kiosk-city` says of database and broker stands there, in its words."""
    told = [word.lstrip("… ") for row in tables("docs/city.md", "the log says") for word in spans(row[0])]
    said = [
        of_database("password authentication failed"), of_database('database "x" does not exist'),
        of_database('role "x" does not exist'), of_database("no pg_hba.conf entry"), of_database("connection refused"),
        of_database("cannot execute INSERT in a read-only transaction"), of_database("database or disk is full"),
        of_database("perhaps on no standby"), of_database("its place is taken by another"), of_database("malformed"),
        of_broker("Connection refused"), of_broker("Not authorized"), of_broker("tlsv1 alert unknown ca"),
        *(of_broker(refused(*one, "2026")) for one in ((19, "self-signed"), (62, "Hostname mismatch"), (EXPIRED, ""))),
        of_broker("Session taken over"), of_broker("subscription refused: Not authorized"),
    ]  # fmt: skip
    assert [line for line in said if not any(word in line for word in told)] == []
    assert of_broker("what nobody knows") == "broker: what nobody knows"
    assert len(told) == len(set(told)) and all(re.search(r"[a-z]", word) for word in told)
