"""The units: every program is started again after every fault but wrong use, and a machine that hangs is reset."""

import re
from pathlib import Path

import pytest

from kiosk.host.command_line import AGAIN

ROOT = Path(__file__).resolve().parents[3]
CARD = ROOT / "scripts/card"
OVERLAY = CARD / "overlay/etc/systemd"
UNITS = {path.name: path for folder in (ROOT / "systemd", OVERLAY / "system") for path in folder.glob("*.service")}
LASTING = ("kiosk-app.service", "kiosk-console.service", "kiosk-sync.service", "kiosk-mend.service")
ONCE = {
    "kiosk-prepare.service": "oneshot; every start of a program starts it again",
    "kiosk-migrate.service": "oneshot; kiosk-mend takes its place, and starts it again",
    "kiosk-doctor.service": "oneshot, before the kiosk; whatever becomes of it, the kiosk starts",
    "kiosk-backup.service": "oneshot; its timer starts it again each hour",
    "kiosk-poweroff.service": "oneshot: the machine ends with it",
    "kiosk-clock.service": "oneshot: one time, once",
    "kiosk-stick@.service": "oneshot, for as long as the stick is in",
    "kiosk-watch@.service": "one question; the next one starts another",
    "kiosk-grow.service": "oneshot, at a card's first start",
    "kiosk-network.service": "oneshot; without it the card's own network holds",
    "kiosk-wifi.service": "the system's own program",
    "kiosk-splash.service": "a picture while the kiosk starts",
    "kiosk-update.service": "oneshot, by its timer again",
    "kiosk-tail.service": "oneshot, by its timer again",
    "kiosk-judge.service": "one word a start; again after a fault (below)",
}


def settings(name: str) -> dict[str, str]:
    """The last value of each word; comments and sections are passed by."""
    lines = UNITS[name].read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z][A-Za-z]*=", line))


def test_every_unit_is_of_a_kind() -> None:
    """A new one is kept running, or says why not."""
    assert set(UNITS) <= {*LASTING, *ONCE}


@pytest.mark.parametrize("name", LASTING)
def test_a_program_that_lasts_is_always_started_again(name: str) -> None:
    """However it ended and however often, but after 2; systemd kills it when it gives no sign of life."""
    said = settings(name)
    assert said["Restart"] in (("on-failure",) if name == "kiosk-mend.service" else ("always",))
    assert said["StartLimitIntervalSec"] == "0" and int(said["RestartSec"]) <= 3
    assert said.get("RestartPreventExitStatus", "2") == "2" != str(AGAIN)
    assert 0 < int(said["WatchdogSec"]) <= 60 and said["NotifyAccess"] == "main"


@pytest.mark.parametrize("name", sorted(UNITS))
def test_no_start_is_waited_for_without_end(name: str) -> None:
    """A part that hangs at the start keeps the others from citizens for a time only."""
    assert settings(name).get("TimeoutStartSec", "90") != "infinity"


def test_the_judge_speaks_again_after_a_fault() -> None:
    """A version whose judge crashed is not sent back for it."""
    said = settings("kiosk-judge.service")
    assert said["Restart"] == "on-failure" and said["RestartPreventExitStatus"] == "2"


def test_the_hardware_watchdog_guards_systemd_and_the_time_before_it() -> None:
    """systemd feeds it oftener than it can wait (15 s on a Pi). U-Boot starts it as the last thing before the kernel,
    behind the counters, which only the judge gives back; the kernel has its driver from the first and gives systemd two
    minutes."""
    manager = (OVERLAY / "system.conf.d/kiosk.conf").read_text()
    assert 0 < int(re.search(r"^RuntimeWatchdogSec=(\d+)s$", manager, re.M)[1]) < 15  # type: ignore[index]
    boot = (CARD / "boot.cmd").read_text()
    assert boot.index("run save") < boot.index("wdt start 15000") < boot.index("booti ")
    assert "watchdog.open_timeout=120" in boot and "panic=10" in boot
    assert '"bcm2835_wdt"' in (CARD / "initrd.py").read_text()
    marks = [path.name for path in (ROOT / "kiosk").rglob("*.py") if "mark-good" in path.read_text(encoding="utf-8")]
    assert len(marks) <= 1 and "mark-good" not in boot


def test_off_ends_the_touch_app_last_and_then_the_machine() -> None:
    """It folds the journal back, which nobody else may hold open then."""
    text = UNITS["kiosk-poweroff.service"].read_text()
    steps = " ".join(line.partition("=")[2] for line in text.splitlines() if line.startswith("ExecStart="))
    order = ("rm -f /run/kiosk/poweroff", "kiosk-console", "kiosk-app", "/bin/sync", "--no-block poweroff")
    places = [steps.index(word) for word in order]
    assert places == sorted(places) and steps.endswith(order[-1])
