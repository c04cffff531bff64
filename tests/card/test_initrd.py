"""Which modules the initrd gets."""

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
