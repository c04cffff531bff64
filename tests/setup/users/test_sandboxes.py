"""The sandbox of each unit, by systemd's own measure: from 0, nothing is open to it, to 10 (systemd-analyze(1))."""

import re
import shutil
import subprocess
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from kiosk.config.checks.agreement import disagreements
from kiosk.config.load import load
from tests.setup.users.units import ROOT, SHARED, copied, last, said, services

BOUNDS = {  # at most; what serves people is the tightest, who must be root for a moment may be wider
    "kiosk-app.service": 2.0,
    "kiosk-console.service": 2.0,
    "kiosk-sync.service": 2.0,
    "kiosk-watch@.service": 2.0,
    "kiosk-migrate.service": 2.0,
    "kiosk-backup.service": 2.0,
    "kiosk-prepare.service": 2.0,
    "kiosk-poweroff.service": 2.0,
    "kiosk-splash.service": 2.0,
    "kiosk-network.service": 2.0,
    "kiosk-tail.service": 2.0,
    "kiosk-clock.service": 4.0,
    "kiosk-doctor.service": 4.0,
    "kiosk-mend.service": 4.0,
    "kiosk-update.service": 4.0,
    "kiosk-judge.service": 4.0,
    "kiosk-stick@.service": 4.0,
    "kiosk-grow.service": 4.0,
    "kiosk-wifi.service": 4.0,
}
OF_A_USER = {  # who runs as somebody of its own; all others are root
    "kiosk-app.service": "kiosk-app",
    "kiosk-console.service": "kiosk-console",
    "kiosk-sync.service": "kiosk-courier",
    "kiosk-watch@.service": "kiosk-watch",
    "kiosk-migrate.service": "kiosk",
    "kiosk-backup.service": "kiosk",
    "kiosk-splash.service": "kiosk",
}
ON_A_NETWORK = {"kiosk-console.service", "kiosk-sync.service", "kiosk-doctor.service", "kiosk-wifi.service"}
COMMANDS = ("ExecStart", "ExecStartPost", "ExecStop")
NAMESPACES = ("ProtectSystem", "ProtectHome", "ProtectControlGroups", "ProtectKernelLogs", "ProtectKernelModules",
              "ProtectKernelTunables", "ProtectHostname")  # fmt: skip


def test_every_service_has_its_bound() -> None:
    """A new one too."""
    assert set(BOUNDS) == set(services())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (package systemd)")
