"""Root's programs in the folders of the kiosk's users: whatever link lies there, root goes no further than the folder's
owner could alone. Each attack really runs as root, with a file that is root's only at the link's other end."""

import os
import shutil
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiosk.config.load import load
from kiosk.config.toml_edit import with_options
from kiosk.host.clock_files import note_set
from kiosk.host.files import ENDING
from kiosk.host.owner import as_owner
from kiosk.journal.schema import KEY
from kiosk.journal.signing import own_key
from kiosk.recovery.hand_over import hand_over
from kiosk.recovery.repairs import restore_last_good
from kiosk.recovery.views import write_views
from kiosk.service import findings, identity, log_bundle
from tests.config.test_load import DEMO
from tests.setup.users.installed import Installed, installed, needed
from tests.setup.users.units import ROOT

pytestmark = needed
SECRET = b"32 bytes that are root's alone.\n"  # as long as a key
CODE = "7k2m-x9qd-04tv"


class Deed(NamedTuple):
    """`links`: where they lie, below the root; `does`: what root's program does there."""

    links: tuple[str, ...]
    does: Callable[[Installed], Any]


def draft(name: str) -> str:
    """As a file's other name is while it is written (kiosk/host/files.py): anybody can guess it."""
    return f"{name}.{threading.get_native_id()}{ENDING}"


def bundle(kiosk: Installed) -> None:
    packed = log_bundle.write_bundle(kiosk.root / "stick", load(kiosk.boot))
    with tarfile.open(packed) as tar:
        assert all(SECRET not in tar.extractfile(member).read() for member in tar)  # type: ignore[union-attr]


def save(kiosk: Installed) -> None:
    assert all(SECRET not in content for content in identity.files(load(kiosk.boot)).values())


DATA, OWN, RUN = "var/lib/kiosk", "var/lib/kiosk-courier", "run/kiosk"
DEEDS = {
    "a finding is kept": Deed((f"{DATA}/doctor.jsonl",), lambda k: findings.keep(k.data, {"at": "now"})),
    "by the draft's name": Deed((f"{DATA}/{draft('doctor.jsonl')}",), lambda k: findings.keep(k.data, {"at": "now"})),
    "the findings are read": Deed((f"{DATA}/doctor.jsonl",), lambda k: hidden(str(findings.runs(k.data)))),
    "the log bundle": Deed((f"{DATA}/doctor.jsonl", f"{DATA}/log/app.log"), bundle),
    "the clock is set": Deed((f"{DATA}/clock.set", f"{DATA}/{draft('clock.set')}"), lambda k: clock(k)),
    "the last good settings": Deed((f"{DATA}/kiosk.toml.good",), lambda k: hidden(restore_last_good(k.boot, k.data))),
    "an identity is saved": Deed((f"{OWN}/{KEY}", f"{DATA}/console.key", f"{DATA}/journal.heads"), save),
    "an identity is restored": Deed((f"{OWN}/{draft(KEY)}", f"{OWN}/{KEY}"), lambda k: restore(k)),
    "a key is handed over": Deed((f"{DATA}/{KEY}",), lambda k: hand_over(k.data, on_trial=False)),
    "over a link": Deed((f"{OWN}/{KEY}", f"{OWN}/{draft(KEY)}"), lambda k: left(k)),
    "a copy of the settings": Deed(("run/kiosk-settings/app/kiosk.toml",), lambda k: write_views(k.boot, k.views)),
}


def hidden(told: str | None) -> None:
    assert told is None or SECRET.decode().strip() not in told


def clock(kiosk: Installed) -> None:
    with as_owner(kiosk.data):
        note_set(kiosk.data, "boot", 1)


def restore(kiosk: Installed) -> None:
    """What is on the stick was saved before anything was planted; a key that is a link is another one."""
    found = identity.from_sealed(identity.kept(kiosk.root / "stick", unsealed=False), CODE)
    identity.restore(found, kiosk.boot, replace=True)


def left(kiosk: Installed) -> None:
    (kiosk.data / KEY).write_bytes(b"k" * 32)
    (kiosk.data / KEY).chmod(0o600)
    os.chown(kiosk.data / KEY, kiosk.users["kiosk"], kiosk.users["kiosk"])
    hand_over(kiosk.data, on_trial=False)


