"""Which socket and mode a picture is drawn in, as a table of what real monitors report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.drm.calls import Mode
from drivers.drm.choosing import QUICK, Socket, Wish, choose, is_quick, own_of, picked, remarks
from drivers.drm.edid import name_of
from tests.drivers.screens.simulated_card import CONNECTED, DISCONNECTED, INTERLACED, NAMED, OWN, UNKNOWN, edid, mode

TEN_INCH = (1280, 800)
TV = [mode(1920, 1080, OWN), mode(1920, 1080, 0, INTERLACED), mode(1280, 720), mode(1024, 768), mode(720, 576)]
FOUR_K = [mode(3840, 2160, OWN, refresh=30), mode(4096, 2160), *TV[1:], mode(1920, 1080, refresh=120), mode(1920, 1080)]
MODES: dict[str, tuple[list[Mode], tuple[int, int]]] = {
    "the 10.1 inch panel itself": ([mode(1024, 768), mode(1280, 800, OWN)], (1280, 800)),
    "a 1080p television": (TV, (1920, 1080)),
    "one that would stretch the size asked for": ([mode(1920, 1080, OWN), mode(1280, 800)], (1920, 1080)),
    "one of the same shape": ([mode(1920, 1200, OWN), mode(1280, 800)], (1280, 800)),
    "without EDID, as the kernel guesses": ([mode(1024, 768, OWN), mode(800, 600), mode(640, 480)], (1024, 768)),
    "without EDID, no mode its own": ([mode(640, 480), mode(1280, 800), mode(1024, 768)], (1280, 800)),
    "1366 x 768": ([mode(1366, 768, OWN), mode(1280, 720), mode(1024, 768)], (1366, 768)),
    "4K": (FOUR_K, (1920, 1080)),
    "4K that has nothing less": ([mode(3840, 2160, OWN), mode(4096, 2160)], (3840, 2160)),
    "5K ultra wide": ([mode(5120, 1440, OWN), mode(2560, 1440), mode(1920, 1080), mode(1280, 1024)], (1920, 1080)),
    "named on the kernel's command line": ([mode(1920, 1080, OWN), mode(1280, 720, NAMED)], (1280, 720)),
    "interlaced only": ([mode(1920, 1080, OWN, INTERLACED), mode(720, 576, 0, INTERLACED)], (1920, 1080)),
    "its own interlaced": ([mode(1920, 1080, OWN, INTERLACED), mode(1280, 720), mode(720, 576)], (1280, 720)),
    "an upright one": ([mode(1200, 1920, OWN)], (1200, 1920)),
    "an empty one among them": ([Mode(), mode(800, 480)], (800, 480)),
}


@pytest.mark.parametrize("name", MODES)
def test_there_is_a_mode_for_every_monitor(name: str) -> None:
    """The best of what it reports, when the settings ask for a 10.1 inch panel."""
    modes, wanted = MODES[name]
    best = choose(modes, TEN_INCH)
    assert best is not None and (best.width, best.height) == wanted


def test_of_two_speeds_the_one_near_sixty() -> None:
    """A 4K monitor drawn smaller is driven at 60 Hz, not at the 120 it has too."""
    best = choose(FOUR_K, TEN_INCH)
    assert best is not None and best.refresh == 60 and not best.flags & INTERLACED


REPORTED = st.lists(
    st.builds(
        mode,
        st.integers(0, 5000),
        st.integers(0, 3000),
        st.sampled_from((0, OWN, NAMED)),
        st.sampled_from((0, INTERLACED)),
        st.integers(0, 240),
    ),
    max_size=12,
)


@given(REPORTED, st.tuples(st.integers(400, 4000), st.integers(400, 3000)))
def test_whatever_is_reported_something_is_drawn(modes: list[Mode], most: tuple[int, int]) -> None:
    """Some mode within the card's limits, as long as there is one; whole pictures and quick ones before all others."""
    able = [m for m in modes if 0 < m.width <= most[0] and 0 < m.height <= most[1]]
    best = choose(modes, TEN_INCH, most)
    assert (best is None) == (not able)
    if best is not None:
        assert any(best is one for one in able)
        assert not best.flags & INTERLACED or all(m.flags & INTERLACED for m in able)
        whole = [m for m in able if m.flags & INTERLACED == best.flags & INTERLACED]
        assert is_quick(best) or best.type & NAMED or not any(map(is_quick, whole))


def socket(name: str, *modes: Mode, state: int = CONNECTED) -> Socket:
    return Socket(name, int(name[-1]), state, modes)


