"""The technician's page over real HTTP: the PIN, the waits, the live screen, the self-tests, the log."""

import io
import json
import socket
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from drivers.clock import START as REAL_TIME
from kiosk.config.paths import runtime_of
from kiosk.config.pin_hash import hash_pin
from kiosk.console.sessions import new_nonce
from kiosk.console.technician import COOKIE, POWER_OFF, SESSION_S, sessions_of
from kiosk.core.decisions.crashes import Start
from kiosk.devices.screen_socket import ScreenSocket
from kiosk.host.clock_files import ASKED, keep_time, taken
from kiosk.host.told import enrolled, way
from kiosk.service.findings import Bilingual, Finding, as_data, keep
from kiosk.service.start_log import FILE, read, write
from tests.console.conftest import START, Room
from tests.console.test_pages import fits

PIN = {"pin": "1234"}
INSIDE = ("state", "screen.png", "bundle.tar.gz")


def technician(room: Room) -> httpx.Client:
    client = room.client()
    assert client.post("/api/technician/login", json=PIN).status_code == 200
    return client


def test_nothing_is_seen_without_the_pin(room: Room) -> None:
    """Neither a stranger nor an officer with a cookie of their own gets in, and a technician's opens no desk."""
    for client in (room.client(), room.officer()):
        assert {client.get(f"/api/technician/{name}").json()["refusal"] for name in INSIDE} == {"no-technician"}
        assert client.post("/api/technician/bundle", json={}).json()["refusal"] == "no-technician"
    cookie = room.officer().cookies["quay"]
    forged = room.client().get("/api/technician/state", headers={"Cookie": f"{COOKIE}={cookie}"})
    assert forged.json()["refusal"] == "no-technician"
    inside = technician(room).cookies[COOKIE]
    as_officer = room.client().get("/api/state", headers={"Cookie": f"quay={inside}"})
    assert as_officer.json()["refusal"] == "not-logged-in"


def test_wrong_pins_at_the_technician_s_door_keep_no_officer_out(room: Room) -> None:
    """Each door counts its own, though they come from one address."""
    client = room.client()
    for _ in range(6):
        refused = client.post("/api/technician/login", json={"pin": "0000"})
    assert refused.json()["refusal"] == "locked-out"
    assert client.post("/api/login", json={"officer": "cb01", "pin": "1234", "counter": 1}).status_code == 200


def test_the_cookie_is_for_this_site_and_no_script(room: Room) -> None:
    """HttpOnly, SameSite=Strict, an hour; signing out takes it away with the same words."""
    client = room.client()
    cookie = client.post("/api/technician/login", json=PIN).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "max-age=3600", "path=/"} <= set(cookie.split("; "))
    ended = client.post("/api/technician/logout", json={}).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "max-age=0"} <= set(ended.split("; "))


def test_wrong_pins_cost_time(room: Room) -> None:
    """After five wrong ones even the right one must wait, and the answer says how long."""
    client = room.client()
    for _ in range(5):
        assert client.post("/api/technician/login", json={"pin": "0000"}).json()["refusal"] == "wrong-pin"
    refused = client.post("/api/technician/login", json=PIN)
    assert refused.status_code == 409 and refused.json()["refusal"] == "locked-out" and refused.json()["seconds"] > 20


def test_the_settings_pin_is_the_only_one(room: Room) -> None:
    """With kiosk.pin the demo's does not open; without either there is no way in."""
    told = room.config
    room.stop()
    room.config = replace(told, kiosk=replace(told.kiosk, pin=hash_pin("975310")))
    room.start()
    assert room.client().post("/api/technician/login", json=PIN).json()["refusal"] == "wrong-pin"
    assert room.client().post("/api/technician/login", json={"pin": "975310"}).status_code == 200
    room.stop()
    room.config = replace(told, console=replace(told.console, demo=False))
    room.start()
    assert room.client().post("/api/technician/login", json=PIN).json()["refusal"] == "no-technician-pin"


