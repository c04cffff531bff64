"""The officers' verbs: one table, and everybody who knows a verb knows the same ones."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kiosk.console.request_body import MAX_KEY
from kiosk.core.decisions.verbs import VERBS
from kiosk.core.decisions.wishes.words import Choice, Number, Word, YesNo, read, service, spoken, ticket
from kiosk.simulation.day_script import ARGUMENTS
from scripts import describe_calls

DESCRIBED = json.loads(Path("kiosk/console/openapi.json").read_text(encoding="utf-8"))
API, SCHEMAS = DESCRIBED["paths"], DESCRIBED["components"]["schemas"]
PAGE = "".join(one.read_text("utf-8") for one in sorted(Path("display/console").glob("*.js")))
MARKUP = Path("display/console/index.html").read_text(encoding="utf-8")
SIGNING = {"login", "logout", "hand-over"}
PHONES = {"ticket"}
OF_ALL = ["counter", "hand", "key"]
PHONES = {"ticket"}  # of whoever has the slip


def test_the_described_calls_are_made_from_the_verbs() -> None:
    """openapi.json has a call for each, besides signing in and out and a phone's question, and no other that may be
    posted there: it is what `python -m scripts.describe_calls --write` writes."""
    assert describe_calls.FILE.read_text(encoding="utf-8") == describe_calls.text()
    calls = {path.removeprefix("/api/") for path, methods in API.items() if "post" in methods}
    assert {call for call in calls if "/" not in call} - SIGNING - PHONES == set(VERBS)


def asked(name: str) -> dict[str, Any]:
    """What the body of a call is described as."""
    body: dict[str, Any] = API[f"/api/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return body


@pytest.mark.parametrize("name", VERBS)
def test_a_call_is_described_by_the_words_that_it_reads(name: str) -> None:
    """What is needed first; each word's example is read, what is nothing of it is refused, and what is left out is
    what the description says."""
    words, body = VERBS[name].words, asked(name)
    assert body["required"] == [word.name for word in words if word.needed]
    assert list(body["properties"]) == [*[word.name for word in words], *OF_ALL]
    said = read(words, {name: example(body["properties"][name]) for name in body["required"]})
    assert all(said[word.name] == body["properties"][word.name]["default"] for word in words if not word.needed)
    for word in words:
        with pytest.raises(ValueError, match=word.name):
            word.read(None)


def example(schema: dict[str, Any]) -> Any:
    """Something that the schema takes."""
    texts = {"^[A-Z]$": "B", "^[A-Z][0-9]{3,}$": "A001"}
    return {"string": texts.get(schema.get("pattern", "")), "boolean": True, "integer": 1}[schema["type"]]


def test_every_wish_may_have_a_key_and_what_its_page_shows() -> None:
    """Signing out too; as long as the console takes it."""
    assert [*asked("logout")["properties"]] == OF_ALL and "key" not in asked("login")["properties"]
    assert SCHEMAS["Key"]["maxLength"] == MAX_KEY and SCHEMAS["Key"]["minLength"] == 1


def test_the_officers_page_asks_for_each_of_them_and_for_nothing_else() -> None:
    """Its buttons and its wishes, each with what it needs where that stands beside it."""
    buttons = set(re.findall(r'data-(?:do|said)="([a-z-]+)"', MARKUP))
    wishes = re.findall(r"(?:wish\(|, )'([a-z-]+)'(?:\)|, (?:\{ ?(\w*)|\w))", PAGE)
    wished = {name for name, _ in wishes}
    assert (buttons - SIGNING) | (wished & set(VERBS)) == set(VERBS)
    assert set(re.findall(r"wish\('([a-z-]+)'", PAGE)) <= {*VERBS, *SIGNING}
    needed = {(name, needs) for name, needs in wishes if name in VERBS and VERBS[name].needs and needs}
    assert needed == {(name, VERBS[name].needs) for name, _ in needed}


@pytest.mark.parametrize("name", VERBS)
def test_a_day_can_say_each_of_them(name: str) -> None:
    """The counter, what the verb needs, and what it may be told."""
    words = VERBS[name].words
    assert ARGUMENTS[name] == (1 + sum(word.needed for word in words), 1 + len(words))


SAID = [  # words, a script's arguments, the body that they make; None: it cannot be said
    ((ticket(),), ["A001"], {"ticket": "A001"}),
    ((service(), YesNo("priority", False)), ["B"], {"service": "B"}),
    ((service(), YesNo("priority", False)), ["B", "priority"], {"service": "B", "priority": True}),
    ((ticket(), YesNo("priority")), ["A001", "no"], {"ticket": "A001", "priority": False}),
    ((ticket(), YesNo("priority")), ["A001"], None),
    ((ticket(), YesNo("priority")), ["A001", "maybe"], None),
    ((Choice("result", "done", among=("done", "other")), Number("dossiers", 1)), ["dossiers=3"], {"dossiers": 3}),
    ((Choice("result", "done", among=("done", "other")), Number("dossiers", 1)), ["other", "2"],
     {"result": "other", "dossiers": 2}),
    ((Choice("result", "done", among=("done",)), Number("dossiers", 1)), ["done", "many"], None),
    ((Number("dossiers", 1),), ["100"], None),
    ((Number("dossiers", 1),), ["sum=1"], None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said", "body"), SAID)
def test_a_script_says_words_in_their_order_or_by_name(
    words: tuple[Word, ...], said: list[str], body: dict[str, Any] | None
) -> None:
    """`name=value` for one that may be left out."""
    if body is None:
        with pytest.raises(ValueError, match=r"\w"):
            spoken(words, said)
    else:
        assert spoken(words, said) == body
