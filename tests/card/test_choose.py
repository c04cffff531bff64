"""U-Boot's rule of choosing, run as it is on the card: its text is read by a shell with setenv and setexpr put in."""

import subprocess
from pathlib import Path

import pytest

CHOOSE = Path(__file__).parents[2] / "scripts/card/choose.cmd"
WORDS = """
setenv() { if [ $# -gt 1 ]; then eval "$1=\\$2"; else eval "$1="; fi; }
setexpr() { eval "$1=$(($2 $3 $4))"; }
"""


def choose(order: str, left_a: str, left_b: str) -> tuple[str, str, str, str]:
    """Slot, its partition, and the tries left of A and B afterwards."""
    given = f"BOOT_ORDER='{order}'; BOOT_A_LEFT={left_a}; BOOT_B_LEFT={left_b}\n"
    script = WORDS + given + CHOOSE.read_text() + 'echo "$chosen,$part,$BOOT_A_LEFT,$BOOT_B_LEFT"\n'
    said = subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout
    slot, part, a, b = said.strip().split(",")
    return slot, part, a, b


@pytest.mark.parametrize(
    ("order", "a", "b", "expected"),
    [
        ("A B", "3", "3", ("A", "2", "2", "3")),
        ("B A", "3", "3", ("B", "3", "3", "2")),
        ("A B", "0", "2", ("B", "3", "0", "1")),
        ("A", "3", "3", ("A", "2", "2", "3")),
    ],
)
def test_first_with_tries_left(order: str, a: str, b: str, expected: tuple[str, str, str, str]) -> None:
    """The first slot of the order that has tries left is taken, and one try of it is spent."""
    assert choose(order, a, b) == expected


@pytest.mark.parametrize(("order", "first"), [("A B", "A"), ("B A", "B")])
def test_both_at_zero_are_armed_again(order: str, first: str) -> None:
    """With no tries left anywhere both slots get theirs back, and the first of the order starts."""
    slot, _, a, b = choose(order, "0", "0")
    assert slot == first and sorted((a, b)) == ["2", "3"]


def test_lost_counters() -> None:
    """Unreadable counters mean A first, all tries."""
    assert choose("", "", "") == ("A", "2", "2", "3")


def test_no_run_of_early_power_cuts_ends_at_nothing() -> None:
    """However often the power goes before a slot is called good, the next start chooses a slot."""
    a, b = "3", "0"
    for _ in range(20):
        slot, part, a, b = choose("A B", a, b)
        assert (slot, part) in {("A", "2"), ("B", "3")}
