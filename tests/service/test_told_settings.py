"""The settings in the log bundle: what the tables know, and of that nothing secret, whatever the file has become."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kiosk.config.options import SECRET
from kiosk.service.told_settings import host_of, told_settings
from tests.config.test_load import DEMO, ROOT
from tests.config.test_secrets import FULL, MARKER, MISPLACED, TOKENS, pieces, public


def told(folder: Path, text: str) -> str:
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    return told_settings(folder / "kiosk.toml")


@pytest.mark.parametrize("case", MISPLACED)
def test_a_file_in_which_a_secret_stands_anywhere_is_told_without_it(tmp_path: Path, case: str) -> None:
    """Misspelt, in another table, as a table: what is not known is counted, not shown."""
    assert pieces(told(tmp_path, MISPLACED[case])) == []


@settings(max_examples=100, deadline=None)
@example(FULL.index("0208 3860"), len('0208 3860 000"\n\n[kiosk]\npin = "'), [])
@example(FULL.index("0208 3860") - 4, len(' = "0208 3860 000"\n\n[kiosk]\npin'), [])
@given(st.integers(0, len(FULL)), st.integers(0, 40), st.lists(st.sampled_from(TOKENS), max_size=3))
def test_whatever_is_cut_out_or_put_in(
    tmp_path_factory: pytest.TempPathFactory, at: int, drop: int, put: list[str]
) -> None:
    """A file that nobody can read says where, and nothing of what stands there. What a cut made the value of an option
    that is no secret (`wifi = "` and the password behind it) nobody can tell from one."""
    text = FULL[:at] + "".join(put) + FULL[at + drop :]
    assume(not any(map(pieces, public(text))))
    assert pieces(told(tmp_path_factory.mktemp("t"), text)) == []


def test_what_is_known_and_not_secret_is_there(tmp_path: Path) -> None:
    """Every option of the sample and the demo that is not private has its value; a secret that is set shows that it
    is; the comments are gone."""
    for text in (DEMO, (ROOT / "docs/kiosk.toml").read_text(encoding="utf-8")):
        said = told(tmp_path, text)
        there, shown = tomllib.loads(text), tomllib.loads(said)
        assert "#" not in said and set(shown) == set(there) and shown["printer"] == there["printer"]
        assert [row["letter"] for row in shown["services"]] == [row["letter"] for row in there["services"]]
    shown = tomllib.loads(told(tmp_path, f'secrets = "s.toml"\n{FULL}'))
    set_ = {f"{t}.{o}" for t in shown for o in dict(shown[t][0] if isinstance(shown[t], list) else {}) or shown[t]}
    assert set(SECRET) <= set_ and shown["broker"]["password"] == "…" == shown["secrets"]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """So that nobody takes the file for whole; an old name is a known one."""
    odd = DEMO.replace("[printer]\n", '[printer]\nway = "d"\nsize = {a = 1}\n', 1)
    said = told(tmp_path, f"{odd}\n[x]\ny = 1\nz = [2]\n")
    assert said.startswith("# 3 options") and tomllib.loads(said)["printer"]["print_mode"] == "raster"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("mqtts://u:p@h:8883/x?password=p#p", "mqtts://h:8883"),
        ("mqtt://u:p@h", "mqtt://h"),
        ("mqtt:u:p@h", "…"),
        ("mqtt://[u:p@h", "…"),
        ("", ""),
        (5, "…"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(url: object, host: str) -> None:
    """The host and its port: neither user, password, path nor query."""
    assert host_of(url) == host


def test_a_file_of_a_thousand_tables_in_each_other_is_told(tmp_path: Path) -> None:
    """However deep: what is not known is counted."""
    assert told(tmp_path, f"{DEMO}\n[{'.'.join('a' * 5000)}]\nb = 1\n").startswith("# 1 options")


def test_the_marker_is_there_to_be_found(tmp_path: Path) -> None:
    """The file that these tests break does hold it, in every secret place."""
    assert FULL.count(MARKER) == len(SECRET) + 3
