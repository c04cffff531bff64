"""The doctor and the panel: what hangs there, who else draws on it, and whether a person sees all four edges."""

import fcntl
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from drivers.drm import cards as drm_cards
from drivers.drm import screen as drm_screen
from drivers.drm.calls import Mode
from kiosk.config.load import load
from kiosk.devices.opening import panel_opener
from kiosk.doctor.checks.screens import screen
from kiosk.doctor.power_on import at_power_on
from kiosk.doctor.run import run
from kiosk.doctor.screen_command import add_arguments
from kiosk.doctor.screen_command import run as run_screen
from kiosk.doctor.search.writing import write
from kiosk.host.screen.holders import Holder, holders
from kiosk.host.systemd import FdStore
from kiosk.service.findings import last
from tests.doctor.people import Told, arguments
from tests.drivers.screens.simulated_card import NONE, OWN, Monitor, SimulatedCard, edid, mode
from tests.host.test_systemd import heard, systemd

TV = Monitor((mode(1920, 1080, OWN), mode(1280, 720)), mm=(476, 268), edid=edid("TV 21"))
HD = "HDMI-A-1:1920x1080@60D"


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedCard]:
    """The machine's only card, which every program of ours opens."""
    made, real = SimulatedCard([TV]), fcntl.ioctl
    (tmp_path / "dri").mkdir()
    (tmp_path / "dri/card0").write_bytes(b"")
    monkeypatch.setattr(drm_cards, "CARDS", tmp_path / "dri")
    monkeypatch.setattr(drm_screen, "DrmScreen", partial(drm_screen.DrmScreen, ioctl=made.ioctl, map_=made.map))

    def asked(fd: int, number: int, *given: object) -> object:
        drm = number >> 8 & 0xFF == ord("d")
        return made.ioctl(fd, number, *given) if drm else real(fd, number, *given)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(fcntl, "ioctl", asked)
    monkeypatch.setattr("kiosk.doctor.checks.screens.holders", list)
    yield made
    os.close(made.fd)


def test_the_panel_is_named_with_its_mode(card: SimulatedCard, file: Path) -> None:
    """Socket, mode, the monitor's name and millimetres, what is not as the settings ask; nothing is drawn."""
    found = screen(load(file), 0.0, None)
    assert found.good and found.facts["connector"] == "HDMI-A-1" and found.facts["mode"] == [1920, 1080, 60]
    assert (found.facts["monitor"], found.facts["mm"]) == ("DEL TV 21", [476, 268])
    assert "DEL TV 21, 476 x 268 mm" in found.said.en and "--picture" in found.do.en
    assert not card.shows and not card.made


@pytest.mark.parametrize(
    ("hangs", "words"),
    [
        (Monitor((mode(1024, 768, OWN),)), "HDMI-A-1: 1024 x 768 at 60 Hz, no EDID"),
        (NONE, "no panel answers on HDMI-A-1"),
        (Monitor(), "names no mode (no EDID?): hardware.video"),
    ],
)
def test_a_monitor_that_tells_nothing_is_said_to(card: SimulatedCard, file: Path, hangs: Monitor, words: str) -> None:
    """No EDID, nothing there, no mode: in words, with what to do."""
    card.plug(0, hangs)
    found = screen(load(file), 0.0, None)
    assert words in found.said.en and found.good is bool(hangs.modes)
    assert found.good or "hardware.video" in found.do.en


