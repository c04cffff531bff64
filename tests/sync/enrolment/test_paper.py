"""docs/city/trust.md: its commands run, one behind the other; its table is the tests' own; its files are there."""

import shlex
from pathlib import Path

from kiosk.core.words.enrolment import TABLE
from sync.city.__main__ import main
from sync.city.authority import certificates, rules
from sync.city.authority.command import LEFT
from tests.docs.papers import commands, spans, tables, text_of
from tests.sync.enrolment.test_refusals import CASES

PAPER = Path("docs/city/trust.md")
FOLDER = "/var/lib/kiosk-ca"


def test_the_commands_of_the_paper_run_in_their_order(tmp_path: Path) -> None:
    """From an empty folder; afterwards each file that the paper names is in it."""
    typed = [command.text for command in commands(PAPER) if command.typed]
    for line in typed:
        assert main(shlex.split(line.replace(FOLDER, str(tmp_path)))[1:]) == 0, line
    assert {line.split()[2] for line in typed} == {"make", "server", "code", "list", "revoke", "crl"}
    named = {spans(row[0])[0] for row in tables(PAPER, "in the folder")}
    assert named <= {file.name for file in tmp_path.iterdir()} and len(named) > 5


def test_the_table_of_refusals_is_the_one_that_is_tested() -> None:
    """Each case, with the kiosk's word; each word has its reason and its remedy."""
    rows = tables(PAPER, "what happens")
    assert {row[0]: spans(row[1]) for row in rows} == {case: [word] for case, (_, word, _) in CASES.items()}
    assert all(spans(row[1])[0] in TABLE for row in rows)
    said = {row[0]: spans(row[2])[0] if spans(row[2]) else "" for row in rows}
    assert all(told.startswith(said[case]) or said[case].startswith(told) for case, (_, _, told) in CASES.items())


def test_the_figures_of_the_paper_are_the_codes() -> None:
    """Days of a certificate, of a code, of the list, and after the end."""
    text, day = text_of(PAPER), rules.DAY_S
    assert f"holds for {certificates.LIFE.days} days" in text and 7 * day == rules.CODE_S and "for seven days" in text
    assert f"{rules.GRACE_S // day} days after the end" in text and certificates.CRL_LIFE.days == 7
    assert LEFT.days == 4 and "less than four days" in text and rules.CODE_LETTERS == 8 and "eight letters" in text
    assert "port 8443" in text
