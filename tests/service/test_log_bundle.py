"""The log bundle: what is in it, what is not, and a stick that is missing, full, locked or pulled out."""

import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from drivers.clock import START
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.pin_hash import hash_pin
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved
from kiosk.core.record import events as e
from kiosk.core.record.codec import KINDS
from kiosk.core.record.event import required
from kiosk.core.record.former_events import Former
from kiosk.host.usb_stick import NoStick, NotWritten, find_stick, no_stick
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate
from kiosk.service.findings import keep
from kiosk.service.log_bundle import packed, write_bundle
from tests.config.test_load import DEMO
from tests.journal.clocks import opened as opened_at

NOW = Moment(1_795_396_500_000, 1_000_000, "boot-1")  # 2026-11-23 08:15 in Viet Nam
WORDS = {"sw", "after", "why", "of", "card", "device", "state", "option", "author", "boot", "clock"}
SECRETS = ("s3cret-broker", "broker-user", "Nguyễn Thị Hòa", "salt-of-office", "hidden-in-comment", "user-in-url")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Config, Journal]]:
    """A data folder with everything that a kiosk keeps, secrets in every place that may hold one."""
    text = DEMO.replace('data = "/set/by/the/demo"', f'data = "{tmp_path}"\npin = "{hash_pin("135792")}"', 1)
    text = text.replace(
        'url = ""', 'url = "mqtt://user-in-url:x@h:1883"\nuser = "broker-user"\npassword = "s3cret-broker"'
    )
    text += '\n# password = "hidden-in-comment"\n[privacy]\nofficer_salt = "salt-of-office"\n'
    text = text.replace('wires = "/set/by/the/demo"', f'wires = "{tmp_path}/dev"', 1)
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/clock").write_text(json.dumps({**START, "frozen_wall_ms": NOW.wall}))
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    migrate(tmp_path / "journal.db")
    journal = opened_at(tmp_path / "journal.db", lambda: NOW)
    journal.transact(lambda state, now: device_moved(state, "printer", "paper_out", "no paper"))
    (tmp_path / "log").mkdir()
    (tmp_path / "log/app.log").write_text("the app's last line\n")
    keep(tmp_path, {"at": "2026-11-22", "good": False})
    (tmp_path / "checkpoint.key").write_bytes(b"K" * 32)
    config = load(tmp_path / "kiosk.toml")
    yield config, journal
    journal.close()


def opened(content: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]


def test_it_holds_what_a_repair_needs(office: tuple[Config, Journal]) -> None:
    """Logs, settings, self-tests, what the devices did, which journal it is; named by kiosk and date."""
    config, journal = office
    name, content = packed(config)
    files = opened(content)
    assert name == "kiosk-H55-92-08-000-k1-20261123-0815.tar.gz"
    assert files["log/app.log"] == b"the app's last line\n" and "log/systemd.log" in files
    assert json.loads(files["doctor.jsonl"]) == {"at": "2026-11-22", "good": False}
    assert b"paper_out" in files["device.jsonl"]
    assert json.loads(files["about.json"])["journal"] == journal.id
    assert "[[services]]" in files["kiosk.toml"].decode() and "baud = 115200" in files["kiosk.toml"].decode()


def test_it_holds_no_head_no_hash_and_no_count(office: tuple[Config, Journal]) -> None:
    """Whatever kind of event the devices write, of today or of before: a journal that goes on from a lost one names the
    heads of that one, and earlier ones named how far the city had the ratings."""
    config, journal = office
    head: dict[str, dict[str, int | str]] = {"rating": {"sequence": 4711, "hash": "5a" * 32}}
    kinds = [kind for kind in KINDS.values() if kind.STREAM == "device" and not issubclass(kind, Former)]
    facts = [e.JournalBegun("of", "gone", "card", head), e.DeviceChanged("city", "ahead", "rating 4711")]
    facts += [e.DeviceChanged("disk", "ok", "refused while it was full: 4711 rating")]
    facts += [made(kind) for kind in kinds]
    journal.transact(lambda state, now: tuple(e.Fact(fact) for fact in facts))
    files = opened(packed(config)[1])
    told = b"".join(files[name] for name in ("about.json", "device.jsonl")).decode()
    assert told.count('"type"') == len(facts) + 1 - len([kind for kind in kinds if kind is e.Checkpoint])
    assert "4711" not in told and not re.search("[0-9a-f]{64}|hash|sequence|seq|heads|rows", told)


def made(kind: type[Any]) -> Any:
    """An example; heads and hashes in it are known again."""
    values = {"int": 60, "str": "5a" * 32, "bool": True, "Mapping": {"rating": {"sequence": 4711}}}
    hints = {name: getattr(hint, "__name__", "") for name, hint in get_type_hints(kind).items()}
    words = {name: "word" for name in required(kind) if name in WORDS}
    return kind(**{name: values[hints[name]] for name in required(kind)} | words)


def test_it_holds_no_secret_and_no_name(office: tuple[Config, Journal]) -> None:
    """Passwords, PIN hashes, keys, salts and officers' names are left out, also from comments."""
    text = b"\n".join(opened(packed(office[0])[1]).values()).decode()
    assert [secret for secret in (*SECRETS, "scrypt$", "KKKK") if secret in text] == []


