"""Whatever prints JSON prints nothing else on standard output: another program reads it."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.config.toml_edit import with_options
from scripts.benchmarks.__main__ import main, measure
from tests.setup.programs import HOUSES, ROOT, as_json

DOCTOR = ("kiosk", "doctor", "--json", "--wait", "0.01", "--seconds", "0.1")
PRINT_JSON = {
    "doctor": DOCTOR,
    "doctor, looking for a printer": (*DOCTOR, "--printer", "--port", "none"),
    "doctor, looking for a scanner": (*DOCTOR, "--scanner", "none"),
    "export": ("kiosk", "journal", "export"),
    "bench": ("scripts.benchmarks", "verify", "--quick"),  # the parts that papers type: tests/docs
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's, with its wires cut and one day opened."""
    folder = tmp_path_factory.mktemp("office")
    demo = (ROOT / "kiosk/simulation/demo.toml").read_text(encoding="utf-8").replace("/set/by/the/demo", str(folder))
    (folder / "kiosk.toml").write_text(with_options(demo, {"catalogue.file": ""}), encoding="utf-8")
    for words in (("migrate",), ("day", "open")):
        subprocess.run([sys.executable, "-m", "kiosk", *words, "--config", folder / "kiosk.toml"], check=True)
    return folder / "kiosk.toml"


@pytest.mark.parametrize("case", PRINT_JSON)
def test_standard_output_is_json(config: Path, case: str) -> None:
    """Whole or line by line, with something in it; no greeting of a library, no word for a person."""
    words = PRINT_JSON[case]
    given = ("--config", str(config)) if words[0] == "kiosk" else ()
    done = subprocess.run(
        [sys.executable, "-m", *words, *given], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True
    )
    assert as_json(done.stdout.decode()) and b"Traceback" not in done.stderr


def test_what_a_library_prints_on_the_way_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that talks while it measures."""

    def talks(quick: bool) -> dict[str, bool]:
        print("a warning of a library")
        return {"quick": quick}

    monkeypatch.setattr(importlib, "import_module", lambda name: SimpleNamespace(measure=talks))
    assert measure("paper", quick=True) == {"quick": True}
    assert capsys.readouterr() == ("", "a warning of a library\n")


def test_a_number_of_events_is_for_the_parts_that_count_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any other part is a wrong word: one line, and 2."""
    monkeypatch.setattr(sys, "argv", ["bench", "rest", "--events", "9"])
    with pytest.raises(SystemExit) as refused:
        main()
    assert refused.value.code == 2 and "--events is for drain" in capsys.readouterr().err


def test_no_module_of_ours_prints_when_it_is_imported() -> None:
    """Those that draw, each in a program of its own: pygame greets whoever imports it first."""
    drawn = [file for house in HOUSES for file in (ROOT / house).rglob("*.py") if _draws(file)]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in drawn]
    said = [subprocess.run([sys.executable, "-c", f"import {n}"], capture_output=True, cwd=ROOT).stdout for n in names]
    assert set(said) == {b""} and len(names) > 5


def _draws(file: Path) -> bool:
    return "import pygame" in file.read_text(encoding="utf-8")
