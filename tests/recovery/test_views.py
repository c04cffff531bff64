"""Each program's copy of the settings: it is the settings, and holds no secret that is none of its business."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.options import SECRET
from kiosk.config.pin_hash import check_pin, hash_pin
from kiosk.config.procedures import of_config
from kiosk.config.rules import officer_reference
from kiosk.config.settings import settings_hash
from kiosk.config.toml_edit import with_options
from kiosk.recovery.views import KNOWS, LIST, NOBODYS_PIN, SETTINGS, files_of, without, write_views
from tests.config.test_load import DEMO

LIST_OF_DEMO = Path("kiosk/simulation/demo-procedures.csv")
SAYS = {  # each secret option, and what of it must be in no copy of whoever does not know it
    "kiosk.pin": hash_pin("918273"),
    "console.supervisor_pin": hash_pin("502841"),
    "officers.pin": hash_pin("374655"),
    "broker.user": "brokers-name",
    "broker.password": "brokers-own",
    "broker.enrol_code": "K7M2QXRT",
    "privacy.officer_salt": "officers-own",
    "network.wifi_password": "radios-own",
}
LOGIN = "mqtt://somebody:in-the-url@broker.example:1883"
OLD = "# password = 'of last year'\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Settings with a secret in every place where one may stand: option, second file, address, comment."""
    (tmp_path / "boot").mkdir()
    options = {"broker.url": LOGIN, "kiosk.pin": SAYS["kiosk.pin"], "network.wifi": "office"}
    text = f'secrets = "more.toml"\n{OLD}{with_options(DEMO, options)}'
    (tmp_path / "boot/kiosk.toml").write_text(text, encoding="utf-8")
    officers = f'[[officers]]\nid = "cb01"\npin = "{SAYS["officers.pin"]}"\n'
    broker = f'[broker]\nuser = "{SAYS["broker.user"]}"\npassword = "{SAYS["broker.password"]}"\n'
    broker += f'enrol_code = "{SAYS["broker.enrol_code"]}"\n'
    broker += f'[privacy]\nofficer_salt = "{SAYS["privacy.officer_salt"]}"\n'
    broker += f'[console]\nsupervisor_pin = "{SAYS["console.supervisor_pin"]}"\n'
    radio = f'[network]\nwifi_password = "{SAYS["network.wifi_password"]}"\n'
    (tmp_path / "boot/more.toml").write_text(OLD + broker + radio + officers, encoding="utf-8")
    (tmp_path / "boot/demo-procedures.csv").write_bytes(LIST_OF_DEMO.read_bytes())
    for program in KNOWS:
        (tmp_path / "views" / program).mkdir(parents=True)
    assert load(tmp_path / "boot/kiosk.toml").broker.password == SAYS["broker.password"]
    return tmp_path / "boot/kiosk.toml"


def test_every_secret_option_is_tried() -> None:
    """A new one too."""
    assert set(SAYS) == set(SECRET)


@pytest.mark.parametrize("program", KNOWS)
def test_a_copy_holds_its_programs_secrets_and_no_other(file: Path, program: str) -> None:
    """Neither as an option nor in the broker's address, nor in a comment."""
    all_of_it = b"".join(files_of(file, KNOWS[program]).values()).decode()
    for option, secret in SAYS.items():
        assert (secret in all_of_it) is (option in KNOWS[program]), option
    assert "in-the-url" not in all_of_it and "last year" not in all_of_it


@pytest.mark.parametrize("program", KNOWS)
def test_a_copy_is_the_settings(file: Path, program: str) -> None:
    """It is read as the file is: all options but the secrets and the names of files; the same hash, the same list."""
    views = file.parents[1] / "views"
    write_views(file, views)
    ours, copy = load(file), load(views / program / SETTINGS)
    same = replace(copy, broker=replace(copy.broker, url=LOGIN), catalogue=ours.catalogue, secrets=ours.secrets)
    assert settings_hash(same) == settings_hash(ours)
    assert of_config(copy) == of_config(ours) and copy.broker.url == "mqtt://broker.example:1883"


def test_officers_have_the_same_references_in_the_consoles_copy(file: Path) -> None:
    """Else each of them would be somebody else in the city's books."""
    write_views(file, file.parents[1] / "views")
    copy = load(file.parents[1] / "views/console" / SETTINGS)
    assert officer_reference(copy, "cb01", b"own") == officer_reference(load(file), "cb01", b"own")


def test_no_pin_opens_what_stands_for_a_pin() -> None:
    """It has the form of one, so that the copy is read, and is the hash of none of a few."""
    assert not any(check_pin(pin, NOBODYS_PIN) for pin in ("", "0", "0000", "1234", "000000"))


@pytest.mark.parametrize("spoil", ["[broker", None], ids=["no TOML", "gone"])
def test_settings_that_cannot_be_read_leave_no_copy(file: Path, spoil: str | None) -> None:
    """Those of before would be used in silence; so the program says that there are none, and ends."""
    views = file.parents[1] / "views"
    write_views(file, views)
    file.unlink() if spoil is None else file.write_text(spoil)
    with pytest.raises(ConfigError, match=r"kiosk\.toml"):
        write_views(file, views)
    assert not [path for path in views.rglob("*") if path.is_file()]


def test_a_list_that_is_gone_goes_from_the_copy(file: Path) -> None:
    """The app then says so, as without a copy."""
    views = file.parents[1] / "views"
    write_views(file, views)
    (file.parent / "demo-procedures.csv").unlink()
    write_views(file, views)
    assert not (views / "app" / LIST).exists()


@pytest.mark.parametrize("value", [1, ["a"], {"x": {"y": 1}}, None, [{"pin": ""}]])
def test_what_stands_in_a_strange_place_is_left_to_the_reader(value: object) -> None:
    """Whatever TOML can hold, where a table should be: it is passed on, and `load` says what is wrong."""
    assert without({"officers": value, "else": value}, ()) == {"officers": value, "else": value}
