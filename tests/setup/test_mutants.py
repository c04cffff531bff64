"""The command that changes the core: its changes are those that were meant; the noticed are told from the others."""

from pathlib import Path

import pytest

from scripts.mutation.main import main
from scripts.mutation.mutants import mutants

CHANGES = {
    "a < b": {"a <= b"},
    "a == b and c": {"(a != b) and c", "(a == b or c)"},
    "not a": {"a"},
    "a + 1": {"(a - 1)", "a + 2"},
    "f'{a}-' + b": set(),
    "a = True": {"a = False"},
    "a = 'home'": {"a = 'homex'"},
    "a = 'two words'": set(),
    "a = 'số'": set(),
    "a if b else c": {"(c if b else a)"},
    "replace(s, x=a, y=b)": {"(replace(s, y=b))", "(replace(s, x=a))"},
    "a = Literal['b', 'c']": set(),
    "a is None": {"a is not None"},
    "(b, a[:3])": {"(b, a[:4])"},
}


@pytest.mark.parametrize("line", CHANGES)
def test_a_line_has_these_changes_and_no_others(line: str) -> None:
    """Each differs in one place and is still Python."""
    found = {mutant.source.strip() for mutant in mutants(line)}
    plain = {text.replace("(", "").replace(")", "") for text in found}
    assert plain == {text.replace("(", "").replace(")", "") for text in CHANGES[line]}
    for text in found:
        compile(text, "changed", "exec")


def test_what_no_behaviour_hangs_on_is_left_alone() -> None:
    """Docstrings, annotations, decorators of classes, `__all__`."""
    text = '"doc"\n__all__ = ["a"]\n@dataclass(frozen=True)\nclass A:\n    "doc"\n    x: Literal["b"]\n'
    assert list(mutants(text)) == []


def test_the_noticed_are_told_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A bound that a test touches is noticed, one that none does is named with its line."""
    (tmp_path / "shop.py").write_text("def dear(x):\n    return x > 9\n\ndef cheap(x):\n    return x < 5\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    (tmp_path / "test_shop.py").write_text(
        "import shop\ndef test_shop():\n    assert shop.dear(10) and not shop.dear(9) and shop.cheap(1)\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert main(["shop.py", "--tests", "test_shop.py", "--least", "90"]) == 1
    said = capfd.readouterr().out
    assert "shop.py:5: x < 5  ->  x <= 5" in said and "shop.py:2" not in said
    assert "2 of 4 changes were noticed: 50.0 %" in said
