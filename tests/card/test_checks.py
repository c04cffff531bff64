"""What the emulator's checks take for granted of the project."""

from pathlib import Path

from scripts.card.emulator.check_update import APP, HARM

PROJECT = Path(__file__).resolve().parents[2]


def test_the_broken_update_lacks_what_the_touch_app_starts_from() -> None:
    """debugfs passes by a file that is not there: the harm must name one that is, and it must be the app's."""
    package = APP.partition("/site-packages/")[2]
    (source,) = (line.removeprefix(f"rm {APP}/") for line in HARM["broken"] if "__pycache__" not in line)
    (compiled,) = (line for line in HARM["broken"] if "__pycache__" in line)
    assert (PROJECT / package / source).exists()
    assert compiled == f"rm {APP}/__pycache__/{Path(source).stem}.cpython-313.pyc"
