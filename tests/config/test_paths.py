"""Where things of one kiosk are."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import paths
from kiosk.config.load import load
from kiosk.config.options import Config, Kiosk
from kiosk.config.paths import runtime_of

DEMO = "kiosk/simulation/demo.toml"


def with_data(data: str, runtime: str = "") -> Config:
    config = load(DEMO)
    return replace(config, kiosk=replace(config.kiosk, data=data, runtime=runtime))


def test_a_technicians_command_meets_the_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed in a shell, without what systemd tells its units: on an installed kiosk the units' own folder; elsewhere
    one of this user and data folder; what the settings or systemd say goes before."""
    monkeypatch.setattr(paths, "INSTALLED_RUNTIME", tmp_path)
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    installed = with_data(Kiosk().data)
    assert runtime_of(installed) == tmp_path
    assert runtime_of(with_data("/srv/other")) != tmp_path != runtime_of(with_data(Kiosk().data, "/run/mine"))
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/run/told")
    assert runtime_of(installed) == Path("/run/told")
    monkeypatch.delenv("RUNTIME_DIRECTORY")
    monkeypatch.setattr(paths, "INSTALLED_RUNTIME", tmp_path / "none")
    assert runtime_of(installed).name.startswith("kiosk-")
