"""The machine's own address, from the kernel's list."""

from pathlib import Path

import pytest

from drivers.network_address import own_address

LOCAL = """Main:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
"""
ETHERNET = """     +-- 192.168.1.0/24 2 0 2
        |-- 192.168.1.0
           /24 link UNICAST
           |-- 192.168.1.50
              /32 host LOCAL
        |-- 192.168.1.255
           /32 link BROADCAST
"""
MADE_UP = """        |-- 169.254.7.9
              /32 host LOCAL
"""


@pytest.mark.parametrize(
    ("trie", "address"),
    [
        (LOCAL, ""),
        (LOCAL + ETHERNET, "192.168.1.50"),
        (LOCAL + MADE_UP, ""),
        (LOCAL + MADE_UP + ETHERNET, "192.168.1.50"),
        ("", ""),
    ],
    ids=["no network", "a cable", "nobody gave one", "a second interface", "empty"],
)
def test_the_address_that_others_can_reach(tmp_path: Path, trie: str, address: str) -> None:
    """Of the kernel's list the one that is neither the machine's alone nor made up; nothing without a network."""
    (tmp_path / "fib_trie").write_text(trie)
    assert own_address(tmp_path / "fib_trie") == address


def test_a_kernel_without_it_has_no_address(tmp_path: Path) -> None:
    """No list at all: nothing is said."""
    assert own_address(tmp_path / "missing") == ""
