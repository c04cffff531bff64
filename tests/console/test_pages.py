"""What the console serves: its own description, pages in a real browser, headers, the stream."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from starlette.routing import Route

from kiosk.config.paths import OFFICERS_SALT as FILE
from kiosk.console.app import KERNEL_HOLDS, listen, make_app
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.host.command_line import AGAIN
from kiosk.host.salt_file import salt_at
from kiosk.journal.opening import migrate
from kiosk.simulation.folder import choose_port
from tests.console.browser import Browser
from tests.console.conftest import Room

DESCRIBED: dict[str, Any] = json.loads(Path("kiosk/console/openapi.json").read_text("utf-8"))
LEAKS = re.compile(r"rating|rated|outcome|level|declined|timed-out|finished_at|đánh giá|hài lòng", re.I)


def fits(schema: str, value: object) -> None:
    """Raises jsonschema.ValidationError."""
    root = {"$ref": f"#/components/schemas/{schema}", "components": DESCRIBED["components"]}
    jsonschema.Draft202012Validator(root).validate(value)


def events(client: httpx.Client) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a stream says, but for its signs of life."""
    with client.stream("GET", "/api/stream") as answer:
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
            if line.startswith("data: ") and name != "here":
                yield name, json.loads(line[6:])


def test_the_description_names_every_route(room: Room) -> None:
    """No address of ours is missing from openapi.json and none stands there that does not exist."""
    routes = [r for r in make_app(room.config, room.office, None).routes if isinstance(r, Route)]
    ours = {r.path for r in routes if not r.path.startswith("/cabinet")}
    assert ours == set(DESCRIBED["paths"])
    for route in routes:
        if route.path in ours:
            assert {m.lower() for m in (route.methods or set()) - {"HEAD"}} == set(DESCRIBED["paths"][route.path])


def test_every_answer_is_as_described(room: Room) -> None:
    """Answers, refusals, state, board and health against the schemas; and none of them speaks of ratings."""
    for service in "AABC":
        room.ticket(service, priority=service == "B")
    officer, said = room.officer(), []
    wishes: list[tuple[str, dict[str, str]]] = [  # all in one moment: what ends without having begun is unconfirmed
        ("call", {"ticket": "A001"}), ("recall", {}), ("start", {}), ("hold", {}), ("resume", {"ticket": "A001"}),
        ("transfer", {"service": "D"}), ("call", {"ticket": "C001"}), ("no-show", {}), ("walk-in", {"service": "E"}),
        ("finish", {}), ("next", {}), ("next", {}), ("absent", {"ticket": "B001"}), ("next", {}), ("next", {}),
        ("came", {"ticket": "A002"}),
    ]  # fmt: skip
    for path, body in wishes:
        answer = officer.post(f"/api/{path}", json=body)
        fits("Answer", answer.json())
        said.append(answer.text)
        fits("State", officer.get("/api/state").json())
    refused = officer.post("/api/recall", json={})
    fits("Refusal", refused.json())
    fits("Health", officer.get("/healthz").json())
    _, board = next(e for e in events(officer) if e[0] == "board")
    fits("Board", board)
    said += [officer.get("/api/state").text, json.dumps(board)]
    fits("SignedOut", officer.post("/api/logout").json())
    assert not [text for text in said if LEAKS.search(text)]


def test_the_stream_brings_what_changed(room: Room) -> None:
    """Board to everybody, state to the officer, both at once when a number is taken by another program."""
    officer, stranger = room.officer(), room.client()
    seen = events(officer)
    first = dict(next(seen) for _ in range(2))
    assert set(first) == {"state", "board"} and first["state"]["waiting"][0]["waiting"] == 0
    public = events(stranger)
    assert {next(public)[0] for _ in range(2)} == {"signed-out", "board"}
    room.ticket("A")
    assert dict(next(seen) for _ in range(2))["state"]["waiting"][0]["tickets"] == ["A001"]
    assert next(public)[1]["waiting"][0]["waiting"] == 1