@pytest.mark.parametrize("name", BOUNDS)
def test_no_unit_is_more_open_than_its_bound(tmp_path: Path, name: str) -> None:
    """With the drop-in of them all, as systemd reads it."""
    copied(tmp_path)
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(tmp_path / name)]
    told = subprocess.run(words, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    found = re.search(r"exposure level for \S+: ([0-9.]+)", told.stdout)
    assert found, told.stderr
    assert float(found[1]) <= BOUNDS[name], told.stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (package systemd)")
@pytest.mark.parametrize("wrong", ["", "ProtectSytem=strict\n"], ids=["as they are", "a slip of the pen"])
def test_systemd_knows_every_word(tmp_path: Path, wrong: str) -> None:
    """Of all units, the card's too, and of the drop-ins: a word that it does not know would be passed by in silence."""
    place, lib = tmp_path / "etc/systemd/system", tmp_path / "usr/lib/systemd/system"
    lib.mkdir(parents=True)
    for unit in (*Path("/usr/lib/systemd/system").glob("*.target"), *copied(place)):
        shutil.copy(unit, lib / unit.name)
    with (place / SHARED / "10-kiosk.conf").open("a") as shared:
        shared.write(wrong)
    for line in (line for name in BOUNDS for word in COMMANDS for line in said(name)[word]):
        program = tmp_path / line.split()[0].lstrip("-/")
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    words = ["systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", *BOUNDS]
    done = subprocess.run(words, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    told = [line for line in done.stderr.splitlines() if "kiosk" in line]
    assert bool(told) is bool(wrong), done.stderr


def test_the_drop_in_counts(tmp_path: Path) -> None:
    """Without it the measure is another; so the test above does see it."""
    copied(tmp_path)
    shutil.rmtree(tmp_path / SHARED)
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(tmp_path / "kiosk-app.service")]
    told = subprocess.run(words, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    found = re.search(r"exposure level for \S+: ([0-9.]+)", told.stdout)
    assert found and float(found[1]) > BOUNDS["kiosk-app.service"]


@pytest.mark.parametrize("name", BOUNDS)
def test_every_unit_is_of_its_user_and_filters_its_calls(name: str) -> None:
    """Its user; a list of allowed system calls; addresses only for whom a network is the work."""
    assert last(name, "User", "root") == OF_A_USER.get(name, "root")
    assert said(name)["SystemCallFilter"][0].startswith("@system-service")
    assert last(name, "NoNewPrivileges") == "yes" and said(name)["CapabilityBoundingSet"] is not None
    if name not in ON_A_NETWORK | {"kiosk-app.service"}:
        assert last(name, "IPAddressDeny") == "any" and "INET" not in last(name, "RestrictAddressFamilies")


EDGES = {  # the first and the last of each private net, and their neighbours outside
    "10.0.0.0": "9.255.255.255", "10.255.255.255": "11.0.0.0", "172.16.0.0": "172.15.255.255",
    "172.31.255.255": "172.32.0.0", "192.168.0.0": "192.167.255.255", "192.168.255.255": "192.169.0.0",
    "169.254.0.0": "169.253.255.255", "169.254.255.255": "169.255.0.0",
}  # fmt: skip
KNOWN = ("0.0.0.0", "1.1.1.1", "100.64.0.1", "127.0.0.1", "224.0.0.1", "255.255.255.255")


@pytest.mark.parametrize("address", [*EDGES, *EDGES.values(), *KNOWN])
def test_the_touch_app_reaches_what_a_printer_may_have_and_nothing_else(address: str) -> None:
    """The unit lets a packet through exactly where `kiosk check` takes the address for a printer's; it listens to
    nobody, and speaks no IPv6."""
    app = said("kiosk-app.service")
    assert (app["IPAddressDeny"], app["SocketBindDeny"]) == (["any"], ["any"])
    assert "AF_INET6" not in last("kiosk-app.service", "RestrictAddressFamilies").split()
    nets = [ip_network(net) for net in " ".join(app["IPAddressAllow"]).split()]
    config = load(ROOT / "docs/kiosk.toml")
    printer = replace(config.printer, kind="network", host=address)
    refused = any(problem.option == "printer.host" for problem in disagreements(replace(config, printer=printer)))
    assert refused is not any(ip_address(address) in net for net in nets)


def test_only_the_courier_and_root_may_see_the_settings_and_the_key() -> None:
    """The console and the touch app read their own copies; the boot partition is not there for them. The key's folder
    is written by the courier and by whoever hands it over; no other unit may."""
    for name in ("kiosk-app.service", "kiosk-console.service"):
        assert "-/boot/firmware" in " ".join(said(name)["InaccessiblePaths"]).split()
        assert "/run/kiosk-settings/" in last(name, "ExecStart") and "/boot/" not in last(name, "ExecStart")
    writers = {name for name in BOUNDS if "kiosk-courier" in " ".join(said(name)["ReadWritePaths"])}
    assert writers == {"kiosk-sync.service", "kiosk-prepare.service"}


def test_a_stick_is_mounted_where_everybody_sees_it() -> None:
    """No word that gives a unit a namespace of mounts holds for the one that mounts."""
    assert [last("kiosk-stick@.service", word) for word in NAMESPACES] == ["no"] * len(NAMESPACES)
    words = said("kiosk-stick@.service")
    assert not {"PrivateTmp", "PrivateMounts", "PrivateDevices", "ReadWritePaths", "InaccessiblePaths"} & words.keys()
