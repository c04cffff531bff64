"""The first start of a version in which programs have users of their own, over the folders of one that ran them all as
one user: nothing is lost, keys are their owners', whenever the power goes."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.config.toml_edit import with_options
from kiosk.journal.schema import CONSOLE_KEY, KEY
from kiosk.recovery.hand_over import DONE, hand_over
from kiosk.recovery.sharing import share
from tests.config.test_load import DEMO
from tests.setup.users.installed import Installed, environment, installed, needed, python
from tests.setup.users.units import ROOT, make_folders

pytestmark = needed
KEYS = {KEY: b"c" * 32, CONSOLE_KEY: b"o" * 32}
LAST = ROOT / "tests/journal/last_version/journal.db"
GROUPS = ("journal.db", "journal.db-wal", "journal.heads")  # what several programs write
WRITE = """import sys
from kiosk.config.load import load
from kiosk.journal.opening import open_journal
with open_journal(load(sys.argv[1])) as journal:
    journal.probe()
"""
CALLS = ("open", "link", "unlink", "fsync")  # that a handing over asks of the disk


@pytest.fixture
def kiosk() -> Iterator[Installed]:
    """As the last version left it: one user, 0750 and 0640, both keys among the rest."""
    with installed() as kiosk:
        user, data = kiosk.users["kiosk"], kiosk.data
        kiosk.boot.write_text(with_options(DEMO, {"kiosk.data": str(data), "kiosk.runtime": str(kiosk.run)}))
        shutil.copy(LAST, data / "journal.db")
        (data / "city/ab12").mkdir(parents=True)
        for name in (*GROUPS[1:], "kiosk.toml.good", "city/ab12/visit-1.events"):
            (data / name).write_bytes(b"")
        for path in (data, *data.rglob("*")):
            os.chown(path, user, user)
            path.chmod(0o750 if path.is_dir() else 0o640)
        leave_keys(kiosk)
        for name in ("courier", "console"):
            kiosk.own(name).rmdir()
        yield kiosk


def leave_keys(kiosk: Installed) -> None:
    """Where they were, and nowhere else."""
    for path in new_places(kiosk):
        for there in (path, path.with_name(DONE), kiosk.data / path.name):
            there.unlink(missing_ok=True)
    for name, key in KEYS.items():
        (kiosk.data / name).write_bytes(key)
        (kiosk.data / name).chmod(0o600)
        os.chown(kiosk.data / name, kiosk.users["kiosk"], kiosk.users["kiosk"])


def new_places(kiosk: Installed) -> dict[Path, str]:
    return {kiosk.own("courier") / KEY: "kiosk-courier", kiosk.own("console") / CONSOLE_KEY: "kiosk-console"}


def is_handed_over(kiosk: Installed) -> bool:
    """The very keys, each its program's alone, and no other copy."""
    for path, user in new_places(kiosk).items():
        there = path.lstat()
        assert (path.read_bytes(), stat.S_IMODE(there.st_mode)) == (KEYS[path.name], 0o600)
        assert there.st_uid == kiosk.users[user]
    return not any((kiosk.data / name).exists() for name in KEYS)


