"""A kiosk whose clock is wrong at its start is not locked out of its own city's broker; and no further than that is
anything believed. The clock of TLS is this machine's, so it is the certificates that are of another year."""

import select
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync.city.authority import folder
from sync.city.authority.folder import Authority
from sync.connection import Broker, Wire
from sync.enrolment.est import fingerprint
from tests.sync.city.running.parts import PATIENCE, needs_broker
from tests.sync.city.running.parts import Broker as Mosquitto

pytestmark = needs_broker
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return folder.make(tmp_path_factory.mktemp("ours"), "ours", datetime.now(UTC))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return folder.make(tmp_path_factory.mktemp("other"), "other", datetime.now(UTC))


@pytest.fixture(scope="module")
def brokers(ours: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Mosquitto]]:
    """By when their certificate holds, as a kiosk sees it whose clock is a year behind, ahead, or right."""
    made = {}
    for when, later in {"future": YEAR, "past": -2 * YEAR, "today": timedelta()}.items():
        file = folder.issue_server(ours, ["127.0.0.1"], datetime.now(UTC) + later)
        file = file.rename(file.with_name(f"{when}.pem"))
        made[when] = Mosquitto(tmp_path_factory.mktemp(when), f"certfile {file}", f"keyfile {file}")
    yield made
    for broker in made.values():
        broker.close()


def answer(at: Broker) -> str:
    """ "" once the broker has taken us, else why not."""
    wire, end = Wire(at, "kiosk-test"), time.monotonic() + PATIENCE
    wire.dial()
    while not wire.news and time.monotonic() < end:
        wire.pump(bool(select.select(wire.readers(), wire.writers(), [], 1.0)[0]))
    news = wire.news.popleft()
    wire.close()
    return "" if news.kind == "up" else news.why


CASES = {  # the broker's certificate, whether our clock is known, pinned, by what name, by which authority: the answer
    "right, clock known": ("today", True, True, "127.0.0.1", "ours", ""),
    "right, clock unknown": ("today", False, True, "127.0.0.1", "ours", ""),
    "not yet valid, clock known": ("future", True, True, "127.0.0.1", "ours", "clock behind"),
    "not yet valid, clock unknown": ("future", False, True, "127.0.0.1", "ours", ""),
    "not yet valid, clock unknown, not pinned": ("future", False, False, "127.0.0.1", "ours", "clock behind"),
    "over, clock known": ("past", True, True, "127.0.0.1", "ours", "clock ahead"),
    "over, clock unknown": ("past", False, True, "127.0.0.1", "ours", ""),
    "another name, clock unknown": ("future", False, True, "localhost", "ours", "Hostname mismatch"),
    "another authority, clock unknown": ("future", False, True, "127.0.0.1", "other", "certificate refused"),
}


@pytest.mark.parametrize("case", CASES)
def test_only_the_time_is_passed_over_and_only_for_the_citys_own(
    case: str, brokers: dict[str, Mosquitto], ours: Authority, other: Authority
) -> None:
    """While the clock is not known, and by the pinned authority; never another name or another authority."""
    when, known, pinned, host, who, says = CASES[case]
    trusted = {"ours": ours, "other": other}[who]
    pin = fingerprint(trusted.root) if pinned else ""
    at = Broker(host, brokers[when].port, True, ca=str(trusted.folder / "ca.pem"), pin=pin, untimed=not known)
    said = answer(at)
    assert said.startswith(says) or says in said if says else said == ""


def test_a_pin_is_no_word_for_whatever_the_file_holds(brokers: dict[str, Mosquitto], ours: Authority) -> None:
    """Where the file of the authority holds another one, a public one perhaps, time counts as ever."""
    at = Broker("127.0.0.1", brokers["future"].port, True, ca=str(ours.folder / "ca.pem"), pin="0" * 64, untimed=True)
    assert "clock behind" in answer(at)
    assert answer(replace(at, pin=fingerprint(ours.root).upper())) == ""
