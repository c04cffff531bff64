"""What a monitor says it is called: the EDID's bytes, which may be anything.

VESA E-EDID 1.4: a block of 128 bytes that begins with a fixed pattern and adds up to 0; maker in bytes 8 and 9, four
descriptors of 18 bytes from byte 54 on, of which one may hold the name (tag FC). Pure.
"""

_BLOCK, _PATTERN = 128, b"\x00\xff\xff\xff\xff\xff\xff\x00"
_DESCRIPTORS, _DESCRIPTOR, _NAME = range(54, 126, 18), 18, b"\x00\x00\x00\xfc\x00"


def name_of(edid: bytes) -> str:
    """`DEL DELL U2412M`, or the maker alone; "" for bytes that are no EDID. Printable ASCII, 17 letters at most."""
    block = edid[:_BLOCK]
    if len(block) < _BLOCK or not block.startswith(_PATTERN) or sum(block) % 256:
        return ""
    found = [block[at : at + _DESCRIPTOR] for at in _DESCRIPTORS]
    said = next((part[len(_NAME) :] for part in found if part.startswith(_NAME)), b"")
    return f"{_maker(block)} {_plain(said)}".strip()


def _maker(block: bytes) -> str:
    """Three letters of five bits each, A = 1."""
    word = int.from_bytes(block[8:10], "big")
    letters = [word >> shift & 31 for shift in (10, 5, 0)]
    return "".join(chr(64 + one) for one in letters) if all(1 <= one <= 26 for one in letters) else ""


def _plain(said: bytes) -> str:
    """Up to its line feed."""
    return "".join(chr(one) for one in said.split(b"\n")[0] if 32 <= one < 127).strip()