HD, PANEL = mode(1920, 1080, OWN), mode(1280, 800, OWN)
BOTH = [socket("HDMI-A-1", HD), socket("HDMI-A-2", PANEL)]
SOCKETS: dict[str, tuple[list[Socket], Wish, str, str]] = {
    "the one of the size asked for": (BOTH, Wish(TEN_INCH), "", "HDMI-A-2"),
    "else the first": (BOTH, Wish((640, 480)), "", "HDMI-A-1"),
    "the one that is named": (BOTH, Wish(TEN_INCH, "HDMI-A-1"), "", "HDMI-A-1"),
    "named, and nothing hangs there": (BOTH, Wish(TEN_INCH, "DSI-1"), "", "HDMI-A-2"),
    "the one drawn on already": (BOTH, Wish(TEN_INCH), "HDMI-A-1", "HDMI-A-1"),
    "drawn on, another is named": (BOTH, Wish(TEN_INCH, "HDMI-A-2"), "HDMI-A-1", "HDMI-A-2"),
    "one that cannot tell": ([socket("VGA-1", PANEL, state=UNKNOWN)], Wish(TEN_INCH), "", "VGA-1"),
    "one that cannot tell beside one that does": (
        [socket("Composite-1", PANEL, state=UNKNOWN), socket("HDMI-A-1", HD)],
        Wish(TEN_INCH),
        "",
        "HDMI-A-1",
    ),
    "one that cannot tell, and is named": (
        [socket("Composite-1", PANEL, state=UNKNOWN), socket("HDMI-A-1", state=DISCONNECTED)],
        Wish(TEN_INCH, "Composite-1"),
        "",
        "Composite-1",
    ),
    "one without modes beside one with": ([socket("HDMI-A-1"), socket("HDMI-A-2", HD)], Wish(TEN_INCH), "", "HDMI-A-2"),
}


@pytest.mark.parametrize("name", SOCKETS)
def test_of_several_sockets_one_is_drawn_on(name: str) -> None:
    """The one that is named; without a name the one in use, then the one that fits."""
    sockets, wish, now, wanted = SOCKETS[name]
    best = picked(sockets, wish, now=now)
    assert best is not None and best[0].name == wanted


def test_a_mode_that_was_refused_comes_last() -> None:
    """The next best is tried, and all of them again when none was left."""
    wish, only = Wish(TEN_INCH), [socket("HDMI-A-1", HD, mode(1280, 720))]
    tried = list[int]()
    for _ in range(3):
        best = picked(only, wish)
        assert best is not None
        tried.append(best[1].width)
        wish.refused.add(("HDMI-A-1", best[1].width, best[1].height, 60))
    assert tried == [1920, 1280, 1920]


def test_nothing_hangs_anywhere() -> None:
    """No socket, or none that answers; one that cannot tell does not stand in for a monitor that is switched off."""
    assert picked([], Wish()) is None
    assert picked([socket("HDMI-A-1", state=DISCONNECTED), socket("Composite-1", PANEL, state=UNKNOWN)], Wish()) is None
    assert picked([socket("HDMI-A-1", PANEL, state=DISCONNECTED), socket("HDMI-A-2")], Wish()) is None


def test_what_is_not_as_it_was_asked_is_said() -> None:
    """Each by its option; nothing of a panel that is as the settings have it."""
    assert remarks(BOTH[1], PANEL, Wish(TEN_INCH)) == []
    four_k = socket("HDMI-A-1", *FOUR_K)
    said = "; ".join(remarks(four_k, FOUR_K[-1], Wish(TEN_INCH, "HDMI-A-2")))
    assert all(word in said for word in ("hardware.connector = HDMI-A-2", "kiosk.width", "3840 x 2160", "slowly"))
    weave = mode(1920, 1080, OWN, INTERLACED)
    assert "interlaced" in remarks(socket("HDMI-A-1", weave), weave, Wish())[0]
    assert own_of(FOUR_K) is FOUR_K[0] and QUICK[0] < FOUR_K[0].width


@pytest.mark.parametrize(
    ("block", "name"),
    [
        (edid("DELL U2412M"), "DEL DELL U2412M"),
        (edid("M\xc3n h\x07nh"), "DEL M\xc3n hnh".replace("\xc3", "")),
        (edid("x")[:-1] + b"\x00", ""),
        (b"", ""),
        (b"\x00\xff" * 64, ""),
        (edid("LCD") + b"\x02\x03junk behind", "DEL LCD"),
    ],
)
def test_a_monitor_is_called_as_it_says(block: bytes, name: str) -> None:
    """Maker and name of a whole block; nothing of one that does not add up."""
    assert name_of(block) == name


@given(st.binary(max_size=300))
def test_no_bytes_of_a_monitor_are_too_odd(block: bytes) -> None:
    """Whatever it says becomes a short line of plain letters."""
    spoilt = edid("MONITOR")[: len(block)] + block
    for one in (block, spoilt):
        assert name_of(one).isascii() and name_of(one).isprintable() and len(name_of(one)) <= 17
