"""What the courier writes into the journal by itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record.events import Checkpoint, Recorded
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import INTERVAL_S
from sync.journal_entries import Diary
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.test_journal import rate, take


def test_a_checkpoint_holds_the_heads_just_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when another program writes while the courier is about to: the heads are read under the lock."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal, open_file(path, SOURCE, Ticking()) as app:
        rate(app)
        diary, transact = Diary(journal, Ed25519PrivateKey.generate(), 0.0), journal.transact

        def after_another(decide: Callable[..., object]) -> list[Recorded]:
            take(app, "t1")
            return transact(decide)  # type: ignore[arg-type]  # handed on as it came

        monkeypatch.setattr(journal, "transact", after_another)
        assert diary.work(INTERVAL_S)
        *before, made = app.rows()
        heads = {row["stream"]: {"sequence": row["sequence"], "hash": row["hash"]} for row in before}
        assert made["type"] == Checkpoint.TYPE and made["data"]["heads"] == heads and "visit" in heads
        monkeypatch.undo()
        assert not diary.work(2 * INTERVAL_S)  # nothing but the checkpoint itself is new
