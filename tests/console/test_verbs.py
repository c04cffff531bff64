"""The officers' verbs: one table, and everybody who knows a verb knows the same ones."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kiosk.console.request_body import MAX_KEY
from kiosk.core.decisions.verbs import VERBS
from kiosk.simulation.day_script import ARGUMENTS

DESCRIBED = json.loads(Path("kiosk/console/openapi.json").read_text(encoding="utf-8"))
API, SCHEMAS = DESCRIBED["paths"], DESCRIBED["components"]["schemas"]
PAGE = Path("display/console/console.js").read_text(encoding="utf-8")
MARKUP = Path("display/console/index.html").read_text(encoding="utf-8")
SIGNING = {"login", "logout"}


def test_the_described_calls_are_the_verbs() -> None:
    """openapi.json has a call for each, besides signing in and out, and no other that an officer may post."""
    calls = {path.removeprefix("/api/") for path, methods in API.items() if "post" in methods}
    assert {call for call in calls if "/" not in call} - SIGNING == set(VERBS)


def asked(name: str) -> dict[str, Any]:
    """What the body of a call is described as."""
    body: dict[str, Any] = API[f"/api/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return body


@pytest.mark.parametrize("name", VERBS)
def test_a_call_needs_what_its_verb_needs(name: str) -> None:
    """The one word of its body, or none; and it may have what its verb may have, and a key."""
    verb, body = VERBS[name], asked(name)
    assert body["required"] == [verb.needs] * bool(verb.needs)
    assert list(body["properties"]) == [*body["required"], *["reason"] * bool(verb.reasons), "key"]
    assert tuple(body["properties"].get("reason", {}).get("enum", ())) == verb.reasons


def test_every_wish_may_have_a_key() -> None:
    """Signing out too; as long as the console takes it."""
    assert {*asked("logout")["properties"]} == {"key"} and "key" not in asked("login")["properties"]
    assert SCHEMAS["Key"]["maxLength"] == MAX_KEY and SCHEMAS["Key"]["minLength"] == 1


def test_the_officers_page_asks_for_each_of_them_and_for_nothing_else() -> None:
    """Its buttons, its questions and its wishes, with what each needs."""
    buttons = set(re.findall(r'data-(?:do|ask)="([a-z-]+)"', MARKUP))
    wishes = {name: needs for name, needs in re.findall(r"wish\('([a-z-]+)'(?:, \{ (\w+):)?", PAGE) if name in VERBS}
    assert buttons | set(wishes) == set(VERBS)
    assert {name: VERBS[name].needs for name in wishes} == wishes
    asked = set(re.findall(r"^    '?([a-z-]+)'?: '", PAGE.split("const ASKED = {")[1].split("};")[0], re.M))
    known = {"resume", "came", "absent"}  # of numbers that the page shows
    needing = {name for name, verb in VERBS.items() if verb.needs and name not in known}
    assert asked == set(re.findall(r'data-ask="([a-z-]+)"', MARKUP)) >= needing


@pytest.mark.parametrize("name", VERBS)
def test_a_day_can_say_each_of_them(name: str) -> None:
    """The counter, and what the verb needs."""
    assert ARGUMENTS[name] == (1 + bool(VERBS[name].needs),) * 2
