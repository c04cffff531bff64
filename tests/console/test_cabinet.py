"""The far end of the wires, as the console passes calls on to it; only where the hardware is simulated."""

import socket
import threading
from dataclasses import replace
from pathlib import Path

from kiosk.config.options import Hardware
from tests.console.conftest import Room


def cabinet_once(path: Path, answer: bytes) -> tuple[threading.Thread, list[bytes]]:
    """The far end: takes one connection, keeps what it was sent, answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen(1)
    heard: list[bytes] = []

    def serve() -> None:
        peer, _ = listening.accept()
        with peer, listening:
            peer.settimeout(60)
            heard.append(peer.recv(65536))
            while b"\r\n\r\n" in heard[0] and heard[0].endswith(b"\r\n\r\n") and b"content-length: 0" not in heard[0]:
                heard[0] += peer.recv(65536)
            peer.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread, heard


def test_the_cabinets_calls_are_passed_on(room: Room, tmp_path: Path) -> None:
    """Method, path, query and body go up as they came; status, kind and bytes come back."""
    answer = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ms": 120}'
    thread, heard = cabinet_once(tmp_path / "dev" / "cabinet.sock", answer)
    got = room.client().post("/cabinet/press/very%20%C3%A1?x=1", json={"ms": 120})
    thread.join(60)
    assert (got.status_code, got.json()) == (201, {"ms": 120})
    assert got.headers["content-type"] == "application/json"
    assert heard[0].startswith(b"POST /cabinet/press/very%20%C3%A1?x=1 HTTP/1.1")
    assert heard[0].endswith(b'{"ms":120}')


def test_a_cabinet_that_is_not_there_is_told_so(room: Room) -> None:
    """502 with a sentence, and the console goes on."""
    got = room.client().get("/cabinet/screen")
    assert (got.status_code, got.json()["refusal"]) == (502, "cabinet-away")
    assert room.client().get("/cabinet/../../pyproject.toml").status_code in (404, 502)


def test_real_hardware_has_no_cabinet(room: Room) -> None:
    """Without simulation the address does not exist."""
    room.stop()
    room.config = replace(room.config, hardware=Hardware(kind="real"))
    room.start()
    for path in ("/cabinet", "/cabinet/screen"):
        assert room.client().get(path).status_code == 404
