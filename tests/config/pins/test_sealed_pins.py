"""The console starts with what its kiosk's key opens: a sealed PIN signs in, and what opens nothing is said at once."""

from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import salt_path
from kiosk.config.pin_hash import check_pin, hash_pin
from kiosk.config.pins.sealing import seal_files
from kiosk.console import app
from tests.config.pins.keys import made_key
from tests.config.test_load import ROOT

PIN = "258014"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A real kiosk's, whose one officer has a PIN that its key has sealed."""
    text = (ROOT / "docs/kiosk.toml").read_text(encoding="utf-8")
    text = text.replace('# data = "/var/lib/kiosk"', f'data = "{tmp_path}"\nruntime = "{tmp_path}"', 1)
    text = text.replace('id = "cb01"', f'id = "cb01"\npin = "{hash_pin(PIN)}"', 1)
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    assert main(["migrate", "--config", str(tmp_path / "kiosk.toml")]) == 0
    seal_files(load(tmp_path / "kiosk.toml"), made_key(tmp_path))
    return tmp_path / "kiosk.toml"


@pytest.mark.parametrize("lost", [False, True], ids=["its own card", "a card without the key"])
def test_a_sealed_pin_signs_in_on_its_own_kiosk(
    file: Path, lost: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On another card it opens nothing, and the log names the option and the remedy; the console starts."""
    served = list[Config]()

    def serves(config: Config, *_: object) -> int:
        served.append(config)
        return 0

    monkeypatch.setattr(app, "run", serves)
    if lost:
        salt_path(file.parent).unlink()
    assert main(["console", "--config", str(file)]) == 0
    assert check_pin(PIN, served[0].officers[0].pin) is not lost
    assert ("officers[0].pin" in capsys.readouterr().err) is lost
