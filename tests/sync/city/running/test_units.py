"""`--units` and `--standby` however they are written, and workers whose parts overlap."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts.soak.link import SOURCE, until
from sync.city.__main__ import main
from sync.city.access.units import Units, is_covered, units_of, waited_for
from sync.city.store import Store
from sync.packing import pack
from tests.sync.chains import ratings
from tests.sync.city.running.parts import PATIENCE, Broker, City, Ear, needs_broker
from tests.sync.city.running.test_workers import urls

TOPIC = f"motcua/v1{SOURCE}/rating"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", ()),
        ("H55/92", ("H55/92",)),
        ("/H55/92/", ("H55/92",)),
        ("H56, H55/92,", ("H55/92", "H56")),
        ("H55/92,H55/92/", ("H55/92",)),
        ("H55/92,H55", ("H55",)),
        ("H55//92", ("H55/92",)),
        ("H5,H55", ("H5", "H55")),
    ],
)
def test_the_same_units_have_one_meaning_however_they_are_written(text: str, units: Units) -> None:
    """Order, slashes, blanks, twice, one within another."""
    assert units_of(text) == units == units_of(",".join(units))


@pytest.mark.parametrize("option", ["--units", "--standby"])
@pytest.mark.parametrize("text", ["H55/#", "+/92", "$share/g/H55", "H55 H56", ",", "/"])
def test_what_is_no_unit_is_refused_at_once_by_its_option(
    option: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anybody is called: a broker would hang up on it, again and again."""
    words = ["--broker", "mqtt://127.0.0.1:9", "--db", "postgresql://127.0.0.1:9/x", option, text]
    assert main(words) == 2 and f"{option} " in capsys.readouterr().err


def test_a_part_that_lies_within_our_own_is_not_waited_for() -> None:
    """And one that is named twice once; what overlaps is told."""
    found = list(waited_for(("H55",), ["H55", "H55/92", "H56", "H56/", "H54,H55/92"]))
    assert [units for units, oddity in found if not is_covered(("H55",), units)] == [("H56",), ("H54", "H55/92")]
    assert [bool(oddity) for _, oddity in found] == [True, True, False, True]
    assert is_covered((), ("H56",)) and not is_covered(("H56",), ())


@pytest.mark.slow
@needs_broker
def test_two_that_write_the_same_units_in_another_way_have_one_place(
    tmp_path: Path, broker: Broker, postgresql: str
) -> None:
    """The second one waits, as with the same words."""
    first = City(tmp_path, broker.url, postgresql, "--units", "H55/92,H56", name="first")
    first.says("listening")
    second = City(tmp_path, broker.url, postgresql, "--units", "H56/,H55/92,H55/92/08", name="second")
    second.says("is served already: this kiosk-city waits")
    assert "listening" not in second.said() and "taken over" not in first.said()
    for city in (first, second):
        city.stop()


@pytest.mark.slow
@needs_broker
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_workers_whose_parts_overlap_store_everything_once(
    request: pytest.FixtureRequest, tmp_path: Path, broker: Broker, engine: str
) -> None:
    """Both receive what both name; none waits for the other for ever, and none is thrown out."""
    db = urls(request, tmp_path, engine)
    cities = [City(tmp_path, broker.url, db, "--units", part, name=part.replace("/", "")) for part in ("H55", "H55/92")]
    for city in cities:
        city.says("listening")
    ear = Ear(broker.port, f"motcua/v1{SOURCE}/ack/#")
    for event in ratings(60):
        ear.says(TOPIC, pack([event]))
    with closing(Store.open(db)) as store:
        until(lambda: _stored(store) == 60, "all of them", PATIENCE)
        assert store.sql("SELECT count(*), count(DISTINCT sequence) FROM events").fetchone() == (60, 60)
        assert store.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0
    ear.close()
    for city in cities:
        assert city.said().count("listening") == 1 and "city database" not in city.said()
        city.stop()


def _stored(store: Store) -> int:
    return int(store.sql("SELECT count(*) FROM ratings").fetchone()[0])
