"""`kiosk update look | judge | tell`: the edge between the rules and RAUC, systemd, sticks and the journal.

look: copies a newer bundle from a USB stick, and while the office is quiet installs the newest one and restarts.
judge: after every start, says whether the running root is good. Both need root and the card that scripts/image builds;
`tell` writes one line of the journal and runs as the kiosk's own user.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import RELEASE, release, runtime_of
from kiosk.config.rules import hours_of
from kiosk.core.calendar.hours import is_quiet
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.host.files import sweep
from kiosk.host.owner import OTHERS
from kiosk.host.usb_stick import find_stick
from kiosk.journal.bell import ring
from kiosk.journal.opening import clock_of, open_journal
from kiosk.journal.timestamps import unwritten
from kiosk.update import memory
from kiosk.update.fetch import fetch, mark, newest
from kiosk.update.rules import Health, Offer, Standing, Verdict, choose, is_fresh, judge, order, reason, settled

FOLDER = memory.STANDING.parent
REFUSED = Path("/run/kiosk-update")  # bundles that RAUC refused since this start
Came = Literal["nothing", "refused", "taken"]
HELP = "the card only: take a newer version, or say whether the running one is good"
CONF = Path("/etc/rauc/system.conf")
TOLD = ("ok", "failed")  # what became of an update, as the journal has it
LOOK_S = 5.0  # seconds between two looks at the touch app


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("look", "judge", "tell"))
    parser.add_argument("words", nargs="*", metavar="WORD", help="of tell: ok or failed, then the version and why")
    parser.add_argument("--now", action="store_true", help="of look: in opening hours too")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 RAUC refused, 2 wrong words. Only `judge` reads no settings; raises ConfigError, JournalError."""
    if args.do == "judge":
        if not RELEASE.exists():
            print("kiosk update judge: only on the card that scripts/image builds", file=sys.stderr)
            return 2
        return _judge(args.config)
    if args.do == "tell" and (not args.words or args.words[0] not in TOLD):
        print("kiosk update: tell: say ok or failed first, then the version and why", file=sys.stderr)
        return 2
    config = load(args.config)
    if args.do == "tell":
        return _tell(config, *args.words)
    return 1 if look(config, args.now) == "refused" else 0


# --- look -------------------------------------------------------------------------------------------------------


def look(config: Config, now: bool) -> Came:
    """`taken`: the machine restarts. `now`: a technician stands there and wants it, whatever the hour."""
    running, standing = release(), memory.load(memory.STANDING)

    def wanted(version: str) -> bool:
        return is_fresh(version, running, standing, now)

    if (stick := find_stick()) is not None:
        keep_newest(stick, wanted, Places(FOLDER, REFUSED, CONF))
    quiet = is_quiet(hours_of(config), unwritten(clock_of(config)))
    offer = choose(tidied(FOLDER, wanted), running, standing, quiet, asked=now)
    return _install(offer, running, standing) if offer is not None else "nothing"


class Places(NamedTuple):
    """Where bundles are kept, which were refused since this start, and RAUC's configuration."""

    folder: Path
    refused: Path
    conf: Path


def keep_newest(stick: Path, wanted: Callable[[str], bool], at: Places) -> None:
    """The stick's newest onto the data partition, unless it lies there already or was refused: by RAUC, or because the
    version that is signed in it is not wanted, whatever its name says."""
    bundle = newest(stick, wanted, at.refused)
    if bundle is None or (at.folder / bundle.name).exists():
        return
    print(f"update: {bundle.name} is copied from the stick", flush=True)
    copied = at.folder / bundle.name
    if fetch(bundle, at.folder) and not any(wanted(offer.version) for offer in offers(copied, at.conf)):
        copied.unlink()
        at.refused.mkdir(parents=True, exist_ok=True)
        (at.refused / mark(bundle)).touch()


def tidied(folder: Path, wanted: Callable[[str], bool], conf: Path = CONF) -> list[Offer]:
    """The newest bundle of the folder, by the version that is signed and not by its name, if it is wanted; the others
    go, and so does what RAUC refuses and what a power cut left half copied."""
    if folder.exists():
        sweep(folder)
    there = sorted(folder.glob("*.raucb"))
    found = [offer for path in there for offer in offers(path, conf) if wanted(offer.version)]
    kept = sorted(found, key=lambda offer: order(offer.version))[-1:]
    for path in there:
        if str(path) not in [offer.path for offer in kept]:
            path.unlink()
    return kept