def test_a_first_start_goes_through_by_its_units(kiosk: Installed) -> None:
    """systemd's folders, then root's step, then the owner's, each with its unit's own rights and calls."""
    make_folders(kiosk.root)
    kiosk.prepare()
    done = kiosk.start("kiosk-migrate.service")
    assert done.returncode == 0, done.stderr
    assert is_handed_over(kiosk)
    for path in (kiosk.data / name for name in GROUPS):
        assert not path.exists() or stat.S_IMODE(path.stat().st_mode) == 0o660, path
    assert stat.S_IMODE((kiosk.data / "city/ab12").stat().st_mode) & 0o070 == 0o070
    assert stat.S_IMODE((kiosk.data / "kiosk.toml.good").stat().st_mode) == 0o600
    for user in ("kiosk-app", "kiosk-console", "kiosk-courier"):  # each of them writes it from here on
        words = kiosk.as_user(user, python(), "-c", WRITE, str(kiosk.boot))
        done = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_users_of_other_numbers_find_what_is_theirs(kiosk: Installed) -> None:
    """A newer root may number its users otherwise than the one before: at the start all is theirs again, and no link is
    gone after."""
    make_folders(kiosk.root)
    kiosk.prepare()
    outside = kiosk.root / "outside"
    outside.write_bytes(b"")
    (kiosk.data / "link").symlink_to(outside)
    for place in (kiosk.data, kiosk.own("courier"), kiosk.own("console")):
        for path in (place, *place.rglob("*")):
            os.chown(path, 4242, 4242, follow_symlinks=False)
    make_folders(kiosk.root)
    assert is_handed_over(kiosk) and outside.stat().st_uid == 0
    done = kiosk.start("kiosk-migrate.service")
    assert done.returncode == 0, done.stderr


class PowerCut(BaseException):
    """The program is no more."""


def cut_before(patch: pytest.MonkeyPatch, call: int) -> None:
    """From this call to the disk on nothing is done any more."""
    asked = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def ask(*args: object, **more: object) -> object:
            nonlocal asked
            asked += 1
            if asked >= call:
                raise PowerCut
            return real(*args, **more)

        return ask

    for name in CALLS:
        patch.setattr(os, name, counted(getattr(os, name)))


def test_a_power_cut_anywhere_is_gone_on_from(kiosk: Installed) -> None:
    """Before each call to the disk in turn: whoever looks then finds both keys, in the old place or in the new one; the
    next start has them handed over."""
    make_folders(kiosk.root)
    cuts = 0
    while is_cut(kiosk, cuts + 1):
        cuts += 1
        for path in new_places(kiosk):
            there = [place for place in (path, kiosk.data / path.name) if place.exists()]
            assert there and all(place.read_bytes() == KEYS[path.name] for place in there)
        hand_over(kiosk.data, on_trial=False)
        assert is_handed_over(kiosk)
    assert cuts >= len(KEYS) * len(CALLS)


def is_cut(kiosk: Installed, call: int) -> bool:
    """False where a handing over from the beginning comes to its end before that call."""
    leave_keys(kiosk)
    with pytest.MonkeyPatch.context() as patch:
        cut_before(patch, call)
        try:
            hand_over(kiosk.data, on_trial=False)
        except PowerCut:
            return True
    return False


def test_a_version_on_trial_leaves_the_old_keys_for_the_one_before(kiosk: Installed) -> None:
    """It may not come to stay; once it has, the next start takes them away."""
    make_folders(kiosk.root)
    hand_over(kiosk.data, on_trial=True)
    assert not is_handed_over(kiosk) and {name: (kiosk.data / name).read_bytes() for name in KEYS} == KEYS
    hand_over(kiosk.data, on_trial=False)
    assert is_handed_over(kiosk)


def test_another_key_in_the_new_place_stays(kiosk: Installed, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither is lost, and it is said."""
    make_folders(kiosk.root)
    (kiosk.own("courier") / KEY).write_bytes(b"n" * 32)
    hand_over(kiosk.data, on_trial=False)
    assert (kiosk.own("courier") / KEY).read_bytes() == b"n" * 32
    assert (kiosk.data / KEY).read_bytes() == KEYS[KEY] and KEY in capsys.readouterr().err


def test_on_a_desk_nothing_is_moved_or_opened(tmp_path: Path) -> None:
    """One user, one folder: keys and modes stay as they are."""
    for name in (*GROUPS, *KEYS):
        (tmp_path / name).write_bytes(KEYS.get(name, b""))
        (tmp_path / name).chmod(0o600)
    tmp_path.chmod(0o755)
    share(tmp_path)
    hand_over(tmp_path, on_trial=False)
    assert all(stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600 for name in (*GROUPS, *KEYS))
