"""What options were called in older files: they are still read."""

from collections.abc import Mapping

RENAMED: Mapping[str, str] = {"printer.way": "printer.print_mode", "printer.way_for": "printer.print_mode_for"}
"""What an option was called in older files → what it is called; the old name is still read."""

OLD_VALUES: Mapping[str, Mapping[str, str]] = {"printer.way": {"d": "raster", "m": "inline", "h": "downloaded"}}
"""What may stand behind an old name → what it means now."""
