"""Who gets no certificate: one table, with what the kiosk's technician and the city's operator read of each."""

import base64
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.core.words.enrolment import BY_CITY, TABLE
from kiosk.service.telling.enrolment import found
from sync.city.authority.desk import Answer, Asked, Desk
from sync.city.authority.rules import MOST_WRONG, STATUS
from sync.enrolment import est
from sync.enrolment.est import common_name, name_of
from tests.sync.enrolment.site import DAY, NAME, OTHER, SOURCE, City, Kiosk


def asking(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    """With a request by this key instead of its own."""
    made = x509.CertificateSigningRequestBuilder().subject_name(est.named(NAME)).sign(key, hashes.SHA256())
    monkeypatch.setattr(est, "request", lambda *_: base64.b64encode(made.public_bytes(Encoding.DER)))


def wrong(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk.restart("A" * 8)


def used(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another box, which was quicker."""
    assert Kiosk(kiosk.place / "other", city, kiosk.enroller.wanted.code).turn() == ""


def over(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    city.later = 7 * DAY


def often(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger guesses; the right code does not help for an hour either."""
    stranger = Kiosk(kiosk.place / "stranger", city, "A" * 8)
    assert [stranger.turn() for _ in range(MOST_WRONG)] == ["wrong"] * MOST_WRONG


def another_name(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its login is of the code, its request another kiosk's."""
    ask = est.request
    monkeypatch.setattr(est, "request", lambda key, _: ask(key, name_of(OTHER)))


def rsa_1024(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    asking(kiosk, monkeypatch, rsa.generate_private_key(65_537, 1_024))


def another_curve(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    asking(kiosk, monkeypatch, ec.generate_private_key(ec.SECP384R1()))


def noise(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(est, "request", lambda *_: b"nonsense")


def no_proof(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request whose last bit is another one: whoever sends it need not have the key."""
    ask = est.request

    def forged(key: ec.EllipticCurvePrivateKey, name: str) -> bytes:
        raw = bytearray(base64.b64decode(ask(key, name)))
        raw[-1] ^= 1
        return base64.b64encode(raw)

    monkeypatch.setattr(est, "request", forged)


def another_authority(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a certificate, and asks another city for the next one; that city's server has another root, as in its
    settings."""
    kiosk.turn()
    second = City(kiosk.place / "second", "Tỉnh khác")
    kiosk.restart("", pin=second.pin, port=second.port)
    kiosk.city, second.later = second, 300 * DAY
    kiosk.clock.now = second.now


def expired(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk.turn()
    city.later = (398 + 91) * DAY


def revoked(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk.turn()
    city.revoke()
    city.later = 300 * DAY


def false_server(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has taken its place: his root is another one."""
    second = City(kiosk.place / "second")
    kiosk.restart(kiosk.enroller.wanted.code, port=second.port)
    kiosk.city = second


# how, the technician's word, what the city's list or log holds of it ("": it never heard of it)
CASES: dict[str, tuple[Callable[[City, Kiosk, pytest.MonkeyPatch], None], str, str]] = {
    "a wrong code": (wrong, "wrong", "wrong"),
    "a code that another key has used": (used, "used", "used"),
    "a code of last week": (over, "over", "over"),
    "too many wrong codes": (often, "often", "often"),
    "a request for another's name": (another_name, "name", "name: H55.92.09.000.k1"),
    "an RSA key of 1024 bits": (rsa_1024, "key", "key: RSA of 1024 bits"),
    "a key on another curve": (another_curve, "key", "key: secp384r1"),
    "no request at all": (noise, "request", "request: "),
    "a request without proof of its key": (no_proof, "request", "request: the request is not signed by its own key"),
    "a certificate of another authority": (another_authority, "foreign", ""),
    "a certificate that ended 91 days ago": (expired, "expired", "expired"),
    "a revoked certificate": (revoked, "revoked", "revoked"),
    "a server with another root": (false_server, "pin", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_who_is_refused_gets_nothing_and_both_sides_are_told(
    city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """The kiosk keeps what it had; its technician reads a reason with a remedy, the operator the word and the name."""
    how, word, told = CASES[case]
    how(city, kiosk, monkeypatch)
    before = kiosk.papers.held()
    assert kiosk.turn() == word and kiosk.papers.held() == before
    said = found(kiosk.told, kiosk.clock.wall())
    assert said and not said.good and said.do == TABLE[word].do and TABLE[word].said.vi in said.said.vi
    assert f"enrolment: {word}" in kiosk.said[-1]
    if told:
        assert told in city.refusal() or told in city.said[-1]
        assert "refused" in city.said[-1] and "127.0.0.1" in city.said[-1]


def test_a_stranger_learns_no_more_than_that_he_is_refused(city: City, kiosk: Kiosk) -> None:
    """Of a code that was used, of one that is over, and of a kiosk that there is not, he hears the same."""
    kiosk.turn()
    words = [Kiosk(kiosk.place / str(n), city, "A" * 8, source).turn() for n, source in enumerate((SOURCE, OTHER))]
    city.later = 8 * DAY
    assert [*words, Kiosk(kiosk.place / "c", city, "A" * 8).turn()] == ["wrong"] * 3


def test_a_false_server_never_hears_the_code(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names the city's root and has not its key is found out by TLS; who names another one before that."""
    false, heard, answer = City(kiosk.place / "false"), list[str](), Desk.answer

    def hears(self: Desk, asked: Asked) -> Answer:
        heard.append(asked.path.removeprefix(est.PATH))
        return (
            Answer(HTTPStatus.OK, est.answer(city.authority.chain)) if "cacerts" in asked.path else answer(self, asked)
        )

    monkeypatch.setattr(Desk, "answer", hears)
    kiosk.restart(kiosk.enroller.wanted.code, port=false.port)
    assert kiosk.turn() == "pin" and heard == ["cacerts"]
    kiosk.restart(kiosk.enroller.wanted.code)
    assert kiosk.turn() == "" and heard == ["cacerts", "cacerts", "simpleenroll"]
    false.close()


def test_every_word_of_the_city_has_its_status_and_its_remedy() -> None:
    """None is left over on either side."""
    assert set(STATUS) == BY_CITY and set(TABLE) >= BY_CITY
    assert all(words.said.vi and words.said.en and words.do.vi and words.do.en for words in TABLE.values())


def test_keys_and_register_are_nobody_elses(city: City) -> None:
    """Each file by its mode."""
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in Path(city.place).iterdir()}
    assert {modes[name] for name in ("root.key", "issuing.key", "127.0.0.1.pem")} == {0o600}
    assert modes["register.db"] == 0o640 and os.access(city.place / "crl.pem", os.R_OK)


def test_a_name_in_a_certificate_is_the_registers(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that names nobody is signed for whom the code was made."""
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    monkeypatch.setattr(
        est, "request", lambda key, _: base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))
    )
    assert kiosk.turn() == ""
    own = x509.load_pem_x509_certificate(kiosk.papers.own.read_bytes())
    assert common_name(own.subject) == NAME and own.not_valid_before_utc < datetime.now(UTC)