@pytest.fixture
def kiosk() -> Iterator[Installed]:
    """With settings, a stick that holds an identity, and a secret in a folder of root's own."""
    with installed() as kiosk:
        kiosk.boot.write_text(with_options(DEMO, {"kiosk.data": str(kiosk.data), "kiosk.runtime": str(kiosk.run)}))
        shutil.copy(ROOT / "kiosk/simulation/demo-procedures.csv", kiosk.boot.parent)
        for name, mode in (("stick", 0o755), ("roots", 0o700)):
            (kiosk.root / name).mkdir(mode=mode)
        with as_owner(kiosk.own("courier")):
            own_key(kiosk.data)
        identity.save(kiosk.root / "stick", load(kiosk.boot), CODE)
        (kiosk.own("courier") / KEY).unlink()
        (kiosk.root / "roots/secret").write_bytes(SECRET)
        (kiosk.root / "roots/secret").chmod(0o600)
        yield kiosk


def plant(kiosk: Installed, links: tuple[str, ...]) -> None:
    """As the folder's owner would."""
    for link in links:
        path = kiosk.root / link
        with as_owner(path.parent if path.parent.is_dir() else path.parent.parent):
            path.parent.mkdir(exist_ok=True)
            path.symlink_to(kiosk.root / "roots/secret")


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_root_follows_no_link_of_theirs(kiosk: Installed, deed: Deed) -> None:
    """The secret is as it was, it is told nowhere, and nothing new is root's in a folder of theirs."""
    plant(kiosk, deed.links)
    try:
        deed.does(kiosk)
    except OSError as error:  # it may refuse; then it has not followed
        print(error, file=sys.stderr)
    secret = kiosk.root / "roots/secret"
    there = secret.lstat()
    assert (secret.read_bytes(), there.st_uid, there.st_mode & 0o777) == (SECRET, 0, 0o600)
    for place in (kiosk.data, kiosk.own("courier"), kiosk.own("console"), kiosk.run, kiosk.views / "app"):
        for path in place.rglob("*"):
            assert path.lstat().st_uid != 0, path
            assert path.is_symlink() or path.is_dir() or SECRET not in path.read_bytes(), path


def test_the_attack_is_one(kiosk: Installed) -> None:
    """Without the owner's rights root does read it; so the test above can fail."""
    plant(kiosk, (f"{DATA}/doctor.jsonl",))
    assert (kiosk.data / "doctor.jsonl").read_bytes() == SECRET
    with as_owner(kiosk.data), pytest.raises(PermissionError):
        (kiosk.data / "doctor.jsonl").read_bytes()


def test_the_rights_come_back_and_are_one_threads_own(kiosk: Installed) -> None:
    """Another thread stays root meanwhile; afterwards this one is root again, also after an error."""
    now, read = threading.Event(), threading.Event()
    secret, said = kiosk.root / "roots/secret", list[bytes]()

    def other() -> None:
        now.wait(30)
        said.append(secret.read_bytes())
        read.set()

    threading.Thread(target=other).start()
    with pytest.raises(ZeroDivisionError), as_owner(kiosk.data):
        now.set()
        assert read.wait(30)
        with pytest.raises(PermissionError):
            secret.read_bytes()
        raise ZeroDivisionError
    assert said == [SECRET] and secret.read_bytes() == SECRET


@pytest.mark.parametrize("key", ["another user's", "open to the group", "a second name", "too long", "a link"])
def test_a_planted_key_is_handed_to_nobody(kiosk: Installed, key: str) -> None:
    """Only what the version before can have left: else the console's user could choose what the courier signs with."""
    path, users = kiosk.data / KEY, kiosk.users
    path.write_bytes(b"k" * (33 if key == "too long" else 32))
    os.chown(path, users["kiosk-console" if key == "another user's" else "kiosk"], users["kiosk"])
    path.chmod(0o660 if key == "open to the group" else 0o600)
    if key == "a second name":
        (kiosk.data / "other").hardlink_to(path)
    if key == "a link":
        path.symlink_to(path.rename(kiosk.data / "other"))
    hand_over(kiosk.data, on_trial=False)
    assert not (kiosk.own("courier") / KEY).exists()


def test_after_the_first_start_no_key_is_handed_over(kiosk: Installed) -> None:
    """A folder that every program writes to gives the courier none, whatever it looks like by then."""
    hand_over(kiosk.data, on_trial=False)
    left(kiosk)
    assert not (kiosk.own("courier") / KEY).exists()


def test_what_lies_beside_the_folders_is_roots(kiosk: Installed) -> None:
    """Nobody but root puts a name into the folder in which the users' folders lie, so none of them can be replaced."""
    for folder in (kiosk.data, kiosk.own("courier"), kiosk.own("console"), kiosk.run, kiosk.views / "app"):
        above = Path(folder).parent.stat()
        assert above.st_uid == 0 and not above.st_mode & 0o022
