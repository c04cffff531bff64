"""`python -m tests.setup.users.confined UNIT PLACE PROGRAM …`: runs a program as its unit would have it run.

What a unit says of user, group, mask, capabilities, system calls and folders is done by hand here, by the kernel's own
means (setresuid(2), prctl(2), libseccomp, folders.py), because no systemd runs where tests run. Devices, networks and
addresses are not: what a program could not reach there, it may still reach here. PLACE: JSON, as `Place` has it.
"""

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.setup.users.folders import narrow
from tests.setup.users.units import Said, last, said

ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # libseccomp: SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM)
EQUAL, MASKED = 4, 7  # SCMP_CMP_EQ, SCMP_CMP_MASKED_EQ
WX, X = 6, 4  # PROT_WRITE | PROT_EXEC, PROT_EXEC
PDEATHSIG, CAPBSET_DROP, NO_NEW_PRIVS, LAST_CAP = 1, 24, 38, 40  # prctl(2), linux/capability.h
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16, "AF_PACKET": 17}
CAPABILITIES = {
    "CAP_SETGID": 6,
    "CAP_SYS_TIME": 25,
    "CAP_SETUID": 7,
    "CAP_NET_ADMIN": 12,
    "CAP_NET_RAW": 13,
    "CAP_SYS_ADMIN": 21,
}
Place = dict[str, Any]
"""`users`: name → number; `root`: below which the unit's paths are; `also`: folders that stand for devices."""
_libc = ctypes.CDLL(None, use_errno=True)


class Compared(ctypes.Structure):
    """struct scmp_arg_cmp of seccomp.h."""

    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def allowed(words: Iterable[str]) -> set[str]:
    """The calls that SystemCallFilter= lets through, by systemd's own table of sets."""
    found: set[str] = set()
    for line in words:
        calls = {call for word in line.removeprefix("~").split() for call in _calls(word)}
        found = found - calls if line.startswith("~") else found | calls
    return found


def _calls(word: str) -> Iterator[str]:
    if not word.startswith("@"):
        yield word
        return
    told = subprocess.run(["systemd-analyze", "syscall-filter", word], capture_output=True, text=True, check=True)
    for line in told.stdout.splitlines()[1:]:
        if (name := line.strip()) and not name.startswith("#"):
            yield from _calls(name)


class Filter:
    """A seccomp filter of this process; the last loaded is asked first, and the strictest answer holds."""

    def __init__(self, otherwise: int) -> None:
        self._lib = ctypes.CDLL("libseccomp.so.2")
        self._lib.seccomp_init.restype = ctypes.c_void_p
        self._ctx = ctypes.c_void_p(self._lib.seccomp_init(otherwise))

    def rule(self, action: int, call: str, *compared: Compared) -> None:
        """A call that this machine does not have needs none."""
        number = self._lib.seccomp_syscall_resolve_name(call.encode())
        array = (Compared * len(compared))(*compared)
        if number >= 0:
            self._lib.seccomp_rule_add_array(self._ctx, ctypes.c_uint32(action), number, len(compared), array)

    def load(self) -> None:
        if self._lib.seccomp_load(self._ctx):
            raise OSError("no seccomp here")


def _refusals(unit: str) -> Filter:
    """What the words refuse that look at a call's arguments."""
    filter_ = Filter(ALLOW)
    if last(unit, "MemoryDenyWriteExecute") == "yes":
        filter_.rule(REFUSE, "mmap", Compared(2, MASKED, WX, WX))
        filter_.rule(REFUSE, "mprotect", Compared(2, MASKED, X, X))
    if last(unit, "RestrictSUIDSGID") == "yes":
        for call, at in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2)):
            for bit in (0o4000, 0o2000):
                filter_.rule(REFUSE, call, Compared(at, MASKED, bit, bit))
    kept = {FAMILIES[name] for name in last(unit, "RestrictAddressFamilies").split()}
    for family in set(range(1, 46)) - kept:
        filter_.rule(REFUSE, "socket", Compared(0, EQUAL, family, 0))
    return filter_


def confine(unit: str, place: Place) -> None:
    """This process from here on. Raises OSError."""
    words, users = said(unit), place["users"]
    user, group = users.get(last(unit, "User", "root"), 0), users.get(last(unit, "Group", "root"), 0)
    more = [users[name] for line in words["SupplementaryGroups"] for name in line.split() if name in users]
    calls, refusals = allowed(words["SystemCallFilter"]), _refusals(unit)
    if last(unit, "ProtectSystem") == "strict":
        narrow(words, Path(place["root"]), place["also"])
    os.umask(int(last(unit, "UMask", "0022"), 8))
    _drop(words)
    os.setgroups(more)
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    _libc.prctl(PDEATHSIG, 15)
    _libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    filter_ = Filter(REFUSE)
    for call in calls:
        filter_.rule(ALLOW, call)
    refusals.load()
    filter_.load()


def _drop(words: Said) -> None:
    kept = {CAPABILITIES[name] for line in words["CapabilityBoundingSet"] for name in line.split()}
    for number in set(range(LAST_CAP + 1)) - kept:
        _libc.prctl(CAPBSET_DROP, number, 0, 0, 0)


if __name__ == "__main__":
    confine(sys.argv[1], json.loads(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])
