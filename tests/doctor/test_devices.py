"""Buttons, touch panel and voice are found by using them; what is found stands in the file afterwards."""

import math
import stat
import threading
import time
import wave
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from drivers.simulated.wires import SimulatedTouch
from drivers.sound.chime import chime
from drivers.sound.wav import written
from kiosk.config.load import load
from kiosk.devices.opening import touch_of
from kiosk.doctor.search.buttons import find_buttons, free
from kiosk.doctor.search.input_devices import Device
from kiosk.doctor.search.panels import find_touch, is_panel, marks, panels, turn
from kiosk.doctor.search.ports import Places
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.sounds import find_speaker
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Bilingual, Finding
from tests.doctor.people import Told

# --- buttons and lamps ---


def press(factory: MockFactory, pin: int) -> None:
    for drive in (factory.pin(pin).drive_low, factory.pin(pin).drive_high):
        drive()
        time.sleep(0.06)  # a finger, and its rest


def test_buttons_are_the_pins_that_fell_and_lamps_those_that_were_seen(file: Path) -> None:
    """Four presses on other pins than the file has; the lamp of the first is lit while it is asked for."""
    factory, pins, lit = MockFactory(), iter((17, 4, 22, 27)), list[bool]()

    def does(said: Bilingual) -> None:
        lit.append(bool(factory.pin(12).state))
        threading.Thread(target=press, args=(factory, next(pins))).start()

    person = Told({"lamp": "y"})
    person.does = does
    found = find_buttons(Round(file, person, seconds=60, factory=factory))
    assert found.good and [b.pin for b in load(file).buttons] == [17, 4, 22, 27]
    assert lit == [True, False, False, False] and not factory.pin(12).state


def test_a_button_that_nobody_feels_and_a_dark_lamp_are_named(file: Path) -> None:
    """The others are written; the pin of a button that was found does not count for the next one."""
    factory, pins = MockFactory(), iter((17, 17, 22, 27))
    person = Told({"lamp": "n"})
    person.does = lambda said: threading.Thread(target=press, args=(factory, next(pins))).start()
    found = find_buttons(Round(file, person, seconds=5.0, factory=factory))
    assert not found.good and found.facts["mute"] == ["satisfied"] and found.facts["dark"] == ["very-satisfied"]
    assert [b.pin for b in load(file).buttons] == [17, 6, 22, 27]


def test_the_pins_of_lamps_and_of_a_line_in_use_are_left_alone(file: Path) -> None:
    """The printer on a Pi's header would lose its line."""
    assert 12 not in free(load(file)) and {14, 15} <= set(free(load(file)))
    file.write_text(file.read_text(encoding="utf-8").replace("/dev/kiosk/printer", "/dev/ttyAMA0"), encoding="utf-8")
    assert not {14, 15} & set(free(load(file))) and {16, 17} <= set(free(load(file)))
    file.write_text(file.read_text(encoding="utf-8").replace('# flow = "none" ', 'flow = "rtscts" '), encoding="utf-8")
    assert not {14, 15, 16, 17} & set(free(load(file)))


# --- touch ---

SIZE = (1280, 800)
CHIME = written(chime())


def felt(rotate: int, x: int, y: int) -> tuple[int, int]:
    """What a panel that stands turned reports for a dot of the screen."""
    w, h = SIZE
    return {0: (x, y), 90: (y, w - 1 - x), 180: (w - 1 - x, h - 1 - y), 270: (h - 1 - y, x)}[rotate]


def touched(tmp_path: Path, file: Path, marks_seen: bool, place: Callable[[int, int], tuple[int, int]]) -> Finding:
    """A finger on each mark, over the real driver; `place`: what the panel reports for a dot of the screen."""
    finger, places = SimulatedTouch(tmp_path / "touch"), iter(marks(SIZE))

    def does(said: Bilingual) -> None:
        x, y = place(*next(places))
        finger.write("down", x, y)
        finger.write("up", x, y)

    person = Told()
    person.does, person.marks = does, marks_seen
    return find_touch(Round(file, person, seconds=60), [Device(tmp_path / "touch", str(tmp_path / "touch"), "")])


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_four_corners_tell_how_the_panel_stands(rotate: int, tmp_path: Path, file: Path) -> None:
    """Each quarter turn is written down, and nothing is left to calibrate."""
    found, hardware = touched(tmp_path, file, False, lambda x, y: felt(rotate, x, y)), load(file).hardware
    assert found.good and hardware.rotate == rotate and hardware.touch == str(tmp_path / "touch")
    assert not hardware.touch_matrix


