"""Nothing public is dead: no name without a use in the product, no event that is written and never read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from vulture import Vulture

from kiosk.core.record.codec import KINDS
from kiosk.core.record.former_events import Former
from tests.setup.test_rooms import PACKAGES, ROOT, sources

USED_BY_OTHERS = {
    "the codec finds it by its type": {kind.__name__ for kind in KINDS.values() if issubclass(kind, Former)}
    - {"CheckpointV1", "ClockCorrectedV1", "DayDatedV1"},  # which are asked for by name
    "gpiozero calls or reads it by this name": {
        "_change_state", "_disable_event_detect", "_enable_event_detect", "_get_edges", "_get_function", "_get_pull",
        "_get_revision", "_get_state", "_last_change", "_set_edges", "_set_function", "_set_pull", "_set_state",
        "pin_class", "ticks_diff", "when_changed",
    },
    "paho calls or reads it by this name": {
        "MaximumPacketSize", "ReceiveMaximum", "SessionExpiryInterval", "UserProperty", "_keepalive",
        "_max_inflight_messages", "connect_timeout", "on_connect", "on_disconnect", "on_message", "on_publish",
        "on_subscribe",
    },
    "the kernel reads it in a structure": {"connectors", "count_connectors"},
    "uvicorn calls or reads it": {
        "disconnected", "main_loop", "send_400_response", "timeout_keep_alive", "total_tokens",
    },
    "sqlite3 reads it": {"row_factory"},
    "argparse passes it": {"dest"},
    "a field of an event, for whoever reads the chain": {"offset_ms"},
    "a signed `config` of the city is held against it, once the kiosk reads one": {"refused_from_afar"},
    "the report of a period stands on it, which comes with the city's page": {
        "by_counter", "by_officer", "by_service", "means", "uncounted",
    },
    "tarfile writes it": {"mtime"},
    "sqlite-utils finds it by its decorator": {"m001_events", "m002_records"},
    "the import system calls or reads it": {"dont_write_bytecode", "exec_module"},
}  # fmt: skip
UNWRITTEN: dict[str, str] = {}
UNREAD: dict[str, str] = {}  # event → why nothing reads it


def dead() -> set[str]:
    """Names that are defined in the product and used nowhere in it."""
    finder = Vulture()
    finder.scavenge([str(path) for path in sources(*PACKAGES)])
    return {f"{item.name}" for item in finder.get_unused_code(min_confidence=60)}


def test_every_name_is_used_or_has_its_reason() -> None:
    """Tests do not count as a use, and a reason without a dead name is taken away."""
    reasons = set().union(*USED_BY_OTHERS.values())
    assert {"without a use": dead() - reasons, "used after all": reasons - dead()} == {
        "without a use": set(),
        "used after all": set(),
    }


def mentions(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Each class that is named outside annotations, and whether it is called there, which makes an event."""
    annotated = {id(part) for node in ast.walk(tree) for part in _annotations(node)}
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name and id(node) not in annotated:
            yield name, id(node) in called


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield from ast.walk(node.annotation)
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        yield from ast.walk(node.returns)


@pytest.fixture(scope="module")
def used() -> dict[bool, set[str]]:
    """Names that are made (True) and names that are read (False), outside the room where events are defined."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for path in sources("kiosk", "sync"):
        if path.parent != ROOT / "kiosk/core/record":
            for name, made in mentions(ast.parse(Path(path).read_text("utf-8"))):
                found[made].add(name)
    return found


@pytest.mark.parametrize("event", sorted(kind.__name__ for kind in KINDS.values() if not issubclass(kind, Former)))
def test_every_event_is_written_and_read(event: str, used: dict[bool, set[str]]) -> None:
    """Somebody makes it, and somebody asks for it: folds it, counts it, answers it; or there is a reason."""
    assert (event in used[True]) != (event in UNWRITTEN), UNWRITTEN.get(event, "nobody writes it")
    assert (event in used[False]) != (event in UNREAD), UNREAD.get(event, "nobody reads it")
