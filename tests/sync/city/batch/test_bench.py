"""`./scripts/bench ingest` holds its ways against each other: the same tables, whichever way they were filled."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from scripts.benchmarks import ingest

ENGINES, WAYS = ("sqlite", "postgresql"), ("bare", "sets", "rows")
HAS_POSTGRESQL = any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


@pytest.mark.slow
@pytest.mark.skipif(not HAS_POSTGRESQL and os.environ.get("CI") != "true", reason="PostgreSQL is not installed here")
def test_both_of_our_ways_end_with_the_same_tables_on_both_engines() -> None:
    """In arrays and one a message, some twice and all shuffled; each way has a figure beside it."""
    found: dict[str, Any] = ingest.measure(quick=True)
    ends = [found[engine]["disturbed"][kind]["equal"] for engine in ENGINES for kind in ingest.SIZES]
    rates = [found[engine][kind][f"{way}_a_second"] for engine in ENGINES for kind in ingest.SIZES for way in WAYS]
    assert ends == [True] * 4 and min(rates) > 0