def test_a_mirrored_panel_is_mirrored_back(tmp_path: Path, file: Path) -> None:
    """By the corners alone, which nobody touches exactly: the matrix runs from edge to edge."""
    found = touched(tmp_path, file, False, lambda x, y: (1279 - min(1279, x + 40), max(0, y - 60)))
    assert found.good and load(file).hardware.touch_matrix == "-1 0 1 0 1 0"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_an_oblique_panel_is_felt_where_its_marks_stand(rotate: int, tmp_path: Path, file: Path) -> None:
    """A panel that is read too small, aside and slanted: what is written brings each mark back to within two dots."""

    def off(x: int, y: int) -> tuple[int, int]:
        px, py = felt(rotate, x, y)
        wide, high = SIZE if rotate in (0, 180) else SIZE[::-1]
        return round((px * 0.8 / wide + 0.1) * 1280), round((py * 0.9 / high + 0.02 + px * 0.05 / wide) * 800)

    write(file, "hardware", {"rotate": rotate})
    assert touched(tmp_path, file, True, off).good and load(file).hardware.rotate == rotate
    finger = SimulatedTouch(tmp_path / "touch")
    with closing(touch_of(load(file))) as panel:
        wide, high = SIZE if rotate in (0, 180) else SIZE[::-1]
        for x, y in marks(SIZE):
            px, py = off(x, y)
            finger.write("down", px * wide // 1280, py * high // 800)
            finger.write("up", 0, 0)
            down = next(found for found in panel.read() if found.phase == "down")
            assert math.dist((down.x, down.y), (x, y)) <= 2.5


@pytest.mark.parametrize("taps", [2, 3])
def test_the_second_tap_of_a_finger_is_no_second_corner(taps: int, tmp_path: Path, file: Path) -> None:
    """It trembles at each mark; a panel that feels one place only makes no screen."""
    far, places = SimulatedTouch(tmp_path / "touch"), iter(marks(SIZE))

    def does(said: Bilingual) -> None:
        x, y = next(places)
        for n in range(taps):
            far.write("down", x + 9 * n, y - 7 * n)
            far.write("up", 0, 0)

    person, device = Told(), Device(tmp_path / "touch", str(tmp_path / "touch"), "")
    person.does, person.marks = does, True
    assert find_touch(Round(file, person, seconds=60), [device]).good
    places = iter([marks(SIZE)[0]] * 4)
    found = find_touch(Round(file, person, seconds=0.5), [device])
    assert not found.good and "the four corners make no screen" in found.said.en


def test_a_touch_far_from_its_mark_is_not_calibrated(tmp_path: Path, file: Path) -> None:
    """One of four fingers went astray: nothing is written."""
    before, at = file.read_bytes(), marks(SIZE)[2]
    assert not touched(tmp_path, file, True, lambda x, y: (x - 300, y) if (x, y) == at else (x, y)).good
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "places",
    [
        [(0, 0), (0, 0), (0, 0), (0, 0)],  # one place, four times
        [(0, 0), (99, 99), (99, 0), (0, 99)],  # across
        [(99, 0), (0, 0), (0, 99), (99, 99)],  # mirrored
    ],
)
def test_corners_that_make_no_screen_are_refused(places: list[tuple[int, int]]) -> None:
    """No turn is guessed."""
    assert turn(places) is None


def test_a_panel_that_nobody_touches_is_not_written(tmp_path: Path, file: Path) -> None:
    """Nor one that is not there."""
    SimulatedTouch(tmp_path / "touch")
    before = file.read_bytes()
    for name in ("touch", "none"):
        devices = [Device(tmp_path / name, str(tmp_path / name), "")]
        assert not find_touch(Round(file, Told(), seconds=0.1), devices).good
    assert file.read_bytes() == before


INPUTS = {  # name: abs, key, properties as sysfs shows them, is it a panel
    "ADS7846 Touchscreen": ("1000003", "400 0 0 0 0 0", "2", True),
    "raspberrypi-ts": ("260800000000003", "400 0 0 0 0 0", "2", True),
    "Logitech Mouse": ("0", "1f0000 0 0 0 0", "0", False),
    "Touchpad": ("260800000000003", "e520 10000 0 0 0 0", "5", False),
    "Keyboard": ("0", "10000000 fffffffffffffffe", "0", False),
    "Mouse mode panel": ("3", "10000 0 0 0 0", "2", True),
    "Panel without a mark": ("260800000000003", "400 0 0 0 0 0", "0", True),
    "Tablet of a virtual machine": ("3", "70000 0 0 0 0", "0", False),
    "Drawing tablet with a pen": ("1000003", "401 0 0 0 0 0", "0", False),
    "Gamepad": ("3003f", "7cdb000000000000 0 0 0 0", "0", False),
}


