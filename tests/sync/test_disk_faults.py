"""The courier on a disk that takes nothing, a row that cannot be read, and without its key: it sends what it can."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.record.events import Checkpoint
from kiosk.host.troubles import told
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.schema import KEY
from kiosk.journal.signing import INTERVAL_S, NoKey, own_key, usable_key
from scripts.soak.link import until
from sync.journal_entries import Diary, was_signed
from sync.retries import RETRY_S, Retries
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.signed import SIGNER
from tests.journal.test_journal import rate
from tests.sync.test_way import Way, pytestmark, quick, way  # noqa: F401 - a broker, a city, a courier

GONE = NoKey("missing", "checkpoint.key: gone")


def test_a_courier_that_cannot_write_sends_and_says_so(way: Way) -> None:  # noqa: F811
    """Read-only: ratings arrive, the trouble is told here and in the city, and the cursor is written afterwards."""
    way.rate(1)
    way.arrives(1)
    way.journal._conn.execute("PRAGMA query_only = ON")
    way.rate(3)
    way.arrives(4)
    until(lambda: "sync" in told(way.bell.runtime), "its word on this machine")
    until(lambda: "readonly" in _health(way).get("trouble", {}).get("sync", ""), "its word in the city")
    way.journal._conn.execute("PRAGMA query_only = OFF")
    until(lambda: way.journal.cursor("rating") == 4, "the cursor, once it can be written")
    until(lambda: not told(way.bell.runtime) and "trouble" not in _health(way), "the end of it")


def _health(way: Way) -> dict[str, dict[str, str]]:  # noqa: F811
    store = way.opened()
    (state,) = store.sql("SELECT state FROM kiosks").fetchone()
    store.close()
    found: dict[str, dict[str, str]] = (json.loads(state) if isinstance(state, str) else state or {}).get("health", {})
    return found


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, Ticking()) as opened:
        yield opened


def test_what_could_not_be_written_is_still_due(journal: Journal) -> None:
    """The outage and the hour's checkpoint come once the disk takes them: neither is forgotten by its own failing."""
    rate(journal)
    diary = Diary(journal, SIGNER, 0.0)
    journal._conn.execute("PRAGMA query_only = ON")
    for _ in range(2):
        with pytest.raises(JournalError):
            diary.work(INTERVAL_S)
    journal._conn.execute("PRAGMA query_only = OFF")
    assert diary.work(INTERVAL_S)
    assert [row["type"] for row in journal.rows() if row["stream"] == "device"][-2:] == [
        "vn.motcua.link.lost.v1",
        Checkpoint.TYPE,
    ]


def test_without_a_key_nothing_is_signed_and_that_is_told_once(journal: Journal) -> None:
    """Also after the hour; and when the key is back, that too."""
    rate(journal)
    for signer in (GONE, GONE, SIGNER):
        Diary(journal, signer, 0.0).work(INTERVAL_S)
    changes = [(r["data"]["state"], r["data"].get("why")) for r in journal.rows() if r["type"].endswith("changed.v1")]
    assert changes == [("missing", GONE.why), ("ok", None)]


@pytest.mark.parametrize(
    ("content", "signed", "word"),
    [
        (None, False, ""),
        (None, True, "missing"),
        (b"", False, "damaged"),
        (b"", True, "damaged"),
        (b"k" * 32, True, ""),
    ],
)
def test_a_key_is_made_for_a_journal_that_never_had_one(
    tmp_path: Path, content: bytes | None, signed: bool, word: str
) -> None:
    """One that is gone is no reason to sign with another: the city knows the kiosk by it."""
    if content is not None:
        (tmp_path / KEY).write_bytes(content)
    key = usable_key(tmp_path, signed)
    assert (key.word if isinstance(key, NoKey) else "") == word
    assert isinstance(key, NoKey) or isinstance(own_key(tmp_path), Ed25519PrivateKey)
    assert (tmp_path / KEY).exists() is (word != "missing")


def test_a_journal_was_signed_when_a_checkpoint_stands_in_it(journal: Journal) -> None:
    """Also when it was long ago."""
    rate(journal)
    assert not was_signed(journal)
    Diary(journal, SIGNER, 0.0).work(INTERVAL_S)
    assert was_signed(journal)


@given(st.lists(st.tuples(st.sampled_from(["write", "read", "send"]), st.booleans(), st.floats(0, 3)), max_size=40))
def test_one_kind_of_work_holds_up_no_other(turns: list[tuple[str, bool, float]]) -> None:
    """What failed is not tried again before its time, everything else at once; told is what is wrong, while it is."""
    said, now, failed = list[str](), 0.0, dict[str, float]()
    retries = Retries(said.append)

    def fails() -> bool:
        raise JournalError(kind)

    for kind, good, seconds in turns:
        now += seconds
        held = kind in failed and now < failed[kind] + RETRY_S
        assert retries.run(kind, (lambda: True) if good else fails, now) is (True if good and not held else None)
        if not held:
            failed.pop(kind, None)
            failed |= {} if good else {kind: now}
        assert all(at > now for at in retries.dues(now))
        assert (said[-1] if said else "") in (failed or {"": 0.0})
