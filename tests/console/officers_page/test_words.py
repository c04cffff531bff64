"""What officers read: one wording for one thing, and none of a shop or of the police. And that old browsers read the
scripts at all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FORBIDDEN = {  # in what people read → what stands there
    "khách": "công dân",
    "tạm giữ": "chờ bổ sung",
    "bàn gọi số": "trang gọi số",
    "quầy đang rảnh": "quầy đang trống",
    "quầy chưa gọi ai": "quầy chưa gọi số nào",
    "bỏ số": "bỏ qua số",
    "phụ nữ có thai": "phụ nữ mang thai",
    "hoàn tất": "hoàn thành",
}
READ = [
    *Path("display").rglob("*.js"),
    *Path("display").rglob("*.html"),
    *Path("display").rglob("*.py"),
    *Path("kiosk").rglob("*.py"),
    Path("docs/officer.md"),
]
SCRIPTS = sorted(Path("display").glob("*/*.js"))
NEWER = {  # what a browser of 2018 may not know, that the parser would take
    "object spread": "({...a})",
    "object rest": "const {a, ...b} = c;",
    "optional chaining": "a?.b",
    "nullish": "a ?? b",
    "catch without a name": "try {} catch {}",
    "for await": "async () => { for await (const a of b) {} }",
    "a field of a class": "class A { b = 1 }",
}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_page_paper_or_refusal_says_a_wrong_word(word: str) -> None:
    """In any letters' case."""
    wrong = re.compile(rf"\b{word}\b", re.IGNORECASE)
    found = [f"{path}: {line.strip()}" for path in READ for line in _lines(path) if wrong.search(line)]
    assert found == [], f"rather: {FORBIDDEN[word]}"


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


LATER = re.compile(  # functions and members that came after Chromium 72
    r"\b(?:replaceChildren|replaceAll|matchAll|requestSubmit|submitter|fromEntries|allSettled|structuredClone|"
    r"randomUUID|inert|checkVisibility|queueMicrotask|toSorted|findLast)\b|\.at\(-|Promise\.any|AbortSignal\.timeout"
)


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.parent.name != "cabinet"], ids=str)
def test_a_browser_of_2018_has_every_function_that_is_called(path: Path) -> None:
    """The simulated cabinet is a technician's own, on a machine of today."""
    assert LATER.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_browser_of_2018_reads_every_script(path: Path) -> None:
    """ES2017 and nothing newer."""
    assert newer_than_2017(path.read_text("utf-8")) == ""


@pytest.mark.parametrize("what", NEWER)
def test_what_is_newer_is_found(what: str) -> None:
    """Each of what one writes today without thinking."""
    assert newer_than_2017(NEWER[what]) != ""


def newer_than_2017(text: str) -> str:
    """What is wrong with a script, "" for nothing."""
    import esprima  # a second, for which only its two tests wait

    try:
        nodes = list(_nodes(esprima.parseModule(text).toDict()))
    except esprima.Error as error:
        return str(error)
    inner = {"ObjectExpression": "SpreadElement", "ObjectPattern": "RestElement"}
    parts = [(node["type"], part["type"]) for node in nodes for part in node.get("properties") or ()]
    return ", ".join(f"{part} in {whole}" for whole, part in parts if inner.get(whole) == part)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "type" in tree:
            yield tree
        for each in tree.values():
            yield from _nodes(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from _nodes(each)
