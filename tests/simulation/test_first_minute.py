"""The first minute with the demo: what it says, to programs and to people, is where one can go and who gets in."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kiosk.config.load import load
from kiosk.config.toml_edit import with_options
from kiosk.simulation.demo import where
from tests.setup.programs import ROOT
from tests.simulation.hand import until

PAGES = ("cabinet", "console", "board", "supervisor", "technician", "city")
PIN = "1234"


@dataclass
class Said:
    """By a demo that runs: its one line, and what stands on standard error until now."""

    addresses: dict[str, str]
    people: Path


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Said]:
    folder = tmp_path_factory.mktemp("demo")
    words = [sys.executable, "-m", "kiosk.simulation.demo", "--headless", "--port", "0"]
    with (folder / "people").open("wb") as people, (folder / "programs").open("wb") as programs:
        demo = subprocess.Popen(
            words, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=people
        )
    assert demo.stdout is not None and programs
    first = json.loads(demo.stdout.readline())
    until(lambda: f" {first['city']} " in (folder / "people").read_text(encoding="utf-8"), "the words for people")
    yield Said(first, folder / "people")
    demo.send_signal(signal.SIGINT)
    rest, _ = demo.communicate(timeout=120)
    assert (demo.returncode, rest) == (0, b"")


def test_programs_get_one_line_of_json(said: Said) -> None:
    """All addresses, the contract's four among them; the same stands in addresses.json of the folder."""
    assert {"console", "board", "cabinet", "broker", *PAGES} <= set(said.addresses)
    data = said.people.with_name("data")
    assert json.loads((data / "addresses.json").read_text()) == said.addresses and said.addresses["data"] == str(data)


def test_people_read_where_and_with_which_pin(said: Said) -> None:
    """Every page with its address; the officers and the PIN beside theirs; both languages; few lines."""
    text = said.people.read_text(encoding="utf-8")
    lines = {name: next(line for line in text.splitlines() if f" {said.addresses[name]} " in line) for name in PAGES}
    assert f"cb01 … cb09, PIN {PIN}" in lines["console"] and f"PIN {PIN}" in lines["technician"]
    assert "PIN" not in lines["board"] and "city.db" in lines["city"]
    assert "Máy đang chạy" in text and "The kiosk runs" in text and len(text.splitlines()) <= 9


def test_it_is_as_it_says(said: Said) -> None:
    """Each page opens; first and last officer and the technician sign in with the PIN that was named."""
    with httpx.Client(timeout=60) as client:
        assert [client.get(said.addresses[name]).status_code for name in PAGES] == [200] * len(PAGES)
        base = said.addresses["console"].rstrip("/")
        for officer, counter in (("cb01", 1), ("cb09", 9)):
            body = {"officer": officer, "pin": PIN, "counter": counter}
            assert client.post(f"{base}/api/login", json=body).status_code == 200
        assert client.post(f"{base}/api/technician/login", json={"pin": PIN}).status_code == 200


def test_the_cabinets_page_leads_to_the_others(said: Said) -> None:
    """Officer, board and technician are one click away, and the city is on it."""
    page = httpx.get(said.addresses["cabinet"], timeout=60).text
    assert [path for path in ("/", "/board", "/technician") if f'href="{path}"' not in page] == []
    assert 'id="city"' in page


def test_pins_of_the_settings_are_not_told(tmp_path: Path) -> None:
    """With own PINs in kiosk.toml nobody is sent in with the demo's."""
    demo = (ROOT / "kiosk/simulation/demo.toml").read_text(encoding="utf-8")
    hashed = "scrypt$16384$8$1$0d19f646177d9f8eab2f6abf76443326$" + 64 * "0"
    own = with_options(demo, {"kiosk.pin": hashed, "catalogue.file": ""}).replace(
        'id = "cb', f'pin = "{hashed}"\nid = "cb'
    )
    (tmp_path / "kiosk.toml").write_text(own, encoding="utf-8")
    told = where(dict.fromkeys((*PAGES, "data"), "http://here"), load(tmp_path / "kiosk.toml"))
    assert PIN not in told and told.count("PIN trong kiosk.toml") == 2
