"""A kiosk comes by its certificate, keeps it, and has the next one in time."""

import stat
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.config.paths import ENROLLED, ENROLLED_CA
from kiosk.host import files
from sync.city.authority import folder
from sync.enrolment import client, papers
from sync.enrolment.client import Failed, Given
from sync.enrolment.est import common_name
from sync.enrolment.papers import WAITING
from tests.sync.enrolment.site import DAY, NAME, City, Clock, Kiosk


def test_a_code_brings_a_certificate_with_the_registers_name(city: City, kiosk: Kiosk) -> None:
    """For 398 days, for a key on P-256 that was made here and that nobody else can read; both sides say so."""
    assert kiosk.turn() == "" and f"{NAME}: enrolled" in city.said[-1] and NAME in kiosk.said[-1]
    text = kiosk.papers.own.read_bytes()
    own, key = x509.load_pem_x509_certificate(text), load_pem_private_key(text, None)
    assert common_name(own.subject) == NAME and isinstance(key, ec.EllipticCurvePrivateKey)
    assert own.public_key() == key.public_key() and key.curve.name == "secp256r1"
    assert own.not_valid_after_utc - city.now() <= 398 * DAY < own.not_valid_after_utc - city.now() + DAY
    assert stat.S_IMODE(kiosk.papers.own.stat().st_mode) == 0o600
    own.verify_directly_issued_by(city.authority.chain[0])


def test_what_is_had_is_not_asked_for_again(city: City, kiosk: Kiosk) -> None:
    """Also after a restart with the code that brought it, which stays in the settings."""
    code = kiosk.enroller.wanted.code
    kiosk.turn()
    first, said = kiosk.serial, len(city.said)
    kiosk.restart(code)
    assert kiosk.turn() == "" and kiosk.serial == first and len(city.said) == said


