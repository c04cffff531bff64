"""Whoever the data folder belongs to: a technician works as root, and what root made the kiosk could not use."""

import os
from pathlib import Path


def act_as_owner(folder: Path) -> None:
    """From here on this program is the folder's owner, if it was root and the folder is another's. Raises OSError."""
    there = folder.stat()
    if os.geteuid() == 0 and there.st_uid != 0:
        os.setgroups([there.st_gid])
        os.setgid(there.st_gid)
        os.setuid(there.st_uid)