def test_the_stream_keeps_quiet_about_what_officers_may_not_see(room: Room) -> None:
    """Something was written that changes no view: nothing is sent; the next thing heard is the next call."""
    seen = events(room.client())
    next(seen), next(seen)
    room.office.journal.transact(lambda s, now: [Fact(DeviceChanged("key", "missing"))])
    health = room.client().get("/healthz").json()
    assert health["ok"]
    room.ticket("B")
    name, board = next(seen)
    assert name == "board" and board["waiting"][1]["waiting"] == 1


def test_a_client_that_does_not_read_holds_up_nobody(room: Room) -> None:
    """One stream is opened and never read; another sees every change all the same."""
    host, port = room.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as deaf:
        deaf.sendall(b"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        seen = events(room.client())
        next(seen), next(seen)
        for n in range(30):
            room.ticket("A")
            while next(seen)[1].get("waiting", [{}])[0].get("waiting") != n + 1:
                continue


def test_headers_keep_the_pages_to_themselves(room: Room) -> None:
    """Own scripts only, no sniffing, no framing by others; state is never cached."""
    client = room.officer()
    for path in ("/", "/board", "/p", "/api/state", "/fonts/BeVietnamPro-Bold.ttf", "/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/api/state").headers["cache-control"] == "no-store"
    assert "server" not in client.get("/").headers


def test_a_line_sends_at_once_and_holds_little() -> None:
    """Nagle's algorithm is off on every line that is taken, or the second half of each answer waits 40 ms; and the
    kernel keeps no megabytes for whoever does not read."""
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            held = [taken.getsockopt(socket.SOL_SOCKET, each) for each in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
            assert held == [2 * KERNEL_HOLDS] * 2


@pytest.mark.parametrize("page", ["console", "board", "phone"])
def test_pages_hold_no_inline_code_and_nothing_from_elsewhere(page: str) -> None:
    """The policy forbids it, so it would not run; every address is our own."""
    text = "".join(f.read_text("utf-8") for f in sorted(Path(f"display/{page}").iterdir()))
    assert not re.search(r"<script>|\son\w+=\"|style=\"|https?://|\?\.|\?\?", text)
    assert not re.search(r"rating|đánh giá|hài lòng", text.replace("Nothing here knows of ratings.", ""), re.I)


def overflowing(browser: Browser, selector: str) -> list[str]:
    """Things whose words do not fit inside them, or that leave the screen."""
    script = f"""[...document.querySelectorAll({json.dumps(selector)})].filter(n => n.offsetParent &&
        (n.scrollWidth > n.clientWidth + 1 || n.getBoundingClientRect().bottom > innerHeight + 1))
        .map(n => n.textContent)"""
    found: list[str] = browser.js(script)
    return found


def test_an_officer_works_with_one_key(room: Room, browser: Browser) -> None:
    """Signs in, presses Enter, holds it down, presses it twice: one call each time, and the page says what is on."""
    browser.go(room.url)
    browser.until("document.querySelectorAll('#login-counters button').length === 9")
    browser.js("document.getElementById('officer').value = 'cb01'")
    browser.js("document.getElementById('pin').value = '1234'")
    browser.js("document.querySelector('#login-counters button').click()")
    browser.js("document.querySelector('#login-form button.main').click()")
    browser.until("!document.getElementById('desk').hidden")
    assert browser.text("#main b") == "Chưa có ai chờ"
    for _ in range(3):
        room.ticket("A")
    browser.until("!document.getElementById('main').disabled")
    browser.press("Enter", repeat=True)
    browser.until("document.getElementById('number').textContent === 'A001'")
    browser.press("Enter")  # at once again: a slip of the finger
    browser.until("!document.getElementById('main').disabled")
    browser.press("F2")
    browser.until("document.getElementById('number').textContent === 'A002'")
    assert [c.ticket for c in room.office.state().calls] == ["A002", "A001"]
    assert overflowing(browser, "#desk button, #waiting span, #number, #status") == []


def test_lost_and_found_again(room: Room, browser: Browser) -> None:
    """The console goes away: the page says so; it comes back on the same port: the page goes on by itself."""
    browser.go(f"{room.url}/board")
    browser.until("document.getElementById('office').textContent")
    port = int(room.url.rpartition(":")[2])
    room.stop()
    browser.until("!document.getElementById('offline').hidden")
    room.ticket("A")
    room.start(port)
    browser.until("document.getElementById('offline').hidden")
    browser.until("document.querySelector('#waiting b').textContent === '1 người chờ'")


def test_board_and_officers_say_what_is_open(room: Room, browser: Browser) -> None:
    """At midday from when on numbers are given and work begins, once nobody is at a counter; in the words of the kiosk,
    and with time alone: nothing was written."""
    room.ticket()
    officer = room.officer()
    officer.post("/api/next", json={})
    browser.go(f"{room.url}/board")
    browser.until("document.querySelector('#calls b').textContent === 'A001'")
    officer.post("/api/finish", json={})
    room.clock.pass_seconds(4 * 3600)
    said = "Nghỉ trưa. Lấy số từ 12:45, làm việc từ 13:00. Số đã lấy vẫn giữ."
    browser.until(f"document.getElementById('said').textContent === {json.dumps(said)}")
    assert overflowing(browser, "#said, #counters li, #office") == []
    seen = events(room.client())
    board = next(value for name, value in seen if name == "board")
    assert (board["closed"], board["opening"]) == (True, said)


# --- the program ---

PROGRAM = """
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{data}"
runtime = "{data}/run"
[console]
host = "127.0.0.1"
port = {port}
[[services]]
letter = "A"
name = "Chứng thực"
[[counters]]
number = 1
"""


def test_the_program_stops_cleanly_with_streams_open(tmp_path: Path) -> None:
    """`kiosk console` on SIGTERM ends its open streams and answers 0; on a taken port it says so, for another start."""
    with socket.create_server(("127.0.0.1", port := choose_port())):
        (tmp_path / "kiosk.toml").write_text(PROGRAM.format(data=tmp_path, port=port), "utf-8")
        migrate(tmp_path / "journal.db")
        salt_at(tmp_path / FILE)  # that it is new would be told, once
        command = [sys.executable, "-m", "kiosk", "console", "--config", str(tmp_path / "kiosk.toml")]
        refused = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (refused.returncode, refused.stderr.count("\n")) == (AGAIN, 1)
    assert f"127.0.0.1:{port}" in refused.stderr
    url, patient = f"http://127.0.0.1:{port}", httpx.HTTPTransport(retries=8)
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as console,
        httpx.Client(base_url=url, transport=patient, timeout=120) as client,
    ):
        seen = events(client)
        assert next(seen)[0] == "signed-out"
        console.terminate()
        assert console.communicate(timeout=120)[1] == ""
    assert console.returncode == 0


def test_a_page_knows_nothing_of_the_pages_before_it(room: Room, chromium: Browser) -> None:
    """One browser serves all tests: what a page kept, its cookies and its tabs are gone with `forget`."""
    kept = "[document.cookie, localStorage.kept, sessionStorage.kept].map(value => value || '')"
    for before in (True, False):
        chromium.open_as_new()
        chromium.go(room.url)
        chromium.until("document.querySelector('#login-counters button')")
        if before:
            chromium.js("document.cookie = 'kept=1', localStorage.kept = sessionStorage.kept = '1'")
        assert chromium.js(kept) == (["kept=1", "1", "1"] if before else ["", "", ""])
        chromium.open_tab()
        chromium.forget()
        pages = chromium.call("Target.getTargets")["targetInfos"]
        assert [page["url"] for page in pages if page["type"] == "page"] == ["about:blank"]