def test_an_answer_that_was_lost_is_given_again(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is used up, and the key that used it gets what was made for it, not a second one."""
    lost, keep = [], papers.Papers.keep

    def loses(self: papers.Papers, key: object, own: x509.Certificate, *more: object) -> None:
        lost.append(own.serial_number)
        raise OSError("power cut")

    monkeypatch.setattr(papers.Papers, "keep", loses)
    assert kiosk.turn() == "disk" and kiosk.papers.held() is None
    monkeypatch.setattr(papers.Papers, "keep", keep)
    assert kiosk.turn() == "" and [kiosk.serial] == lost


def test_from_two_thirds_of_its_life_it_is_renewed_within_a_week(city: City, kiosk: Kiosk) -> None:
    """By the certificate itself, without a code, with another key; the one before holds until its end."""
    kiosk.turn()
    first, key = kiosk.serial, load_pem_private_key(kiosk.papers.own.read_bytes(), None)
    kiosk.restart("")
    city.later = 264 * DAY
    assert kiosk.turn() == "" and kiosk.serial == first
    city.later = 274 * DAY
    assert kiosk.turn() == "" and kiosk.serial != first and f"{NAME}: renewed" in city.said[-1]
    again = load_pem_private_key(kiosk.papers.own.read_bytes(), None)
    assert again.public_key() != key.public_key()


def test_a_clock_that_is_years_ahead_asks_for_one_and_not_each_minute(city: City, kiosk: Kiosk) -> None:
    """By it each new certificate is over already; the city made it today, so it is our clock that is wrong."""
    assert kiosk.turn() == ""
    kiosk.restart("")
    kiosk.enroller.clock = Clock(lambda: city.now() + 26_000 * DAY, "unknown")
    first, serials = kiosk.serial, set[int]()
    for _ in range(4):
        assert kiosk.turn() == ""
        serials.add(kiosk.serial)
    assert len(serials) == 1 and first not in serials


def test_a_code_that_is_written_otherwise_is_the_same_code(city: City, kiosk: Kiosk) -> None:
    """In small letters, in groups: neither refused nor taken for a new one once it was used."""
    code = kiosk.enroller.wanted.code
    kiosk.restart(f" {code[:4].lower()}-{code[4:]} ")
    assert kiosk.turn() == "" and (first := kiosk.serial)
    kiosk.restart(code)
    assert kiosk.turn() == "" and kiosk.serial == first


@pytest.mark.parametrize(("days", "word"), [(397 + 89, ""), (398 + 91, "expired")])
def test_a_kiosk_that_was_long_away_is_let_in_for_90_days(city: City, kiosk: Kiosk, days: int, word: str) -> None:
    """Afterwards it needs a new code, which works."""
    kiosk.turn()
    first = kiosk.serial
    city.later = days * DAY
    assert kiosk.turn() == word and (kiosk.serial == first) is (word != "")
    kiosk.restart(city.code())
    assert kiosk.turn() == "" and kiosk.serial != first


def test_another_issuing_key_needs_no_work_at_a_kiosk(city: City, kiosk: Kiosk) -> None:
    """It knows the root: by its old certificate it gets one that the new key signed, and the new signer with it."""
    kiosk.turn()
    city.close()
    city.authority = folder.make(city.place, city.name, datetime.now(UTC))
    city.serve()
    city.later = 300 * DAY
    assert kiosk.turn() == ""
    own = x509.load_pem_x509_certificate(kiosk.papers.own.read_bytes())
    above = x509.load_pem_x509_certificates(kiosk.place.joinpath(ENROLLED_CA).read_bytes())
    own.verify_directly_issued_by(above[0])
    assert above == [city.authority.chain[0], city.authority.root]


def test_a_wrong_new_code_does_not_keep_a_certificate_from_renewal(city: City, kiosk: Kiosk) -> None:
    """A technician mistyped it; it is told, and the old certificate brings the next one."""
    kiosk.turn()
    first = kiosk.serial
    kiosk.restart("WRONGXXX")
    assert kiosk.turn() == "wrong" and kiosk.serial == first
    city.later = 300 * DAY
    assert kiosk.turn() == "" and kiosk.serial != first


def test_the_city_is_asked_about_a_certificate_that_the_broker_refuses(city: City, kiosk: Kiosk) -> None:
    """So that the technician reads that it is revoked, and not only that the line is down; asked once in six hours."""
    kiosk.turn()
    city.revoke()
    assert kiosk.turn() == ""
    kiosk.is_refused()
    assert kiosk.turn() == "revoked" and city.refusal() == "revoked"
    said = len(city.said)
    kiosk.turn()
    assert len(city.said) == said


PARTS = (WAITING, ENROLLED_CA, ENROLLED)


@pytest.mark.parametrize("part", PARTS)
def test_a_write_that_fails_leaves_a_pair_that_fits(
    city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Whichever file it is, at the first certificate and at the next one; the try after it succeeds."""
    for later in (timedelta(), 300 * DAY):
        city.later = later

        def fails(path: Path, content: bytes, mode: int | None = None) -> None:
            if path.name == part:
                raise OSError(28, "No space left on device", str(path))
            files.write_whole(path, content, mode)

        before = kiosk.papers.held()
        monkeypatch.setattr(papers, "write_whole", fails)
        assert kiosk.turn() == "disk" and kiosk.papers.held() == before
        monkeypatch.setattr(papers, "write_whole", files.write_whole)
        assert kiosk.turn() == ""
        text = kiosk.papers.own.read_bytes()
        key = load_pem_private_key(text, None)
        assert x509.load_pem_x509_certificate(text).public_key() == key.public_key()


@pytest.mark.parametrize("error", [ZeroDivisionError("ours"), OSError("disk"), Failed("away", "x")])
def test_whatever_a_try_raises_is_told_and_survived(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The thread goes on, and waits no less than half a minute."""

    def raises(*_: object) -> Given:
        raise error

    monkeypatch.setattr(client, "enroll", raises)
    assert kiosk.enroller.turn() >= 30 and kiosk.told["word"] in ("unreadable", "disk", "away")
    assert str(error).partition(": ")[2] in kiosk.said[-1]
    monkeypatch.undo()
    assert kiosk.turn() == ""


def pauses(kiosk: Kiosk, turns: int) -> Sequence[float]:
    return [kiosk.enroller.turn() for _ in range(turns)]


def test_pauses_grow_to_six_hours(city: City, kiosk: Kiosk) -> None:
    """A network that is away is tried from a minute on, a wrong code from an hour on."""
    kiosk.restart("WRONGXXX")
    assert pauses(kiosk, 4) == [2_700, 5_400, 10_800, 16_200]
    city.close()
    kiosk.restart("WRONGXXX")
    assert pauses(kiosk, 3) == [45, 90, 180]


@pytest.mark.parametrize(("later", "known", "word"), [(-400, True, "time"), (400, True, "time"), (400, False, "")])
def test_a_desk_whose_certificate_does_not_hold_now_is_told_as_that(
    city: City, kiosk: Kiosk, later: int, known: bool, word: str
) -> None:
    """Not as a stranger's; a kiosk without the time passes over it, as it does at the broker."""
    city.close()
    city.serve(later * DAY)
    kiosk.clock.known = "synchronised" if known else "unknown"
    assert kiosk.turn() == word