def test_who_holds_the_panel_is_named(card: SimulatedCard, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop: wrong, with the command that ends it."""
    monkeypatch.setattr("kiosk.doctor.checks.screens.holders", lambda: [Holder("labwc", "systemctl disable it")])
    found = screen(load(file), 0.0, None)
    assert not found.good and "labwc draws" in found.said.en and "labwc: systemctl disable it" in found.do.en


class Onlooker(Told):
    """Sees whether the frame stands at the outermost dots of all four edges while the question does."""

    def __init__(self, card: SimulatedCard, overscan: int = 0) -> None:
        super().__init__({"edges": self._edges})
        self._card, self._cut, self.seen = card, overscan, list[tuple[int, int]]()

    def _edges(self) -> str:
        (wide, high), cut = self._card.size(), self._cut
        self.seen.append((wide, high))
        gold = (245, 190, 65)
        at = [(wide // 2, cut), (wide // 2, high - 1 - cut), (cut, high // 2), (wide - 1 - cut, high // 2)]
        corners = [(cut, cut), (wide - 1 - cut, high - 1 - cut)]
        return "y" if all(self._card.dot(x, y) == gold for x, y in at + corners) else "n"


def doctored(file: Path, person: Told) -> tuple[int, dict[str, object]]:
    code = run(arguments(file, "--picture", "--json"), person)
    return code, next(one for one in last(file.parent)["devices"] if one["device"] == "screen")


def test_a_picture_that_is_seen_whole_is_written_down(
    card: SimulatedCard, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frame stands on all four edges of the real mode; its dots and millimetres come into kiosk.toml."""
    person = Onlooker(card)
    code, found = doctored(file, person)
    kiosk = load(file).kiosk
    assert code == 0 and found["good"] and person.seen == [(1920, 1080)]
    assert (kiosk.width, kiosk.height, kiosk.screen_mm) == (1920, 1080, 476)
    assert "DEL TV 21" in person.asked[0].about and "Ẵm" in person.asked[0].said.vi
    assert run(arguments(file, "--picture"), Onlooker(card)) == 0 and not screen(load(file), 0.0, None).facts["unlike"]


@pytest.mark.parametrize("rotate", [90, 270])
def test_a_turned_picture_is_written_down_as_it_is_seen(card: SimulatedCard, file: Path, rotate: int) -> None:
    """Upright: narrower than it is high, in dots and in millimetres."""
    write(file, "hardware", {"rotate": rotate})
    assert run(arguments(file, "--picture"), Onlooker(card)) == 0
    kiosk = load(file).kiosk
    assert (kiosk.width, kiosk.height, kiosk.screen_mm) == (1080, 1920, 268)


def test_a_picture_that_is_cut_off_is_no_good_one(card: SimulatedCard, file: Path) -> None:
    """A television's overscan: what to switch, and that margins can be set; the file is left alone."""
    before = file.read_text(encoding="utf-8")
    code, found = doctored(file, Onlooker(card, overscan=30))
    assert code == 1 and not found["good"] and "margin_left" in str(found["do"])
    assert file.read_text(encoding="utf-8") == before


def test_a_picture_needs_a_panel(card: SimulatedCard, file: Path) -> None:
    """Nothing hangs there: nobody is asked."""
    card.plug(0, NONE)
    person = Onlooker(card)
    assert doctored(file, person)[0] == 1 and not person.asked


# --- who else draws, and the kernel's video= ---


def program(proc: Path, pid: int, name: str, *opened: str) -> None:
    (proc / str(pid) / "fd").mkdir(parents=True)
    (proc / str(pid) / "comm").write_text(f"{name}\n")
    for n, path in enumerate(opened):
        (proc / str(pid) / "fd" / str(n)).symlink_to(path)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("labwc", "systemctl disable --now display-manager"),
        ("wayfire", "systemctl disable --now display-manager"),
        ("Xorg", "systemctl disable --now display-manager"),
        ("plymouthd", "plymouth quit"),
        ("mpv", "kill 700"),
    ],
)
def test_a_program_that_has_a_card_open_is_named(tmp_path: Path, name: str, end: str) -> None:
    """By its name, once, with what ends it; not the kiosk, nor who keeps a card for others, nor who draws nothing."""
    program(tmp_path, 700, name, "/dev/null", "/dev/dri/card1")
    program(tmp_path, 701, name, "/dev/dri/card0")
    program(tmp_path, 1, "systemd", "/dev/dri/card1")
    program(tmp_path, 2, "kiosk", "/dev/dri/card1")
    program(tmp_path, 3, "player", "/dev/dri/renderD128", "/dev/snd/controlC0")
    (tmp_path / "999").mkdir()  # ended as it was looked at
    (found,) = holders(tmp_path, tmp_path)
    assert found.name == name and end in found.end