def offers(path: Path, conf: Path = CONF) -> Iterator[Offer]:
    """The bundle if RAUC itself has read it, signature and all; else why not is in the log."""
    words = ["rauc", f"--conf={conf}", "info", "--output-format=shell", str(path)]
    told = subprocess.run(words, capture_output=True, text=True)
    lines = dict(line.split("=", 1) for line in told.stdout.splitlines() if "=" in line)
    if told.returncode == 0 and "RAUC_MF_VERSION" in lines:
        yield Offer(str(path), lines["RAUC_MF_VERSION"].strip("'"))
    else:
        print(f"update: {path.name}: {told.stderr.strip().splitlines()[-1:]}", file=sys.stderr, flush=True)


def _install(offer: Offer, running: str, standing: Standing) -> Came:
    """Writes the other root and starts it; remembered as on trial first, whenever the power may go."""
    print(f"update: {offer.version} from {offer.path}", flush=True)
    memory.save(memory.STANDING, Standing(offer.version, standing.refused - {offer.version}, running))
    if subprocess.run(["rauc", "install", offer.path]).returncode != 0:
        memory.save(memory.STANDING, replace(standing, trial="", refused=standing.refused | {offer.version}))
        return "refused"
    subprocess.run(["systemctl", "reboot"], check=True)
    return "taken"


# --- judge ------------------------------------------------------------------------------------------------------


def _judge(config: Path | None) -> int:
    running, standing, first, began = release(), memory.load(memory.STANDING), _first(), time.monotonic()
    while (verdict := judge(running, standing, first, _health(began))) == "wait":
        time.sleep(LOOK_S)
    print(f"update: {running} is {verdict}", flush=True)
    if verdict == "went-back":
        _rauc("mark-bad", "other")  # before it is told: a power cut in between never tries the dead root again
    if standing.trial:
        _report(config, verdict, standing.trial)
        memory.save(memory.STANDING, settled(standing, verdict))
    _mark(verdict)
    return 0


def _mark(verdict: Verdict) -> None:
    """U-Boot's counters by RAUC: a bad root is left at once; after one that did not start, this one goes first again.

    Only once it was told: by this order the next start knows that there was a way back, should the power go before.
    """
    if verdict == "went-back":
        _rauc("mark-active", "booted")
    _rauc("mark-bad" if verdict == "bad" else "mark-good", "booted")
    if verdict == "bad":
        subprocess.run(["systemctl", "reboot"], check=True)


def _rauc(word: str, slot: str) -> None:
    subprocess.run(["rauc", "status", word, slot], check=True)


def _first() -> bool:
    """Does U-Boot's order begin with the running root?"""
    words = dict(word.split("=", 1) for word in Path("/proc/cmdline").read_text().split() if "=" in word)
    told = subprocess.run(["fw_printenv", "-n", "BOOT_ORDER"], check=True, capture_output=True, text=True).stdout
    return told.split()[:1] == [words["rauc.slot"]]


def _health(began: float) -> Health:
    words = ["systemctl", "show", "kiosk-app", "-p", "ActiveState,ActiveEnterTimestampMonotonic,NRestarts"]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return health(told, time.monotonic(), began)


def health(told: str, now: float, began: float) -> Health:
    """From what `systemctl show` says of the touch app, microseconds since power; `now`, `began`: seconds since it."""
    lines = dict(line.split("=", 1) for line in told.splitlines())
    since = int(lines["ActiveEnterTimestampMonotonic"]) / 1e6
    steady = now - since if lines["ActiveState"] == "active" else 0.0
    return Health(steady, int(lines["NRestarts"]), now - began)


# --- tell -------------------------------------------------------------------------------------------------------


def _report(config: Path | None, verdict: Verdict, version: str) -> None:
    """One event in the journal, so that the city hears of it; written as the kiosk's own user."""
    why = reason(verdict)
    if why is None:
        return
    given = ["--config", str(config)] if config else []
    argv = [sys.argv[0], "update", *given, "tell", "failed" if why else "ok", f"{version} {why}".strip()]
    if subprocess.run(argv, user="kiosk", group="kiosk", extra_groups=[], umask=OTHERS).returncode != 0:
        print(f"update: the journal took no line about {version}", file=sys.stderr, flush=True)


def _tell(config: Config, to: str, *why: str) -> int:
    with open_journal(config) as journal:
        journal.transact(lambda state, now: (Fact(DeviceChanged("update", to, " ".join(why))),))
    ring(runtime_of(config))
    return 0
