"""The options of kiosk.toml become the core's rules, in the core's units."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.config.load import load
from kiosk.config.rules import rules_of
from tests.config.test_load import ROOT

SAMPLE = load(ROOT / "docs/kiosk.toml")


@pytest.mark.parametrize(
    ("table", "option", "value", "rule", "becomes"),
    [
        ("queue", "priority_every", 3, "priority_every", 3),
        ("queue", "priority_cap_minutes", 7, "priority_cap", 420_000),
        ("queue", "ordinary_cap_minutes", 50, "ordinary_cap", 3_000_000),
        ("queue", "return_minutes", 12, "back", 720_000),
        ("queue", "unanswered_minutes", 4, "rest", 240_000),
        ("queue", "unanswered_times", 2, "tries", 2),
        ("queue", "later_minutes", 30, "later", 1_800_000),
        ("queue", "again_seconds", 3, "again", 3_000),
        ("queue", "capacity", "refuse", "capacity", "refuse"),
        ("ratings", "bind_minutes", 2, "bind", 120_000),
        ("ratings", "repeat_seconds", 9, "repeat", 9_000),
        ("ratings", "scan_seconds", 11, "scan", 11_000),
        ("ratings", "ask_seconds", 13, "ask", 13_000),
        ("ratings", "which_seconds", 17, "which", 17_000),
        ("kiosk", "home_seconds", 19, "home", 19_000),
        ("kiosk", "training", True, "training", True),
    ],
)
def test_an_option_becomes_its_rule(table: str, option: str, value: Any, rule: str, becomes: Any) -> None:
    """Minutes and seconds are milliseconds there; nothing else changes with it."""
    changed = replace(SAMPLE, **{table: replace(getattr(SAMPLE, table), **{option: value})})
    assert rules_of(changed) == replace(rules_of(SAMPLE), **{rule: becomes})


def test_a_counter_without_services_serves_all() -> None:
    """Those of the office, in its order; one that names some serves these."""
    assert rules_of(SAMPLE).counters == {1: ("A", "B"), 2: ("A", "B")}
