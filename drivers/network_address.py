"""This machine's own IPv4 address, from the kernel's list (proc_net(5), fib_trie): no socket, no program, no network.

A program that may open no socket of the Internet can still say where its machine is found.
"""

from itertools import pairwise
from pathlib import Path

TRIE = Path("/proc/net/fib_trie")


def own_address(trie: Path = TRIE) -> str:
    """The first address that is neither of the machine alone nor made up without a network; "" for none."""
    try:
        lines = trie.read_text(encoding="ascii").splitlines()
    except OSError:  # a kernel without IPv4
        return ""
    found = [above.split()[-1] for above, below in pairwise(lines) if "/32 host LOCAL" in below]
    return next((one for one in found if not one.startswith(("127.", "169.254."))), "")
