"""Every place that writes a file whole: the calls that it asks of the kernel, by strace, before a model of a disk that
loses its power; and nobody renames a file by themselves."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.test_load import DEMO

PLACES = """
import argparse, json, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kiosk.config.load import load
from kiosk.console.sessions import key_of
from kiosk.core.decisions.crashes import Start
from kiosk.doctor.search.writing import write, write_pins
from kiosk.host import troubles
from kiosk.host.salt_file import salt_at
from kiosk.host.usb_stick import put_on
from kiosk.journal.signing import own_key
from kiosk.recovery.repairs import keep_good, replace_settings
from kiosk.service import findings, identity, network, start_log
from kiosk.config.paths import OFFICERS_SALT as FILE
from kiosk.update import memory
from kiosk.update.fetch import fetch
from kiosk.update.rules import Standing
folder = Path(sys.argv[1])
toml, data = folder / "boot/kiosk.toml", folder / "data"
config = load(toml)
put_on(folder / "stick", "log.tar", b"x" * 100_000)
keep_good(config)
replace_settings(toml, toml.read_text() + "# mended")
own_key(data), key_of(data), salt_at(data / FILE)
identity.save(folder / "stick", config, "code")
identity.restore(identity.from_sealed(identity.kept(folder / "stick", False), "code"), toml, replace=True)
memory.save(data / "standing.json", Standing("2.0"))
write(toml, "printer", {"baud": 9600})
write_pins(toml, {"level-4": 17})
findings.keep(data, {"at": "now"})
start_log.write(folder / "run/starts.json", [Start("b", 1)])
troubles.tell(folder / "run", "app", "the disk is full")
network._put(folder / "run/kiosk.conf", "[Time]")
fetch(folder / "stick/kiosk-2.0.raucb", folder / "update")
"""
SYNCED = {
    "stick/log.tar": 1,
    "data/kiosk.toml.good": 1,
    "boot/kiosk.toml": 4,  # mended, restored, the doctor's options, its pins
    "boot/kiosk.toml.bad": 1,
    "data/checkpoint.key": 2,  # made, restored
    "data/console.key": 1,
    "data/officers.salt": 2,
    "stick/kiosk-H55-92-08-000-k1.identity": 1,
    "boot/demo-procedures.csv": 1,
    "data/standing.json": 1,
    "data/doctor.jsonl": 1,
    "update/kiosk-2.0.raucb": 1,
}
IN_MEMORY = {"run/starts.json": 1, "run/trouble-app": 1, "run/kiosk.conf": 1}
Op = tuple[str, str, str]  # what, the file, its new name


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> list[Op]:
    """What all the places ask of the kernel, in their order, by strace: paths below the folder."""
    folder = tmp_path_factory.mktemp("card")
    for name in ("boot", "data", "stick", "run", "update"):
        (folder / name).mkdir()
    text = DEMO.replace("/set/by/the/demo", str(folder / "data"), 1)
    (folder / "boot/kiosk.toml").write_text(text, encoding="utf-8")
    (folder / "boot/demo-procedures.csv").write_bytes(Path("kiosk/simulation/demo-procedures.csv").read_bytes())
    (folder / "stick/kiosk-2.0.raucb").write_bytes(b"b" * 100_000)
    calls = "trace=write,fsync,fdatasync,rename,renameat,renameat2,link,linkat"
    words = ["strace", "-f", "-y", "-s", "0", "-e", calls, "-o", str(folder / "trace"), "-e", "signal=none"]
    subprocess.run([*words, sys.executable, "-c", PLACES, str(folder)], check=True)
    return list(_ops((folder / "trace").read_text(), f"{folder}/"))


def _ops(trace: str, folder: str) -> Iterator[Op]:
    for line in trace.splitlines():
        call = line.partition(" ")[2].lstrip().partition("(")[0]
        paths = [found.removeprefix(folder) for found in re.findall(r'["<]([^">]+)[">]', line) if folder in found]
        if paths and line.rstrip().endswith(tuple("= 0123456789")) and " = -1 " not in line:
            yield call, paths[0], paths[-1]


def renames(ops: list[Op]) -> list[Op]:
    return [op for op in ops if op[0].startswith(("rename", "link"))]


def test_every_place_writes_whole_and_synced(traced: list[Op]) -> None:
    """All of them, as often as they should, under another name first."""
    counted = {to: sum(1 for op in renames(traced) if op[2] == to) for _, _, to in renames(traced)}
    assert counted == SYNCED | IN_MEMORY
    assert {path for call, path, _ in traced if call == "write"} & (SYNCED.keys() | IN_MEMORY.keys()) == set()


def states(ops: list[Op], path: str) -> Iterator[str]:
    """What may stand at `path` after a power cut behind each call: `old`, `new`, or `half`, a name without its content.

    The model of a disk: a name may be there from its rename on and is there once its folder is synced; what was written
    and not synced before the rename may still be missing.
    """
    for end in range(1, len(ops) + 1):
        for n, (call, draft, to) in enumerate(ops[:end]):
            if call.startswith(("rename", "link")) and to == path:
                written = max((m for m, op in enumerate(ops[:n]) if op[:2] == ("write", draft)), default=n)
                yield "new" if ("fsync", draft) in [op[:2] for op in ops[written:n]] else "half"
                if ("fsync", str(Path(path).parent)) not in [op[:2] for op in ops[n:end]]:
                    yield "old"


def test_a_power_cut_between_any_two_calls_leaves_old_or_new(traced: list[Op]) -> None:
    """At every one of the places that a disk keeps; and once they have returned it is the new one."""
    for path in SYNCED:
        assert "half" not in set(states(traced, path)), path
        last = max(n for n, op in enumerate(traced) if op[2] == path and op in renames(traced))
        assert ("fsync", str(Path(path).parent)) in [op[:2] for op in traced[last:]], path


@pytest.mark.parametrize("forgotten", ["data/doctor.jsonl", "boot/kiosk.toml"])
def test_the_model_finds_a_sync_that_is_forgotten(traced: list[Op], forgotten: str) -> None:
    """Without the sync of its content a place is found out; so the test above can fail."""
    lame = [op for op in traced if not (op[0] == "fsync" and op[1].startswith(f"{forgotten}."))]
    assert "half" in set(states(lame, forgotten))
