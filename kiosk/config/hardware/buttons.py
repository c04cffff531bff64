"""What a button of the file does: as configured, else by its name."""

from kiosk.config.options import Button
from kiosk.core.office.scales import SCALES


def action_of(button: Button) -> str:
    """What a button does: as configured, else by its name. `level-4`, `service-A`."""
    names = {name: f"level-{level}" for level, name in SCALES["vn4"].levels.items()}
    return button.does or names.get(button.name, button.name)
