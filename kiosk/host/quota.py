"""How large the journal may become on its file system, so that something is left for all else that lives there: the
backup, the doctor's reports, an update on its way."""

import os
from pathlib import Path

LEFT_BYTES = 64 << 20  # that stay free
LEFT_SHARE = 10  # or a tenth of a small file system


def most_pages(path: Path, page_size: int) -> int:
    """Of the file, as there is room today; at least as many as it has. Raises OSError."""
    system = os.statvfs(path.parent)
    left = min(LEFT_BYTES, system.f_frsize * system.f_blocks // LEFT_SHARE)
    own = path.stat().st_size if path.exists() else 0  # a journal that is made anew has no file yet
    return max(own, own + system.f_frsize * system.f_bavail - left) // page_size