def test_touch_panels_are_told_from_all_other_inputs(tmp_path: Path) -> None:
    """By what they can report and that they lie on a screen; the names that stay are taken."""
    places = Places(tmp_path / "dev", tmp_path / "sys")
    for n, (name, (across, key, properties, _)) in enumerate(INPUTS.items()):
        device = places.sys / f"class/input/event{n}/device"
        (device / "capabilities").mkdir(parents=True)
        for attribute, word in (("name", name), ("properties", properties)):
            (device / attribute).write_text(word)
        (device / "capabilities/abs").write_text(across)
        (device / "capabilities/key").write_text(key)
        (places.dev / "input").mkdir(parents=True, exist_ok=True)
        (places.dev / f"input/event{n}").touch()
    (places.dev / "kiosk").mkdir()
    (places.dev / "kiosk/touch").symlink_to(places.dev / "input/event1")
    found = panels(places)
    assert [device.name for device in found] == [name for name, (*_, panel) in INPUTS.items() if panel]
    assert [Path(device.path).name for device in found] == ["event0", "touch", "event5", "event6"]
    assert not is_panel(tmp_path / "nothing")


# --- voice ---


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH but for a shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def command(folder: Path, name: str, does: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    (folder / name).chmod(stat.S_IRWXU)


def test_an_installed_voice_that_is_heard_is_written(bin_: Path, file: Path) -> None:
    """It gets a number to read on its standard input."""
    command(bin_, "espeak-ng", f'read said; echo "$said" > {bin_}/heard')
    assert find_speaker(Round(file, Told({"heard": "y", "whole": "y"}))).good
    assert load(file).speaker.player == ["espeak-ng", "-v", "vi", "--stdin"]
    assert (bin_ / "heard").read_text(encoding="utf-8").startswith("Xin mời số A")


def test_the_files_own_player_is_tried_first_and_a_broken_one_is_passed_by(bin_: Path, file: Path) -> None:
    """A player that fails is not asked about."""
    text = file.read_text(encoding="utf-8").replace("# player = []", 'player = ["own"]')
    file.write_text(text, encoding="utf-8")
    command(bin_, "own", "exit 3")
    command(bin_, "espeak", "read said")
    assert find_speaker(Round(file, Told({"heard": "y", "whole": "y"}))).good
    assert load(file).speaker.player[0] == "espeak"


VOICE = "cat > /dev/null; cat {0}/sentence.wav"


@pytest.mark.parametrize(("enough", "good"), [(0, True), (700, True), (1500, True), (9999, False)])
def test_what_goes_before_a_sentence_is_found_by_ear(enough: int, good: bool, bin_: Path, file: Path) -> None:
    """Longer and longer until its beginning is heard, and written; no wait where none is needed, and a word where none
    helps. What aplay got is as long."""
    for program in ("cat", "python3"):
        (bin_ / program).symlink_to(f"/bin/{program}")
    (bin_ / "sentence.wav").write_bytes(CHIME)
    command(bin_, "espeak-ng", VOICE.format(bin_))
    command(bin_, "aplay", f"cat > {bin_}/played")

    def heard() -> str:
        longer = len((bin_ / "played").read_bytes()) - len(CHIME)
        return "y" if longer // 2 * 1000 // 22050 >= enough else "n"

    (bin_ / "played").write_bytes(CHIME)  # as it is heard without a lead: by the voice's own way to the sound card
    found = find_speaker(Round(file, Told({"heard": "y", "whole": heard})))
    assert (found.good, load(file).speaker.lead_in) == (good, enough if good else 0)
    assert good or "HDMI" in found.do.en


@pytest.mark.parametrize(("answer", "do"), [("y", "espeak-ng"), ("n", "alsamixer")])
def test_without_a_voice_a_chime_tells_what_is_missing(answer: str, do: str, bin_: Path, file: Path) -> None:
    """Heard: a voice is to be installed; not heard: card and loudspeaker."""
    command(bin_, "aplay", f"/bin/cat > {bin_}/played")
    found = find_speaker(Round(file, Told({"chime": answer})))
    assert not found.good and do in found.do.en
    with wave.open(BytesIO((bin_ / "played").read_bytes())) as played:
        assert played.getnframes() > 10_000 and (bin_ / "played").read_bytes() == CHIME


@pytest.mark.parametrize("what", ["a sound card that holds its player", "a player that is no program"])
def test_the_search_for_a_voice_comes_to_its_end_whatever_is_installed(
    bin_: Path, file: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """One that hangs is ended, one that cannot be started is passed by: nothing was heard."""
    monkeypatch.setattr("kiosk.doctor.search.sounds.HANGS_MS", 100)
    if "card" in what:
        command(bin_, "aplay", "exec /bin/sleep 9999")
    else:
        (bin_ / "espeak").write_bytes(b"\0\1")
        (bin_ / "espeak").chmod(stat.S_IRWXU)
    found = find_speaker(Round(file, Told({})))
    assert not found.good and "alsamixer" in found.do.en
