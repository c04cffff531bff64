"""A broker that is the attacker: what it sends is bounded before it is read, and ends its own line at most."""

import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.attacks.hostile import CONNACK, HostileBroker, Send, giant, published_head
from scripts.attacks.programs import courier
from scripts.soak.link import SOURCE, until
from scripts.soak.packets import packet
from sync.connection import Broker, News, Wire
from sync.limits.packets import CITY_BYTES, KIOSK_BYTES, UNWRITTEN, refusal

TOPIC = f"motcua/v1{SOURCE}/ack/rating"


def published(topic: str, payload: bytes, qos: int = 1, number: int = 1) -> bytes:
    """A PUBLISH of MQTT 5 without properties."""
    return packet(0x30 | qos << 1, published_head(topic, qos, number) + payload)


@contextmanager
def attacked(send: Send, reads: bool = True, largest: int = KIOSK_BYTES) -> Iterator[tuple[Wire, HostileBroker]]:
    broker = HostileBroker(send, reads)
    wire = Wire(Broker("127.0.0.1", broker.port), "kiosk", largest=largest)
    wire.dial()
    yield wire, broker
    wire.close()
    broker.close()


def heard(wire: Wire, kind: str, seconds: float = 120.0) -> News | None:
    """The first news of a kind, after turns of the owner's loop; None when it never comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        wire.pump(bool(select.select(wire.readers(), wire.writers(), [], 0.05)[0]))
        while wire.news:
            news = wire.news.popleft()
            if news.kind == "up":
                wire.subscribe([TOPIC])
            if news.kind == kind:
                return news
    return None


@pytest.mark.parametrize("largest", [KIOSK_BYTES, CITY_BYTES])
def test_the_broker_is_told_how_much_a_packet_may_hold(largest: int) -> None:
    """Property 0x27 of CONNECT, Maximum Packet Size."""
    with attacked(lambda line: None, largest=largest) as (wire, broker):
        assert heard(wire, "ready")
        assert b"\x27" + largest.to_bytes(4, "big") in broker.greeted[0]


ENDS = {
    "200 MB": (giant(TOPIC, 200 << 20), "it was told"),
    "one byte more": (giant(TOPIC, KIOSK_BYTES), "it was told"),
    "the most that MQTT has, announced": (lambda line: line.sendall(b"\x32\xff\xff\xff\x7f\x00"), "268435455"),
    "QoS 2": (lambda line: line.sendall(published(TOPIC, b"{}", qos=2)), "QoS 2"),
    "a reason that MQTT does not have": (lambda line: line.sendall(b"\x40\x03\x00\x01\xff"), ""),
    "a property that MQTT does not have": (lambda line: line.sendall(b"\x32\x06\x00\x01t\x00\x01\x01"), ""),
    "an empty SUBACK": (lambda line: line.sendall(b"\x90\x00"), ""),
    "a second CONNACK, cut off": (lambda line: line.sendall(b"\x20\x01\x00"), ""),
    "a length of five bytes": (lambda line: line.sendall(b"\x32\xff\xff\xff\xff\x7f"), ""),
    "what no broker says": (lambda line: line.sendall(b"\x10\x00"), ""),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_is_not_to_be_read_ends_the_line_with_a_word(case: str) -> None:
    """Whatever it is, nothing is raised, and the technician is told why."""
    send, word = ENDS[case]
    with attacked(send) as (wire, _):
        down = heard(wire, "down")
        assert down and down.why and word in down.why


def test_whatever_reading_raises_ends_that_line_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the library that reads is told as the line's end; it goes no further."""

    def faulty(*_: object) -> None:
        raise IndexError("in a decoder")

    with attacked(lambda line: line.sendall(published(TOPIC, b"{}"))) as (wire, _):
        monkeypatch.setattr(wire.client, "_handle_publish", faulty)
        down = heard(wire, "down")
        assert down and down.flag and "in a decoder" in down.why


def test_what_may_be_read_is_read() -> None:
    """A packet of exactly the size that was told."""
    payload = bytes(KIOSK_BYTES - len(published_head(TOPIC, 1, 1)))
    with attacked(lambda line: line.sendall(published(TOPIC, payload))) as (wire, _):
        news = heard(wire, "message")
        assert news and news.message and news.message.payload == payload


def test_who_does_not_read_our_answers_is_not_read_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message wants an answer; they do not fill the memory of whoever cannot send them."""

    def flood(line: socket.socket) -> None:
        many = b"".join(published(TOPIC, b"", number=number) for number in range(1, 5_000))
        while True:
            line.sendall(many)

    def full(_: bytes) -> int:
        raise BlockingIOError

    with attacked(flood, reads=False) as (wire, _):
        assert heard(wire, "ready")
        monkeypatch.setattr(wire.client, "_sock_send", full)  # as the kernel says it, without megabytes of its own
        until(lambda: heard(wire, "never", 0.05) is None and wire.client.is_choked, "a full line", 120)
        assert wire.readers() == [] and wire.writers() != []
        before = len(wire.client._out_packet)
        heard(wire, "never", 0.3)
        assert len(wire.client._out_packet) <= before <= UNWRITTEN + 1_000


def test_a_giant_costs_the_courier_neither_memory_nor_its_life(tmp_path: Path) -> None:
    """200 MB to the program itself: it hangs up, says why, and tries again ever more rarely."""
    broker = HostileBroker(giant(TOPIC, 200 << 20))
    program = courier(tmp_path, broker.port)
    try:
        until(lambda: broker.greeted, "the courier")
        before, _ = program.memory()
        until(lambda: len(broker.greeted) >= 3, "its third attempt")
        assert program.is_up() and program.memory()[1] - before < 16 << 20
        assert program.said().count("it was told 1048576 at most") == 1
    finally:
        program.stop()
        broker.close()


def test_the_head_of_a_packet_decides() -> None:
    """By its length and kind alone; QoS 1 and answers pass."""
    assert refusal(0x32, 100, 100) == refusal(0x40, 2, 100) == refusal(0x62, 2, 100) == ""
    assert "101" in refusal(0x32, 101, 100) and "QoS 2" in refusal(0x3D, 10, 100)
    assert CONNACK[0] >> 4 == 2
