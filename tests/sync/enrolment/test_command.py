"""`kiosk-city ca` and `enrol` as an operator types them."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from scripts.attacks.programs import Program
from scripts.soak.link import until
from sync.city.__main__ import main
from sync.city.authority import folder
from tests.sync.enrolment.site import DAY, OTHER, SOURCE, City, Kiosk

PATIENCE_S = 120.0


def ca(place: Path, *words: str) -> int:
    return main(["ca", words[0], "--folder", str(place), *words[1:]])


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Of an authority, made as an operator does it."""
    assert ca(tmp_path / "ca", "make", "--name", "Tỉnh H55") == 0
    assert re.search(r"^ca_sha256 = [0-9a-f]{64}$", capsys.readouterr().out, re.M)
    return tmp_path / "ca"


def test_an_operator_gives_a_code_and_reads_how_it_went(
    city: City, kiosk: Kiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `code` prints is what kiosk.toml takes; the list names each kiosk, until when, and the last refusal."""
    assert ca(city.place, "code", OTHER) == 0
    told = capsys.readouterr().out
    code = re.search(r'^enrol_code = "([A-Z0-9]{8})"$', told, re.M)
    assert code and "[broker]" in told and f'ca_sha256 = "{city.pin}"' in told
    assert kiosk.turn() == ""
    assert Kiosk(kiosk.place / "x", city, "WRONGXXX", OTHER).turn() == "wrong"
    assert ca(city.place, "list") == 0
    first, second, third = capsys.readouterr().out.splitlines()
    assert third.startswith("127.0.0.1 server's certificate until 2")
    assert re.fullmatch(rf"{SOURCE} certificate until 2\d{{3}}-.*", first)
    assert re.fullmatch(rf"{OTHER} waits with a code until .*; refused .*: wrong", second)
    assert Kiosk(kiosk.place / "y", city, code[1], OTHER).turn() == ""


def test_revoking_writes_the_list_and_tells_the_broker(
    city: City, kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kiosk or server, by its name; the command that follows hears whom."""
    kiosk.turn()
    heard = tmp_path / "heard"
    then = ["--then", f"sh -c 'echo $REVOKED >> {heard}'"]
    assert [ca(city.place, "revoke", name, *then) for name in (SOURCE, "127.0.0.1")] == [0, 0]
    assert heard.read_text().split() == ["H55.92.08.000.k1", "127.0.0.1"]
    listed = x509.load_pem_x509_crl((city.place / "crl.pem").read_bytes())
    assert {one.serial_number for one in listed} >= {kiosk.serial} and len(list(listed)) == 2
    assert ca(city.place, "list") == 0 and f"{SOURCE} revoked" in capsys.readouterr().out
    assert ca(city.place, "revoke", OTHER) == 1 and "no certificate and no code" in capsys.readouterr().err


def test_a_list_of_revoked_ones_that_grows_old_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before it is over, and the broker lets nobody in; `crl` makes it anew."""
    authority = folder.opened(place)
    folder.write_crl(authority, datetime.now(UTC) - 4 * DAY)
    assert ca(place, "list") == 1 and "the broker lets nobody in" in capsys.readouterr().err
    assert ca(place, "crl") == 0 and ca(place, "list") == 0
    (place / "crl.pem").unlink()
    assert ca(place, "list") == 1 and "is not there" in capsys.readouterr().err


def test_without_the_roots_key_all_goes_on_but_another_issuing_key(place: Path, tmp_path: Path) -> None:
    """It lies in a safe."""
    (place / "root.key").rename(tmp_path / "stick")
    assert [ca(place, "server", "city.vn"), ca(place, "code", SOURCE), ca(place, "crl")] == [0, 0, 0]
    assert ca(place, "make", "--name", "x") == 2
    (tmp_path / "stick").rename(place / "root.key")
    assert ca(place, "make", "--name", "x") == 0
    assert len(x509.load_pem_x509_certificates((place / "ca.pem").read_bytes())) == 3
    assert (place / "crl.pem").read_text().count("BEGIN") == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["code", "H55/k1"], "expected a kiosk's source"),
        (["server", "a b"], "expected a server's name"),
        (["crl", "--then", "/no/such/program"], "No such file"),
        (["crl", "--then", "false"], "non-zero exit status 1"),
        (["revoke", "/+/#"], "expected a kiosk's source"),
    ],
)
def test_wrong_words_are_one_line(place: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    """Exit code 2."""
    assert ca(place, *words) == 2
    err = capsys.readouterr().err
    assert err.startswith("kiosk-city ca: ") and says in err and err.count("\n") == 1


@pytest.mark.parametrize("file", ["issuing.key", "issuing.pem", "root.pem"])
@pytest.mark.parametrize("how", ["gone", "noise", "another's"])
def test_an_authority_that_is_not_whole_is_named_by_its_file(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, how: str
) -> None:
    """Nothing is signed by half of one."""
    folder.make(tmp_path / "second", "x", datetime.now(UTC))
    other = (tmp_path / "second" / file).read_bytes()
    (place / file).unlink() if how == "gone" else (place / file).write_bytes(b"x" if how == "noise" else other)
    if (file, how) == ("root.pem", "another's"):
        assert ca(place, "make", "--name", "x") == 2 and "not the key of root.pem" in capsys.readouterr().err
    else:
        assert ca(place, "crl") == 2 and file.partition(".")[0] in capsys.readouterr().err


@pytest.mark.slow
def test_the_desk_runs_until_it_is_told_to_stop(place: Path, tmp_path: Path) -> None:
    """As a program: it says where it listens and for which authority, makes the list of revoked ones anew for the
    broker, and serves a kiosk; then ends with 0."""
    folder.write_crl(folder.opened(place), datetime.now(UTC) - 2 * DAY)
    server = str(folder.issue_server(folder.opened(place), ["127.0.0.1"], datetime.now(UTC)))
    words = ["enrol", "--folder", str(place), "--certificate", server, "--listen", "127.0.0.1:0"]
    words += ["--then", f"touch {tmp_path}/heard"]
    desk = Program(tmp_path / "desk.log", "sync.city", *words)
    until(lambda: "enrols at port" in desk.said(), "the desk", PATIENCE_S)
    port, pin = re.findall(r"port (\d+), .* ca_sha256 = ([0-9a-f]{64})", desk.said())[0]
    city = City(place, port=int(port))
    kiosk = Kiosk(tmp_path / "kiosk", city, city.code())
    assert kiosk.turn() == "" and pin == city.pin
    until(lambda: (tmp_path / "heard").exists(), "the broker's word", PATIENCE_S)
    fresh = folder.crl_until(place)
    assert fresh and fresh - datetime.now(UTC) > 6 * DAY
    desk.stop()
    assert desk._process.returncode == 0


@pytest.mark.slow
def test_the_desk_tells_that_its_own_certificate_ends(place: Path, tmp_path: Path) -> None:
    """A month before, each hour: by the same name a new one is made."""
    server = str(folder.issue_server(folder.opened(place), ["127.0.0.1"], datetime.now(UTC) - 370 * DAY))
    words = ["enrol", "--folder", str(place), "--certificate", server, "--listen", "127.0.0.1:0"]
    desk = Program(tmp_path / "desk.log", "sync.city", *words)
    until(lambda: "then no kiosk comes in here" in desk.said(), "the word", PATIENCE_S)
    desk.stop()


def test_a_desk_without_its_certificate_is_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a place that is no place."""
    words = ["enrol", "--folder", str(place), "--certificate", f"{place}/none.pem"]
    assert main(words) == 2 and capsys.readouterr().err.startswith("kiosk-city enrol: ")
    with pytest.raises(SystemExit) as left:
        main([*words, "--listen", "here:no"])
    assert left.value.code == 2
