"""`hardware.video`: what the kernel shall believe of a socket whose monitor tells nothing of itself (no EDID).

It is the kernel's own word for it (Documentation/fb/modedb.rst), `HDMI-A-1:1920x1080@60D`, without what makes no sense
on a kiosk: a socket, a size, timings by CVT (M, R), pictures a second (@60), on though nothing answers (e, or D for a
digital one), margins for a monitor that cuts its edges off. Pure.
"""

import re

_SOCKET = r"(?P<socket>[A-Za-z]+(?:-[A-Z])?-[1-9][0-9]?)"
_MODE = r"(?P<wide>[1-9][0-9]{2,3})x(?P<high>[1-9][0-9]{2,3})M?R?(?:@[1-9][0-9]{1,2})?[eD]?"
_MARGINS = r"(?:,margin_(?:left|right|top|bottom)=[0-9]{1,3}){0,4}"
_VIDEO = re.compile(f"{_SOCKET}:{_MODE}{_MARGINS}", re.ASCII)
_NAME = re.compile(_SOCKET, re.ASCII)


def is_video(word: str) -> bool:
    return bool(_VIDEO.fullmatch(word))


def is_connector(word: str) -> bool:
    """A name as `ls /sys/class/drm` has it behind the card's."""
    return bool(_NAME.fullmatch(word))


def connector_of(video: str) -> str:
    """The socket that it is about; "" for an empty one."""
    return video.partition(":")[0]
