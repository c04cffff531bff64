"""`kiosk doctor`: data folder, broker and the file itself are well, or it is said what is wrong and what to do."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.config.load import load
from kiosk.doctor.checks.system import broker_reached, data_folder
from kiosk.service.findings import Finding
from kiosk.simulation.broker import command
from kiosk.simulation.folder import choose_port
from tests.doctor.box import TEXT, Box


def test_a_data_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """And one that is has room."""
    assert not data_folder(tmp_path / "none").good
    found = data_folder(tmp_path)
    assert found.facts["free"] > 0


def test_free_room_is_told_in_whole_mb(tmp_path: Path) -> None:
    """The finding goes into the log bundle: to the byte, two of them would show what one press had written."""
    assert data_folder(tmp_path).facts["free"] % (1 << 20) == 0


def test_a_result_that_cannot_be_kept_is_said_and_does_no_harm(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """The data folder is gone."""
    box.change("/data", "/gone")
    assert main(["doctor", "--config", str(box.file), "--wait", "0.5"]) == 1
    assert "could not be kept" in capsys.readouterr().err


def test_a_bad_file_is_refused_as_check_refuses_it(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """By option and line, exit code 2."""
    box.change("pin = 5", "pin = 99")
    assert main(["doctor", "--config", str(box.file)]) == 2
    assert "buttons[0].pin" in capsys.readouterr().err


# --- the broker ---


def broker(box: Box, url: str, more: str = "") -> Finding:
    box.file.write_text(TEXT.format(box.folder) + f'[broker]\nurl = "{url}"\n{more}', encoding="utf-8")
    return broker_reached(load(box.file))


@pytest.mark.parametrize(("line", "own", "good"), [("up", True, True), ("down", True, False), ("up", False, False)])
def test_by_certificate_the_couriers_line_is_the_proof(box: Box, line: str, own: bool, good: bool) -> None:
    """A second one under the certificate's name would end it. Where there is none, or any name will do, it is tried."""
    more = 'certificate = "/own.pem"\nkey = "/own.key"\n' if own else ""
    broker(box, "mqtt://127.0.0.1:1", more)
    found = broker_reached(load(box.file), {"line": line, "at": "127.0.0.1:1"})
    assert found.good is good and "127.0.0.1" in found.said.en


@pytest.fixture
def port() -> int:
    return choose_port()


def test_a_broker_that_is_there_lets_us_in(box: Box, port: int) -> None:
    """A real one; before it listens it is not reached."""
    assert not broker(box, f"mqtt://127.0.0.1:{port}").good
    with subprocess.Popen(command(box.folder / "broker", port), stderr=subprocess.DEVNULL) as running:
        try:
            while socket.socket().connect_ex(("127.0.0.1", port)):
                assert running.poll() is None
            found = broker(box, f"mqtt://127.0.0.1:{port}")
        finally:
            running.terminate()
    assert found.good, found


def test_a_broker_that_is_none_and_a_name_that_nobody_knows_are_said(box: Box, port: int) -> None:
    """With what to check; TLS on a port that speaks none too."""
    answers = 'import socket,sys; s=socket.create_server(("127.0.0.1", int(sys.argv[1]))); print(flush=True)\n' \
              "while True: c=s.accept()[0]; c.recv(99); c.close()"  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", answers, str(port)], stdout=subprocess.PIPE) as web:
        assert web.stdout is not None
        web.stdout.readline()
        found = [broker(box, f"{scheme}://127.0.0.1:{port}") for scheme in ("mqtt", "mqtts")]
        web.terminate()
    found.append(broker(box, "mqtt://nobody.invalid:1883"))
    assert not any(f.good for f in found) and all("check" in f.do.en for f in found)


def test_of_several_addresses_one_that_takes_us_is_enough_also_by_an_older_mqtt(box: Box, port: int) -> None:
    """Nothing is at the first; the second one hangs up on MQTT 5 and takes 3.1.1."""
    ear = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(2):
            line, _ = ear.accept()
            with line:
                greeting = line.recv(1_000)
                if greeting[8] == 4:
                    line.sendall(b"\x20\x02\x00\x00")
                    line.recv(100)

    threading.Thread(target=serve, daemon=True).start()
    older = ear.getsockname()[1]
    found = broker(box, f"mqtt://127.0.0.1:{port}", f'others = ["mqtt://127.0.0.1:{older}"]\n')
    ear.close()
    assert found.good and str(port) in found.said.en and f"{older}: connected" in found.said.en


def test_a_file_of_the_way_that_is_of_no_use_is_named_before_anybody_is_called(box: Box) -> None:
    """By its option, in both languages; where there is no TLS nobody asks for it."""
    files = f'ca = "{box.file}"\ncertificate = "{box.file}"\nkey = "/nowhere/own.key"\n'
    found = broker(box, "mqtts://127.0.0.1:1", files)
    assert not found.good and "mend that file" in found.do.en
    assert "broker.ca: " in found.said.en and "no certificate in PEM" in found.said.en
    assert "broker.key: " in found.said.vi and "không có tệp /nowhere/own.key" in found.said.vi
    assert "Connection refused" in broker(box, "mqtt://127.0.0.1:1", files).said.en