def test_a_cookie_ends(room: Room) -> None:
    """By signing out, every copy of it, also when the console is started again; and after an hour."""
    client = technician(room)
    cookie = client.cookies[COOKIE]
    client.post("/api/technician/logout", json={})
    for _ in range(2):
        again = room.client().get("/api/technician/state", headers={"Cookie": f"{COOKIE}={cookie}"})
        assert again.json()["refusal"] == "no-technician"
        room.stop()
        room.start()
    now = [0.0]
    ours = sessions_of(b"k", "b1", lambda: now[0])
    cookie = ours.sign({}, new_nonce())
    assert ours.verify(cookie)
    now[0] = SESSION_S
    assert ours.verify(cookie) is None


def test_self_tests_starts_and_devices_are_shown(room: Room) -> None:
    """The newest self-test first, with its date; a spoilt line is passed by; tickets-only is said, and ended."""
    folder, runtime = Path(room.config.kiosk.data), Path(room.config.kiosk.runtime)
    for wall, good in ((0, True), (86_400_000, False)):
        keep(folder, as_data([Finding("printer", good, Bilingual("máy in", "printer"))], "k1", wall, "test"))
    with (folder / "doctor.jsonl").open("a") as spoilt:
        spoilt.write('{"at": "19\n')
    write(runtime / FILE, [Start("b1", 5000, True)])
    client = technician(room)
    seen = client.get("/api/technician/state").json()
    fits("Repair", seen)
    assert [run["at"][:10] for run in seen["tests"]] == ["1970-01-02", "1970-01-01"]
    assert seen["tickets_only"] and "tickets only" in seen["starts"][0]
    assert client.post("/api/technician/forgive", json={}).json() == {"forgiven": True}
    assert read(runtime / FILE)[0].end == "forgiven" and not client.get("/api/technician/state").json()["tickets_only"]


@contextmanager
def screen(room: Room, shown: dict[str, str]) -> Iterator[None]:
    """The app's own end of the wire, one answer after the other until it is closed."""
    served = ScreenSocket(Path(room.config.kiosk.runtime), lambda: shown, lambda: (2, 1, b"\0" * 6))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                asker = served.accept()
            except BlockingIOError:
                ended.wait(0.005)
                continue
            asker.setblocking(True)
            served.answer(asker)

    thread = threading.Thread(target=serve)
    thread.start()
    yield
    ended.set()
    thread.join()
    served.close()


def test_the_screen_is_live_and_hides_who_rates(room: Room) -> None:
    """The picture as it is now; none while somebody answers; a clear word while the app is away."""
    client, shown = technician(room), {"screen": "home"}
    away = client.get("/api/technician/screen.png")
    assert (away.status_code, away.json()["refusal"]) == (502, "app-away")
    with screen(room, shown):
        assert client.get("/api/technician/screen.png").content.startswith(b"\x89PNG")
        for name in ("rate", "thanks", "which-counter"):
            shown["screen"] = name
            refused = client.get("/api/technician/screen.png")
            assert (refused.status_code, refused.json()["refusal"]) == (409, "somebody-rates")
    dead = Path(room.config.kiosk.runtime) / "screen.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(dead))  # a killed app leaves its socket behind
    assert client.get("/api/technician/screen.png").status_code == 502


def test_the_log_comes_as_a_file_or_says_that_there_is_no_stick(room: Room) -> None:
    """One tar, which says of which kiosk and no chain's head; without a stick one Vietnamese sentence."""
    client, wires = technician(room), Path(room.config.hardware.wires)
    wires.mkdir(exist_ok=True)
    (wires / "clock").write_text(json.dumps({**REAL_TIME, "frozen_wall_ms": START.wall}))
    got = client.get("/api/technician/bundle.tar.gz")
    assert "kiosk-H55-92-08-000-k1-20261123-0730.tar.gz" in got.headers["content-disposition"]
    with tarfile.open(fileobj=io.BytesIO(got.content)) as tar:
        about = json.loads(tar.extractfile("about.json").read())  # type: ignore[union-attr]
    assert about["source"] == "/H55/92/08/000/k1" and "heads" not in about
    refused = client.post("/api/technician/bundle", json={})
    assert refused.status_code == 409 and "Chưa thấy USB" in refused.json()["message"]


