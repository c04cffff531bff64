"""By which names the kiosk is asked, and that a name of somebody else's leads nowhere."""

import os
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.console.door.hosts import is_ours, own_names
from tests.console.conftest import Room

MACHINE = os.uname().nodename.lower()


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.50", "192.168.1.50:8080", "localhost", "LocalHost:8080", "localhost.", "127.0.0.1:1", "[::1]:8080",
        f"{MACHINE}:8080", f"{MACHINE.upper()}.local", "MaySo.xa.local", "203.0.113.9:80", "[::ffff:192.168.1.50]",
    ],
)  # fmt: skip
def test_our_names_are_ours(host: str) -> None:
    """The very address of the connection, the loopback, the machine's name, and what console.names adds."""
    assert is_ours(host, "192.168.1.50", own_names(["mayso.xa.local", "203.0.113.9"]))


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "192.168.1.51", "192.168.1.50.evil.example", "localhost.evil.example", "evil.example:8080",
        "192.168.1.50:evil", "[fe80::1]", "user@192.168.1.50", "192.168.1.50/", " ", "0", "3232235826", "0xc0a80132",
    ],
)  # fmt: skip
def test_any_other_is_not(host: str) -> None:
    """Other names, other addresses, and what is no host at all."""
    assert not is_ours(host, "192.168.1.50", own_names([]))


@given(st.text(max_size=80))
def test_no_host_raises_anything(host: str) -> None:
    """It is ours only by a name that we know."""
    known = own_names([])
    if is_ours(host, "192.168.1.50", known):
        assert any(name in host.lower() for name in (*known, "192.168.1.50", "127.", "1"))


def test_an_ipv6_address_is_ours_too() -> None:
    """Written as the browser writes it."""
    assert is_ours("[2001:db8::50]:8080", "2001:db8::50", ())
    assert not is_ours("[2001:db8::51]:8080", "2001:db8::50", ())


@pytest.mark.parametrize("path", ["/", "/board", "/healthz", "/api/state", "/api/stream", "/fonts/OFL.txt", "/nowhere"])
def test_a_page_that_was_led_here_reads_nothing(room: Room, path: str) -> None:
    """421 with a sentence, for whoever is signed in as well."""
    got = room.officer().get(path, headers={"Host": "evil.example:8080"})
    assert got.status_code == 421 and "không có tên" in got.json()["message"]


def test_a_page_that_was_led_here_does_nothing(room: Room) -> None:
    """Its own name in Host and in Origin, so that they agree: the visit is not called."""
    room.ticket()
    led = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert room.officer().post("/api/next", json={}, headers=led).status_code == 421
    assert room.office.state().calls == ()


def test_a_name_from_the_settings_is_answered(room: Room) -> None:
    """console.names: whoever names the kiosk in the office's own DNS."""
    room.stop()
    room.config = replace(room.config, console=replace(room.config.console, names=["mayso.xa.local"]))
    room.start()
    assert httpx.get(f"{room.url}/healthz", headers={"Host": "mayso.xa.local:8080"}, timeout=60).status_code == 200
