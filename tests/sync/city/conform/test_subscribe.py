"""The two pieces of docs/city/subscribe.md, run as they stand there, with what a real courier sends."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts.soak.link import SOURCE, CityLink, until
from sync.city.conform.command import STRANGERS
from sync.city.conform.scenes import RULES
from tests.docs.papers import commands, spans, tables, text_of
from tests.sync.city.running.parts import PATIENCE, needs_broker

PAPER = "docs/city/subscribe.md"
pytestmark = [pytest.mark.slow, needs_broker]


@pytest.fixture
def link(tmp_path: Path) -> Iterator[CityLink]:
    """A kiosk and a broker; no city listens, and the courier has still to be started."""
    made = CityLink(tmp_path)
    made.city.stop()
    made.courier.stop()
    yield made
    made.close()


def lines(folder: Path, link: CityLink) -> "subprocess.Popen[str]":
    (code,) = re.findall(r"^```python\n(.*?)^```", text_of(PAPER), re.M | re.S)
    (folder / "lines.py").write_text(code, encoding="utf-8")
    words = [sys.executable, "lines.py", "127.0.0.1", str(link.broker.port)]
    return subprocess.Popen(words, cwd=folder, text=True)


def kept(folder: Path) -> list[int]:
    if not (folder / "events.db").exists():
        return []
    with closing(sqlite3.connect(folder / "events.db")) as db:
        where = "source = ? AND stream = 'rating' ORDER BY sequence"
        return [row[0] for row in db.execute(f"SELECT sequence FROM events WHERE {where}", (SOURCE,))]


def test_the_ten_lines_keep_each_event_once_and_the_kiosk_goes_on(tmp_path: Path, link: CityLink) -> None:
    """A backlog in compressed arrays, then live ones; killed in between, nothing is lost or doubled; and the kiosk's
    cursor moves, because they acknowledge."""
    link.rate(130)
    subscriber = lines(tmp_path, link)
    link.courier = link.send()
    until(lambda: link.sender.lanes["rating"].cursor == 130, "the backlog", PATIENCE)
    subscriber.kill()
    subscriber.wait()
    link.rate(3)
    subscriber = lines(tmp_path, link)
    until(lambda: link.sender.lanes["rating"].cursor == 133, "the live ones", PATIENCE)
    subscriber.kill()
    subscriber.wait()
    assert kept(tmp_path) == list(range(1, 134))


@pytest.mark.skipif(
    (shutil.which("jq") is None or shutil.which("mosquitto_sub") is None) and os.environ.get("CI") != "true",
    reason="needs jq and mosquitto_sub (packages jq, mosquitto-clients)",
)
def test_the_line_for_a_terminal_shows_what_is_live(tmp_path: Path, link: CityLink) -> None:
    """One line an event; a backlog, which is compressed, is passed by and ends nothing."""
    (typed,) = (each.text for each in commands(Path(PAPER)) if each.typed)
    line = typed.replace("mosquitto_sub", f"mosquitto_sub -h 127.0.0.1 -p {link.broker.port}").replace(
        "jq", "jq --unbuffered"
    )
    with (tmp_path / "seen").open("w") as seen:
        shown = subprocess.Popen(["bash", "-c", line], stdout=seen, stderr=subprocess.DEVNULL, start_new_session=True)
    link.city = link.receive()
    link.rate(60)
    link.courier = link.send()
    until(lambda: link.sender.lanes["rating"].cursor == 60, "the backlog", PATIENCE)

    def read() -> str:
        link.rate(1)
        return (tmp_path / "seen").read_text()

    until(lambda: f'["{SOURCE}","' in read() and '.rating.given.v2",3]' in read(), "a rating on the terminal", PATIENCE)
    os.killpg(shown.pid, signal.SIGTERM)
    shown.wait()


def test_the_paper_names_every_rule() -> None:
    told = [name for row in tables(PAPER, "rule") for name in spans(row[0])]
    assert sorted(told) == sorted([*(rule.name for rule in RULES), STRANGERS])