def test_the_machine_is_switched_off_by_whoever_is_sure_and_inside(room: Room) -> None:
    """One file in the programs' folder asks systemd for it; a stranger, a single press and the demo write none."""
    asked, sure = room.bell.runtime / POWER_OFF, {"sure": True}
    inside = technician(room)
    assert room.client().post("/api/technician/poweroff", json=sure).json()["refusal"] == "no-technician"
    assert inside.post("/api/technician/poweroff", json={}).status_code == 400
    assert inside.post("/api/technician/poweroff", json=sure).json()["refusal"] == "simulated"
    assert not asked.exists()
    object.__setattr__(room.config.hardware, "kind", "real")
    answer = inside.post("/api/technician/poweroff", json=sure)
    assert answer.status_code == 200 and "rút điện" in answer.json()["message"] and asked.exists()
    unit = (Path(__file__).resolve().parents[2] / "systemd/kiosk-poweroff.path").read_text()
    assert f"PathExists=/run/kiosk/{asked.name}\n" in unit


def test_a_technician_tells_the_time_from_the_page(room: Room) -> None:
    """Only with the PIN, only a time that can be, never one before what has passed; then the unit finds it."""
    keep_time(Path(room.config.kiosk.data), START.wall)
    asked, later = room.bell.runtime / ASKED, {"time": "2035-11-29T08:00"}
    assert room.client().post("/api/technician/clock", json=later).json()["refusal"] == "no-technician"
    inside = technician(room)
    for wrong in ("", "8 giờ", "2001-01-01 08:00", "2035-13-01 08:00"):
        assert inside.post("/api/technician/clock", json={"time": wrong}).status_code == 400, wrong
    assert inside.post("/api/technician/clock", json=later).json()["refusal"] == "simulated"
    assert not asked.exists()
    object.__setattr__(room.config.hardware, "kind", "real")
    assert inside.post("/api/technician/clock", json=later).status_code == 200
    assert taken(room.bell.runtime) == "2035-11-29T08:00:00.000+07:00"
    unit = (Path(__file__).resolve().parents[2] / "systemd/kiosk-clock.path").read_text()
    assert f"PathExists=/run/kiosk/{asked.name}\n" in unit
    assert inside.get("/api/technician/state").json()["clock"] == "synchronised"


def test_a_certificate_that_is_refused_stands_among_what_wants_a_look(room: Room) -> None:
    """With its remedy in Vietnamese; one that is well does not."""
    client, runtime = technician(room), runtime_of(room.config)
    for word, seen in (("", False), ("revoked", True)):
        enrolled.tell(runtime, word, "HTTP 403", 0)
        shown = client.get("/api/technician/state").json()["attention"]
        told = [each for each in shown if each["device"] == "certificate"]
        assert bool(told) is seen and all("xin thành phố mã mới" in str(each) for each in told)


def test_when_the_city_last_had_everything_stands_on_the_page_and_in_healthz(room: Room) -> None:
    """In whole tens of minutes, and nothing before the courier has told it."""
    client, runtime = technician(room), runtime_of(room.config)
    assert room.client().get("/healthz").json()["city"] == {"line": "", "stored_min": None}
    mono = room.office.journal.now().mono
    way.tell(runtime, {"line": "up", "since": mono, "at": "h:1883", "why": "", "stored": mono - 25 * 60_000})
    assert room.client().get("/healthz").json()["city"] == {"line": "up", "stored_min": 20}
    assert "20" in str(client.get("/api/technician/state").json()["city"])
