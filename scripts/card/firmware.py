"""What the FAT partition holds for the Pi's own boot ROM: config.txt, cmdline.txt, firmware, device trees, U-Boot.

Kernel and initrd are not here: each root has its own under /boot, so that an update changes all or nothing. The
firmware loads the device tree of the board it runs on (the kernel's own, `upstream_kernel`) and U-Boot hands it on.
"""

DEVICE_TREES = (
    "bcm2837-rpi-3-b.dtb",
    "bcm2837-rpi-3-b-plus.dtb",
    "bcm2837-rpi-3-a-plus.dtb",
    "bcm2837-rpi-zero-2-w.dtb",
    "bcm2711-rpi-4-b.dtb",
    "bcm2711-rpi-400.dtb",
    "bcm2712-rpi-5-b.dtb",
    "bcm2712-d-rpi-5-b.dtb",
)
FIRMWARE = ("bootcode.bin", "start.elf", "start4.elf", "fixup.dat", "fixup4.dat")


def config_txt() -> str:
    """The firmware's settings, the same for all boards."""
    return (
        "# Firmware settings of the kiosk. The kiosk's own settings are in kiosk.toml, beside this file.\n"
        "[all]\narm_64bit=1\nkernel=u-boot.bin\nupstream_kernel=1\n"
        "# Keeps the clock of the header's serial line, for a printer there. U-Boot and kernel are silent on it.\n"
        "enable_uart=1\n"
        "disable_splash=1\ndisable_overscan=1\navoid_warnings=1\ngpu_mem=32\n"
        "# The kernel's own driver makes the picture, and reads no hdmi_… line of this file: a screen without EDID is\n"
        "# told to it by hardware.video of kiosk.toml, which the kiosk writes into cmdline.txt.\n"
    )


def cmdline_txt() -> str:
    """Kernel arguments of this board; U-Boot adds the root and the slot. The screen stays silent from power to home.

    The console is a virtual terminal that nothing shows: without one the kernel takes the device tree's, the header's
    UART, and speaks to the printer that hangs there; the first terminals are what a panel shows (linux/serial-console).
    """
    words = ("console=tty8", "quiet", "loglevel=3", "vt.global_cursor_default=0", "cma=64M", "net.ifnames=0")
    return " ".join(words) + "\n"
