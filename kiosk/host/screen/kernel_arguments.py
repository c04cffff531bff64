"""`video=` among the kernel's arguments, which a Raspberry Pi keeps in cmdline.txt on its boot partition.

For a monitor without EDID the kernel must be told what to send, before anything else of the kiosk runs: the firmware's
`hdmi_force_hotplug` is not read by the kernel's own driver. The file is one line of arguments; others than ours stay as
they are, in their order. What was written last stands there once more behind a name of ours, which the kernel passes
by (it is that of a module that nobody loads), so that an emptied option takes away just that.
"""

from pathlib import Path

from kiosk.host.files import write_whole
from kiosk.host.usb_stick import writable

FILE = "cmdline.txt"
_VIDEO, _OURS = "video=", "kiosk.video="


def with_video(line: str, video: str) -> str:
    """The arguments with `video` ("": none of ours) in the place of what was ours, or of another one for its socket.

    An answer of the same arguments is the same text. Pure.
    """
    words = line.split()
    ours = {word.removeprefix(_OURS) for word in words if word.startswith(_OURS)}
    socket = video.partition(":")[0]

    def stays(word: str) -> bool:
        is_ours = word.startswith(_OURS) or (word.startswith(_VIDEO) and word.removeprefix(_VIDEO) in ours)
        return not is_ours and not (video and word.startswith(f"{_VIDEO}{socket}:"))

    wanted = [*filter(stays, words), *([f"{_VIDEO}{video}", f"{_OURS}{video}"] if video else [])]
    return line if wanted == words else " ".join(wanted)


def write_video(boot: Path, video: str) -> bool:
    """Whether cmdline.txt in this folder was changed, whole or not at all; it holds from the next start on.

    A machine without such a file is no Raspberry Pi that starts by it: nothing is done. Raises OSError.
    """
    path = boot / FILE
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    line, ending, rest = text.partition("\n")
    wanted = with_video(line, video)
    if wanted == line:
        return False
    with writable(boot):
        write_whole(path, (wanted + ending + rest).encode("utf-8", errors="surrogateescape"))
    return True