def test_on_the_stick_it_is_whole(office: tuple[Config, Journal], tmp_path: Path) -> None:
    """One file under its name, no half one beside it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    path = write_bundle(stick, office[0])
    assert list(stick.iterdir()) == [path] and "about.json" in opened(path.read_bytes())


def test_without_a_stick_it_says_what_to_do(office: tuple[Config, Journal]) -> None:
    """In Vietnamese, for the officer."""
    with pytest.raises(NoStick, match="Xin cắm USB"):
        write_bundle(None, office[0])


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "stick", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small disk: needs root")
@pytest.mark.parametrize(("options", "said"), [("size=4k", "USB đã đầy"), ("ro", "USB bị khóa")])
def test_a_stick_that_takes_nothing_says_so(
    office: tuple[Config, Journal], tmp_path: Path, options: str, said: str
) -> None:
    """Full or locked: a clear sentence, and nothing half is left on it."""
    (tmp_path / "log/app.log").write_bytes(os.urandom(50_000))
    with mounted(tmp_path / "stick", options) as stick:
        with pytest.raises(NotWritten, match=said):
            write_bundle(stick, office[0])
        assert list(stick.iterdir()) == []


def test_a_stick_that_was_pulled_out_says_so(office: tuple[Config, Journal], tmp_path: Path) -> None:
    """Its folder is gone."""
    with pytest.raises(NotWritten, match="cắm lại"):
        write_bundle(tmp_path / "gone", office[0])


def test_a_stick_is_found_by_the_usb_port_it_hangs_on(tmp_path: Path) -> None:
    """The card and memory are no sticks; a path with a blank is read."""
    card, stick = tmp_path / "devices/platform/mmc0/mmcblk0p1", tmp_path / "devices/pci0/usb1/1-2/host0/sda/sda1"
    blocks = tmp_path / "class"
    blocks.mkdir()
    for disk in (card, stick):
        disk.mkdir(parents=True)
        (blocks / disk.name).symlink_to(disk)
    mounts = tmp_path / "mounts"
    lines = ["/dev/mmcblk0p1 /boot/firmware vfat ro 0 0", "tmpfs /tmp tmpfs rw 0 0"]
    mounts.write_text("\n".join(lines) + "\n")
    assert find_stick(mounts, blocks) is None
    mounts.write_text("\n".join([*lines, r"/dev/sda1 /media/k/MY\040STICK vfat rw 0 0"]) + "\n")
    assert find_stick(mounts, blocks) == Path("/media/k/MY STICK")


DISKS = {  # what udev found on the partitions of a disk on USB; what the officer reads
    "nothing plugged in": (None, "Chưa thấy USB"),
    "NTFS": (("ntfs",), "loại NTFS.*FAT32 hoặc exFAT"),
    "Linux's own": (("ext4",), "loại ext4"),
    "of a Mac, behind its small FAT": (("vfat", "apfs"), "APFS"),
    "locked by Windows": (("BitLocker",), "BitLocker"),
    "a kind that nobody here knows": (("zfs_member",), "loại zfs_member"),
    "never formatted": (("",), "chưa định dạng"),
    "no partition at all": ((), "chưa định dạng"),
    "exFAT that does not mount": (("exfat",), "chưa đọc được"),
}


@pytest.mark.parametrize("name", DISKS)
def test_a_stick_that_is_not_read_is_named_for_what_it_is(tmp_path: Path, name: str) -> None:
    """Nobody looks for a stick that is in; beside it hang an empty card reader and the system's own disk on USB."""
    kinds, said = DISKS[name]
    hangs = _Hangs(tmp_path)
    hangs.disk("sda", ("vfat", "ext4"), mounted=True)
    hangs.disk("sdb", (), size=0)
    if kinds is not None:
        hangs.disk("sdc", kinds)
    told = str(no_stick(hangs.mounts, hangs.blocks, hangs.udev))
    assert re.search(said, told) and ("Chưa thấy" in told) is (kinds is None)


class _Hangs:
    """The kernel's disks and udev's database, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._tree, self.blocks, self.udev = folder / "devices/pci0/usb1/1-2/host0", folder / "class", folder / "udev"
        self.mounts = folder / "mounts"
        for place in (self._tree, self.blocks, self.udev):
            place.mkdir(parents=True)
        self.mounts.write_text("tmpfs /tmp tmpfs rw 0 0\n")

    def disk(self, name: str, kinds: tuple[str, ...], size: int = 1000, mounted: bool = False) -> None:
        """`kinds`: of its partitions, in their order."""
        self._block(self._tree / name, f"8:{ord(name[2]) * 16}", size, "")
        for n, kind in enumerate(kinds, 1):
            self._block(self._tree / name / f"{name}{n}", f"8:{ord(name[2]) * 16 + n}", size, kind)
            (self._tree / name / f"{name}{n}" / "partition").write_text(f"{n}\n")
        if mounted:
            self.mounts.write_text(f"/dev/{name}1 / ext4 rw 0 0\n")

    def _block(self, at: Path, number: str, size: int, kind: str) -> None:
        at.mkdir()
        (at / "dev").write_text(f"{number}\n")
        (at / "size").write_text(f"{size}\n")
        found = f"E:ID_FS_TYPE={kind}\n" if kind else "E:ID_PART_TABLE_TYPE=dos\n"
        (self.udev / f"b{number}").write_text(f"S:disk/by-id/x\nE:ID_BUS=usb\n{found}")
        (self.blocks / at.name).symlink_to(at)


def test_the_command_prints_where_it_is(office: tuple[Config, Journal], tmp_path: Path) -> None:
    """Exit code 0 and the path; without a stick 1 and one sentence."""
    argv = [sys.executable, "-m", "kiosk", "bundle", "--config", office[0].origin]
    done = subprocess.run([*argv, "--to", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0 and Path(done.stdout.strip()).exists()
    assert re.fullmatch(r".*kiosk-H55-92-08-000-k1-\d{8}-\d{4}\.tar\.gz\n", done.stdout)
    refused = subprocess.run([*argv, "--to", str(tmp_path / "gone")], capture_output=True, text=True)
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
