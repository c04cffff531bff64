"""What doctor and page say of the certificate: one finding, with its end, a reason and a remedy."""

from pathlib import Path

import pytest

from kiosk.core.words.enrolment import TABLE
from kiosk.host.told import enrolled
from kiosk.service.findings import NOTHING
from kiosk.service.telling.enrolment import SOON_MS, found

DAY_MS = 86_400_000
NOW = 20_000 * DAY_MS


@pytest.mark.parametrize(
    ("word", "until", "good"),
    [
        ("", NOW + DAY_MS, True),
        ("away", NOW + SOON_MS + 1, True),
        ("away", NOW + SOON_MS, False),
        ("away", 0, False),
        ("often", NOW + SOON_MS + 1, True),
        ("revoked", NOW + SOON_MS + 1, False),
        ("wrong", NOW + SOON_MS + 1, False),
        ("code", 0, False),
    ],
)
def test_what_mends_itself_in_time_is_no_fault(tmp_path: Path, word: str, until: int, good: bool) -> None:
    """Everything else is one, with what to do in both languages; the end of the certificate stands in each."""
    enrolled.tell(tmp_path, word, "HTTP 403", until)
    said = found(enrolled.told(tmp_path), NOW)
    assert said and said.good is good and said.device == "certificate"
    assert said.do == (NOTHING if good else TABLE[word].do)
    day = "20" if until else "no certificate yet"
    assert day in said.said.en and ("có giá trị đến" in said.said.vi) is (until > 0)
    assert not word or (TABLE[word].said.vi in said.said.vi and "HTTP 403" in said.said.en)


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b"1"])
def test_a_word_that_cannot_be_read_says_nothing(tmp_path: Path, text: bytes) -> None:
    """As where nobody is asked for a certificate."""
    assert found(enrolled.told(tmp_path), NOW) is None
    (tmp_path / enrolled.FILE).write_bytes(text)
    assert found(enrolled.told(tmp_path), NOW) is None


def test_a_folder_that_takes_nothing_is_lived_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said on standard error."""
    enrolled.tell(tmp_path / "none", "away", "why", 0)
    assert "enrolment cannot be told" in capsys.readouterr().err