@pytest.mark.parametrize("name", ["lightdm", "gdm3", "sddm", "somebodys-own"])
def test_a_desktop_that_comes_with_the_next_start_is_named(tmp_path: Path, name: str) -> None:
    """By systemd's link, though it does not draw now."""
    (tmp_path / "display-manager.service").symlink_to(f"/lib/systemd/system/{name}.service")
    (found,) = holders(tmp_path, tmp_path)
    assert found.name == name and f"systemctl disable --now {name} && systemctl set-default multi-user" in found.end


def asked(file: Path, folder: Path) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    args = parser.parse_args(["--proc", str(folder), "--systemd", str(folder)])
    args.config = file
    return run_screen(args)


def test_the_option_comes_into_the_kernels_arguments(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside kiosk.toml, once; taken away with the option; a machine without the file is left alone."""
    empty = file.parent / "none"
    empty.mkdir()
    line = file.parent / "cmdline.txt"
    assert asked(file, empty) == 0 and not line.exists()
    line.write_text("console=tty1 root=/dev/mmcblk0p2 quiet\n")
    write(file, "hardware", {"video": HD})
    assert asked(file, empty) == 0 and asked(file, empty) == 0
    assert line.read_text() == f"console=tty1 root=/dev/mmcblk0p2 quiet video={HD} kiosk.video={HD}\n"
    assert capsys.readouterr().out.count("from the next start on") == 1
    write(file, "hardware", {"video": ""})
    assert asked(file, empty) == 0 and line.read_text() == "console=tty1 root=/dev/mmcblk0p2 quiet\n"


def test_a_desktop_is_said_by_the_command(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each, exit code 1; a kiosk without a panel of its own does not care."""
    program(tmp_path / "proc", 700, "labwc", "/dev/dri/card1")
    assert asked(file, tmp_path / "proc") == 1
    assert "labwc: systemctl disable --now display-manager" in capsys.readouterr().out
    write(file, "hardware", {"screen": "none"})
    assert asked(file, tmp_path / "proc") == 0


def test_each_power_on_brings_the_option_to_the_kernel(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor does it before it looks at the buttons; one that cannot be written keeps nobody from starting."""
    monkeypatch.setattr("kiosk.doctor.power_on._factory", lambda config: None)
    monkeypatch.setattr("kiosk.doctor.power_on.held", lambda *given: False)
    write(file, "hardware", {"video": HD})
    line = file.parent / "cmdline.txt"
    line.write_text("quiet\n")
    assert at_power_on(arguments(file)) == 0 and f"video={HD}" in line.read_text()
    line.write_text("quiet\n")
    monkeypatch.setattr("kiosk.host.screen.kernel_arguments.write_whole", _refused)
    assert at_power_on(arguments(file)) == 0 and line.read_text() == "quiet\n"


def _refused(*given: object) -> None:
    raise OSError(30, "Read-only file system")


def test_a_card_that_was_lost_is_kept_by_nobody(
    card: SimulatedCard, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """systemd holds it while the panel is there, and lets it go at once when that is gone: the next one to open it can
    be its master."""
    with systemd(tmp_path) as (ear, environ):
        panel = panel_opener(load(file), FdStore(environ))()
        panel.close()
        words = [message.split(b"=")[0] for message in heard(ear)]
    assert words == [b"FDSTORE", b"FDSTOREREMOVE"]


def test_an_empty_mode_is_none(card: SimulatedCard, file: Path) -> None:
    """A monitor whose modes are zeros is one without modes for the doctor too."""
    card.plug(0, Monitor((Mode(),)))
    assert not screen(load(file), 0.0, None).good
