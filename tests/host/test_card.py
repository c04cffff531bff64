"""The card's identity: what its maker wrote into it, found from a folder on it; in a played /sys."""

import os
from pathlib import Path

import pytest

from kiosk.host.card import card_of, identity, simulated_card, word

CID = "1b534d454331515430114d3f2a0123a5"
DISKS = {
    "an SD card": ("mmcblk0", {"device/cid": CID, "device/serial": "0x4d3f2a01"}, CID),
    "an NVMe disk": ("nvme0n1", {"device/serial": "S4EVNX0M", "wwid": "eui.0025"}, "S4EVNX0M"),
    "a SATA disk": ("sda", {"device/wwid": "t10.ATA X"}, "t10.ATA X"),
    "a disk by its wwid": ("nvme1n1", {"device/serial": " \n", "wwid": "eui.0026"}, "eui.0026"),
    "a virtual disk": ("vda", {"serial": "motcua-1"}, "motcua-1"),
    "a disk that says nothing": ("loop0", {}, ""),
}


def played(root: Path, folder: Path, name: str, says: dict[str, str], partition: bool) -> Path:
    """A /sys in which the folder lies on that disk, or on its second partition."""
    disk = root / "devices/platform/x/block" / name
    block = disk / f"{name}p2" if partition else disk
    block.mkdir(parents=True)
    if partition:
        (block / "partition").write_text("2\n")
    for file, text in says.items():
        (disk / file).parent.mkdir(exist_ok=True)
        (disk / file).write_text(text + "\n")
    device = folder.stat().st_dev
    at = root / f"dev/block/{os.major(device)}:{os.minor(device)}"
    at.parent.mkdir(parents=True)
    at.symlink_to(block)
    return root


@pytest.mark.parametrize("partition", [True, False])
@pytest.mark.parametrize(("name", "says", "said"), DISKS.values(), ids=DISKS)
def test_a_disk_is_known_by_what_it_says_of_itself(
    tmp_path: Path, name: str, says: dict[str, str], said: str, partition: bool
) -> None:
    """The card's own register first; from a partition as from the disk; as 16 hex letters that tell nothing of it."""
    found = card_of(tmp_path, played(tmp_path / "sys", tmp_path, name, says, partition))
    assert found == (identity(said) if said else "")
    assert not said or (len(found) == 16 and int(found, 16) and said not in found)


def test_where_nothing_is_known_nothing_is_said(tmp_path: Path) -> None:
    """Memory and a container's layers have no disk; a folder may be gone."""
    (tmp_path / "sys").mkdir()
    assert card_of(tmp_path, tmp_path / "sys") == card_of(tmp_path / "gone") == card_of(Path("/proc")) == ""


def test_two_cards_are_two(tmp_path: Path) -> None:
    """By the cabinet's card, which a test may exchange."""
    (tmp_path / "card").write_text("card 1\n")
    first = simulated_card(tmp_path)
    (tmp_path / "card").write_text("card 2\n")
    assert first != simulated_card(tmp_path) and simulated_card(tmp_path / "none") == ""


@pytest.mark.parametrize(
    ("journals", "own", "says"), [("a", "a", "ok"), ("a", "b", "copied"), ("", "b", ""), ("a", "", ""), ("", "", "")]
)
def test_a_journal_on_another_card_was_copied(journals: str, own: str, says: str) -> None:
    """Where either is not known, nothing is said."""
    assert word(journals, own) == says
