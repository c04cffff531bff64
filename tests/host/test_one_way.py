"""Files are written in one way (kiosk/host/files.py), whole and synced with the folder; read off the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("kiosk", "sync")
LEFT_OUT = "kiosk/simulation"  # a laptop's cabinet: nobody's turn hangs on its files
WRITES = {"write_text", "write_bytes", "posix_fallocate", "copyfile", "copy", "copy2", "move", "mkstemp", "truncate"}
RENAMES = {"rename", "renames", "hardlink_to", "link", "symlink_to"}
MAY = {
    "kiosk/host/files.py": "the one way",
    "kiosk/host/disk/reserve.py": "a room without content: it is made whole or taken away",
    "kiosk/recovery/repairs.py": "a copy that is only tried, in a temporary folder",
    "kiosk/service/identity.py": "a copy that is only tried, in a temporary folder",
    "kiosk/service/identity_files.py": "a tar in memory",
    "kiosk/host/command_line.py": "/dev/null",
    "kiosk/console/colleagues/notes.py": "a file that another has taken the name of, overwritten with nothing",
    "kiosk/journal/loss/preparing.py": "a log that is only tried, in a folder beside it, which goes at once",
    "kiosk/journal/reading.py": "a value is copied, no file",
    "sync/city/dialects/given.py": "COPY, a statement of PostgreSQL",
    "sync/city/store.py": "heads of chains are moved, in the database",
}


def writes(tree: ast.Module) -> Iterator[str]:
    """Calls that open a file to write, or give one a name."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = _name(call.func)
        words = [
            word.value for word in [*call.args, *(k.value for k in call.keywords)] if isinstance(word, ast.Constant)
        ]
        opens = name == "open" and any(
            isinstance(word, str) and set(word) <= set("wxabt+") and set(word) & set("wxa+") for word in words
        )
        flagged = name == "open" and any(
            "O_WRONLY" in ast.unparse(arg) or "O_CREAT" in ast.unparse(arg) for arg in call.args
        )
        if opens or flagged or name in WRITES | RENAMES or _is_path_replace(call, name):
            yield f"{name}, line {call.lineno}"


def _is_path_replace(call: ast.Call, name: str) -> bool:
    """`os.replace(a, b)` or `path.replace(b)`; a text's has two arguments, a dataclass's has names."""
    plain = name == "replace" and not call.keywords
    return plain and (ast.unparse(call.func) == "os.replace" or len(call.args) == 1)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def test_nobody_else_writes_files() -> None:
    """A new place goes the one way, or stands above with its reason."""
    found = {}
    for path in (path for house in HOUSES for path in (ROOT / house).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(LEFT_OUT) and (said := list(writes(ast.parse(path.read_text(encoding="utf-8"))))):
            found[name] = said
    assert {name: said for name, said in found.items() if name not in MAY} == {}
    assert set(MAY) <= set(found), "a reason that nothing needs any more"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("open(path, 'w')", True),
        ("path.open('ab')", True),
        ("open(path)", False),
        ("path.open('rb')", False),
        ("os.open(path, os.O_WRONLY | os.O_CREAT)", True),
        ("os.open(path, os.O_RDONLY)", False),
        ("path.write_text('x')", True),
        ("os.replace(a, b)", True),
        ("draft.replace(path)", True),
        ("text.replace('a', 'b')", False),
        ("replace(dialog, screen='home')", False),
        ("shutil.move(a, b)", True),
    ],
)
def test_the_reading_sees_what_writes(line: str, found: bool) -> None:
    """Or the test above would pass over it."""
    assert bool(list(writes(ast.parse(line)))) is found
