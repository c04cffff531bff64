"""Programs that write of the same kiosks into one PostgreSQL: one after the other, and never two that wait for each
other."""

import threading
from contextlib import closing

from scripts.soak.link import SOURCE
from sync.city.clerk import Clerk
from sync.city.engine import engine_at
from sync.city.store import Store
from sync.packing import pack
from tests.sync.chains import ratings
from tests.sync.city.running.parts import PATIENCE


def test_whoever_writes_of_the_same_kiosks_waits_and_whoever_writes_of_others_does_not(postgresql: str) -> None:
    """Named in any order; the other one's turn comes with the end of the transaction."""
    with closing(engine_at(postgresql)) as one, closing(engine_at(postgresql)) as other:
        went, asked = threading.Event(), threading.Event()

        def writes() -> None:
            with other.transaction():
                other.wait_turn(["/H55/k3"])  # nobody else's
                asked.set()
                other.wait_turn(["/H55/k2", "/H55/k1"])
                went.set()

        with one.transaction():
            one.wait_turn(["/H55/k1", "/H55/k2"])
            thread = threading.Thread(target=writes, daemon=True)
            thread.start()
            assert asked.wait(PATIENCE) and not went.wait(1.0)
        assert went.wait(PATIENCE)
        thread.join()


def test_a_batch_waits_for_whoever_writes_of_one_of_its_kiosks(postgresql: str) -> None:
    """Before it touches a row; then it is stored."""
    clerk = Clerk(lambda: Store.open(postgresql), None)
    clerk.open()
    stored = threading.Event()

    def takes() -> None:
        clerk.take([(f"motcua/v1{SOURCE}/rating", pack(ratings(3)))], 1 << 20)
        stored.set()

    with closing(engine_at(postgresql)) as other:
        with other.transaction():
            other.wait_turn([SOURCE])
            thread = threading.Thread(target=takes, daemon=True)
            thread.start()
            assert not stored.wait(1.0)
        assert stored.wait(PATIENCE)
        thread.join()
        assert other("SELECT count(*) FROM ratings").fetchone() == (3,)
    clerk.close()
