"""`kiosk-city keys`: what an operator of the city sees and pins."""

from pathlib import Path

import pytest

from scripts.soak.link import SOURCE
from sync.city.__main__ import main
from sync.city.store import Store
from tests.sync.city.days import KEY, public
from tests.sync.city.test_store_checkpoints import worked
from tests.sync.city.test_store_order import take

PIN = f"{SOURCE}={public(KEY)}"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Of a city that heard one kiosk, with a checkpoint."""
    address, kiosk = f"sqlite:///{tmp_path}/city.db", worked()
    kiosk.checkpoint()
    store = Store.open(address)
    take(store, kiosk.sent)
    store.close()
    return address


def test_an_operator_lists_and_pins(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Also beside a city that runs: the other program sees it at once."""
    beside = Store.open(url)
    assert main(["keys", "--db", url]) == 0
    assert capsys.readouterr().out == f"{SOURCE} {public(KEY)} not pinned, 2 ratings provisional\n"
    assert main(["keys", "--db", url, "--pin", PIN]) == 0
    assert capsys.readouterr().out == f"{SOURCE} {public(KEY)} hand, 0 ratings provisional\n"
    assert beside.sql("SELECT DISTINCT provisional FROM ratings").fetchall() == [(0,)]
    beside.close()


def test_a_pin_may_come_before_the_kiosk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a city that has heard nobody yet."""
    url = f"sqlite:///{tmp_path}/new.db"
    assert main(["keys", "--db", url]) == 0 and "no kiosk has been heard" in capsys.readouterr().out
    assert main(["keys", "--db", url, "--pin", PIN]) == 0 and "hand" in capsys.readouterr().out


@pytest.mark.parametrize("pin", ["nonsense", f"{SOURCE}=12", f"={public(KEY)}"])
def test_a_wrong_pin_is_one_line(url: str, pin: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the option and what is expected; nothing is pinned."""
    assert main(["keys", "--db", url, "--pin", PIN, "--pin", pin]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"kiosk-city keys: --pin {pin}: expected SOURCE=KEY") and told.out == ""
    assert main(["keys", "--db", url]) == 0 and "not pinned" in capsys.readouterr().out


def test_a_wrong_database_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """As for the program itself."""
    assert main(["keys", "--db", "nonsense"]) == 2 and "--db nonsense" in capsys.readouterr().err
