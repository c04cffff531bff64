"""The officers' verbs: one table, and everybody who knows a verb knows the same ones."""

import json
import re
from pathlib import Path

import pytest

from kiosk.core.decisions.verbs import VERBS
from kiosk.simulation.day_script import ARGUMENTS

API = json.loads(Path("kiosk/console/openapi.json").read_text(encoding="utf-8"))["paths"]
PAGE = Path("display/console/console.js").read_text(encoding="utf-8")
MARKUP = Path("display/console/index.html").read_text(encoding="utf-8")
SIGNING = {"login", "logout"}


def test_the_described_calls_are_the_verbs() -> None:
    """openapi.json has a call for each, besides signing in and out, and no other that an officer may post."""
    calls = {path.removeprefix("/api/") for path, methods in API.items() if "post" in methods}
    assert {call for call in calls if "/" not in call} - SIGNING == set(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_a_call_needs_what_its_verb_needs(name: str) -> None:
    """The one word of its body, or none."""
    body = API[f"/api/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == list(body["properties"]) == [VERBS[name].needs] * bool(VERBS[name].needs)


def test_the_officers_page_asks_for_each_of_them_and_for_nothing_else() -> None:
    """Its buttons, its questions and its wishes, with what each needs."""
    buttons = set(re.findall(r'data-(?:do|ask)="([a-z-]+)"', MARKUP))
    wishes = {name: needs for name, needs in re.findall(r"wish\('([a-z-]+)'(?:, \{ (\w+):)?", PAGE) if name in VERBS}
    assert buttons | set(wishes) == set(VERBS)
    assert {name: VERBS[name].needs for name in wishes} == wishes
    asked = set(re.findall(r"^    '?([a-z-]+)'?: '", PAGE.split("const ASKED = {")[1].split("};")[0], re.M))
    needing = {name for name, verb in VERBS.items() if verb.needs and name != "resume"}  # a held number has a button
    assert asked == set(re.findall(r'data-ask="([a-z-]+)"', MARKUP)) >= needing


@pytest.mark.parametrize("name", VERBS)
def test_a_day_can_say_each_of_them(name: str) -> None:
    """The counter, and what the verb needs."""
    assert ARGUMENTS[name] == (1 + bool(VERBS[name].needs),) * 2
