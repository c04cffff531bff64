"""`./scripts/attack connections` and `http`, short: what they judge but for the time that it takes."""

import random
from pathlib import Path

import pytest

from kiosk.simulation.dev_stack import DevStack
from scripts.attacks import connections, http_fuzz
from scripts.attacks.http_inputs import cookie, request

pytestmark = pytest.mark.slow


def test_officers_work_beside_a_crowd_and_beside_guessers(tmp_path: Path) -> None:
    """No call, stream or sign-in fails, nothing is started again, and the log says nothing of it."""
    connections.prepare(tmp_path)
    with DevStack(tmp_path, without=connections.WITHOUT) as stack:
        figures = connections.attacked(stack, 2.0, 300, 40)
    assert figures["holding"]["failed"] == [] and figures["holding"]["calls"]["number"] > 0
    assert figures["holding"]["strangers"]["opened"] >= 300
    assert figures["wrong_pins"]["officers_refused"] == []
    assert figures["programs"]["started_again"] == [] and figures["programs"]["tracebacks"] == 0


def test_nothing_is_reached_by_what_nobody_would_send(tmp_path: Path) -> None:
    """No error of ours, no line in the log, no cookie that opens, and an officer works afterwards."""
    with DevStack(tmp_path, without=http_fuzz.WITHOUT) as stack:
        figures = http_fuzz.attacked(stack, 250, random.Random(7))
    assert figures["good"], figures


def test_the_inputs_are_of_every_kind() -> None:
    """The same for the same seed; whole requests and broken ones, long and short, and cookies that differ."""
    inputs = [request(random.Random(seed)) for seed in range(300)]
    assert inputs == [request(random.Random(seed)) for seed in range(300)]
    assert len({*inputs}) > 290 and min(map(len, inputs)) < 40 and max(map(len, inputs)) > 20_000
    assert any(sent.startswith(b"POST /api/") and b'{"' in sent for sent in inputs)
    assert len({cookie(random.Random(seed), ["aaa.bbb.ccc", "ddd.eee.fff"]) for seed in range(300)}) > 100
