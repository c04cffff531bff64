"""Lists of kiosks and the rights that are made from them, without a broker."""

import re
from pathlib import Path

import pytest

from sync.city.__main__ import main
from sync.city.broker.rights import BadList, acl, common_name, sources

LIST = ["# xã Sơn Cẩm Hà", "/H55/92/08/000/k2", "", "H55.92.08.000.k1  # tầng 1", "/H55/92/08/000/k2"]


def test_a_list_names_kiosks_as_topics_or_as_certificates_do() -> None:
    """Sorted, each once; comments and blank lines are passed by."""
    assert sources(LIST) == ["/H55/92/08/000/k1", "/H55/92/08/000/k2"]
    assert common_name("/H55/92/08/000/k1") == "H55.92.08.000.k1"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["/H55/92/08/000/k1", "/H55/+/k1"], "line 2: '/H55/+/k1' is no kiosk"),
        (["k1"], "line 1: 'k1' is no kiosk"),
        (["/H55/92/08/000/k 1"], "line 1: '/H55/92/08/000/k 1' is no kiosk"),
        (["/H55/xã/k1"], "is no kiosk"),
        ([f"/{'a' * 40}/{'b' * 30}"], "longer than the 64 letters"),
        (["/H55/92/k.1", "/H55/92/k/1"], "/H55/92/k/1 and /H55/92/k.1 would both be H55.92.k.1"),
    ],
)
def test_a_line_that_would_open_more_than_one_kiosks_topics_is_refused(lines: list[str], says: str) -> None:
    """By its number: no wildcard, no second line of the file, no two kiosks of one name come into the rights."""
    with pytest.raises(BadList, match=re.escape(says)):
        sources(lines)


@pytest.mark.parametrize("city", ["H55.92.08.000.k1", "two words", "city\nuser x", ""])
def test_a_citys_name_is_no_kiosks_and_one_word(city: str) -> None:
    """Else a kiosk could write the city's words."""
    with pytest.raises(BadList, match="--city"):
        acl(["/H55/92/08/000/k1"], [city])


def test_the_city_writes_its_words_at_each_depth_and_a_kiosk_its_own() -> None:
    """The whole text of two kiosks of different depth."""
    text = acl(["/H55/92/k1", "/H55/k2"], ["city"])
    assert text.split("\n\n")[1].splitlines() == [
        "user city", "topic read motcua/v1/#",
        "topic write motcua/v1/+/+/ack/#", "topic write motcua/v1/+/+/ask/#", "topic write motcua/v1/+/+/back/#",
        "topic write motcua/v1/+/+/config",
        "topic write motcua/v1/+/+/+/ack/#", "topic write motcua/v1/+/+/+/ask/#",
        "topic write motcua/v1/+/+/+/back/#", "topic write motcua/v1/+/+/+/config",
    ]  # fmt: skip
    kiosk = text.split("\n\n")[2]
    assert kiosk.startswith("user H55.92.k1\ntopic write motcua/v1/H55/92/k1/rating\n")
    assert "write motcua/v1/H55/92/k1/ack" not in kiosk and "k2" not in kiosk and "+" not in kiosk


def test_the_file_is_written_when_something_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And printed where no file is named; a list that cannot be used leaves it as it was."""
    list_, to = tmp_path / "list", tmp_path / "acl"
    list_.write_text("\n".join(LIST), encoding="utf-8")
    assert [main(["rights", str(list_), "--to", str(to)]) for _ in range(2)] == [0, 0]
    told = capsys.readouterr().out.splitlines()
    assert "2 kiosks; let the broker read it" in told[0] and told[1] == f"{to}: as it was, 2 kiosks"
    assert main(["rights", str(list_)]) == 0 and capsys.readouterr().out == to.read_text()
    before = to.read_text()
    for wrong in (b"/H55/#\n", b"\xff"):
        list_.write_bytes(wrong)
        assert main(["rights", str(list_), "--to", str(to)]) == 2 and to.read_text() == before
    assert main(["rights", str(tmp_path / "none")]) == 2 and "none" in capsys.readouterr().err


def test_a_keepers_door_that_is_shut_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cut", "/H55/92/08/000/k1", "--broker", "mqtt://127.0.0.1:1"]) == 2
    assert main(["cut", "everybody"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("kiosk-city cut: --broker 127.0.0.1:1: ") and "no kiosk" in told[1]
