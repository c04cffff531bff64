"""`python -m drivers.lead_in MS VOICE …`: speaks with near-silence in front, so that no screen swallows the beginning.

Sound over HDMI begins half a second late: the screen locks on to the stream only when one comes, and what came before
is gone, the number itself. So the voice writes its sentence as a WAV, `MS` milliseconds go before it in the same
stream, and aplay(1) plays both. They are no zeros, which many screens take for no sound at all, but the least noise
there is. A child of its own: the app waits for neither voice nor sound card.
"""

import argparse
import io
import random
import subprocess
import sys
import wave
from collections.abc import Sequence

PLAYER = ("aplay", "-q", "-")
TO_STDOUT = {"espeak-ng": "--stdout", "espeak": "--stdout"}  # voices that write a WAV only when told to
LOUDEST = 2  # of 32767: -84 dB, which nobody hears
SAMPLE_BYTES = 2


def command(player: Sequence[str], ms: int) -> list[str]:
    """What is started instead of `player`, which reads a sentence and writes a WAV; `ms` 0: `player` as it is."""
    if not ms or not player:
        return list(player)
    word = TO_STDOUT.get(player[0].rpartition("/")[2])
    more = [word] if word and word not in player else []
    return [sys.executable, "-m", "drivers.lead_in", str(ms), *player, *more]


def led_in(sound: bytes, ms: int) -> bytes:
    """The same sound, `ms` later, 0: as it is. Raises ValueError for what is no WAV of 16 bit.

    A voice that writes while it speaks does not know the length yet and puts a huge one into the head: what is there
    counts (the format's data chunk: multimedia programming interface, Microsoft and IBM, 1991).
    """
    try:
        with wave.open(io.BytesIO(sound)) as said:
            shape, frames = said.getparams(), said.readframes(len(sound))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"the voice writes no WAV: {error}") from error
    if shape.sampwidth != SAMPLE_BYTES:
        raise ValueError(f"the voice writes {8 * shape.sampwidth} bits, not 16")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams(shape._replace(nframes=0))
        file.writeframes(near_silence(shape.framerate * ms // 1000 * shape.nchannels) + frames)
    return out.getvalue()


def near_silence(samples: int) -> bytes:
    """Noise of one or two steps, never still; the same each time."""
    steps = random.Random(samples).choices((-LOUDEST, -1, 1, LOUDEST), k=samples)
    return b"".join(step.to_bytes(SAMPLE_BYTES, "little", signed=True) for step in steps)


def main() -> int:
    """0 when it was played to its end."""
    parser = argparse.ArgumentParser(prog="python -m drivers.lead_in", description="speaks, near-silence in front")
    parser.add_argument("ms", type=int, metavar="MS", help="how much of it, in milliseconds")
    parser.add_argument("voice", nargs=argparse.REMAINDER, metavar="VOICE", help="what writes the sentence as a WAV")
    args = parser.parse_args()
    said = subprocess.run(args.voice, stdout=subprocess.PIPE, check=True)
    subprocess.run(PLAYER, input=led_in(said.stdout, args.ms), check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
