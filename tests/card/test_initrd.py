"""Which modules the initrd gets, and what it does with a root that has no init."""

import subprocess
from pathlib import Path

from scripts.card import initrd

TREE = b"\x00\x00brcm,bcm2835-sdhost\x00\x00\x01brcm,bcm2711-emmc2\x00snd,codec\x00"
ALIASES = (
    "alias of:N*T*Cbrcm,bcm2835-sdhost bcm2835\nalias of:N*T*Cbrcm,bcm2711-emmc2C* sdhci_iproc\n"
    "alias of:N*T*Csnd,codec snd_soc_x\nalias of:N*T*Crockchip,dw dw_mmc\n"
)
PLACES = "kernel/drivers/mmc/host/bcm2835.ko.xz:\nkernel/sound/soc/snd-soc-x.ko.xz: kernel/sound/snd.ko.xz\n"


def test_drivers_of_what_the_boards_name() -> None:
    """A driver that a device tree names is in; one of another maker's board is not; sound comes later."""
    names = initrd.wanted([TREE], ALIASES, PLACES)
    assert {"bcm2835", "sdhci_iproc", "ext4", "virtio_blk"} <= set(names)
    assert not {"dw_mmc", "snd_soc_x"} & set(names)


def checked(folder: Path, root: Path) -> tuple[int, list[str]]:
    """The check of the initrd over a root, with a reboot that only says so."""
    (folder / "check").write_text(initrd.CHECK)
    for name in ("reboot", "sleep"):
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{folder}/done\n')
        (folder / name).chmod(0o755)
    (folder / "done").touch()
    paths = {"PATH": f"{folder}:/usr/bin:/bin", "rootmnt": str(root)}
    code = subprocess.run(["sh", folder / "check"], env=paths, capture_output=True).returncode
    return code, (folder / "done").read_text().splitlines()


def test_a_root_without_init_starts_the_machine_again(tmp_path: Path) -> None:
    """No shell that waits for ever: the machine restarts, so that U-Boot counts and goes back."""
    assert checked(tmp_path, tmp_path / "empty")[1] == ["sleep 5", "reboot -f"]


def test_a_root_with_init_is_entered(tmp_path: Path) -> None:
    """The check lets a whole root pass and does nothing."""
    init = tmp_path / "root/usr/lib/systemd/systemd"
    init.parent.mkdir(parents=True)
    init.touch()
    assert checked(tmp_path, tmp_path / "root") == (0, [])
