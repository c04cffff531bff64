"""The network of kiosk.toml, in the words of the programs that make it."""

import configparser
import stat
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.config.options import Network
from kiosk.service.network import files, wifi
from tests.config.test_load import DEMO

FIXED = Network(address="192.168.1.50/24", gateway="192.168.1.1", dns=["192.168.1.1", "8.8.8.8"])


def written(folder: Path, settings: str) -> dict[str, str]:
    file = folder / "kiosk.toml"
    file.write_text(DEMO + settings, encoding="utf-8")
    assert main(["network", "--config", str(file), "--root", str(folder / "root")]) == 0
    made = [path for path in sorted((folder / "root").rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder / "root")): path.read_text() for path in made}


def test_nothing_said_is_a_cable_and_what_the_network_gives(tmp_path: Path) -> None:
    """Without a [network] table nothing is written: the card's own file holds."""
    assert written(tmp_path, "") == {}


def test_a_fixed_address_of_the_cable(tmp_path: Path) -> None:
    """Address, way out and name servers stand in networkd's file of every cable; nobody asks for an address."""
    made = written(tmp_path, '[network]\naddress = "10.1.2.3/16"\ngateway = "10.1.0.1"\ndns = ["10.1.0.2"]\n')
    link = configparser.ConfigParser()
    link.read_string(made.pop("run/systemd/network/10-cable.network"))
    assert dict(link["Network"]) == {
        "address": "10.1.2.3/16",
        "gateway": "10.1.0.1",
        "dns": "10.1.0.2",
        "linklocaladdressing": "ipv6",
    }
    assert "eth*" in link["Match"]["name"] and made == {}


@pytest.mark.parametrize(("network", "says"), [(Network(wifi="a"), "DHCP=yes"), (FIXED, "Address=192.168.1.50/24")])
def test_the_wifi_has_an_address_of_its_own_and_the_cable_stays_open(network: Network, says: str) -> None:
    """With Wi-Fi the address is the Wi-Fi's; a technician's cable is served as before."""
    made = files(Network(**{**vars(network), "wifi": "UBND xã"}))
    assert [name for name in made if name.startswith("run/systemd/network/")] == ["run/systemd/network/10-wifi.network"]
    assert says in made["run/systemd/network/10-wifi.network"]


def test_the_key_is_the_standard_s_own() -> None:
    """IEEE 802.11i, annex H.4.1: the key that `password` makes in the network `IEEE`; the word is nowhere."""
    text = wifi("IEEE", "password")
    assert "psk=f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e\n" in text
    assert "ssid=49454545\n" in text and "password" not in text


def test_a_network_without_a_password_is_open() -> None:
    """No password: an open network, by its name in Vietnamese letters."""
    assert (
        "key_mgmt=NONE" in wifi("Xã", "")
        and "psk" not in wifi("Xã", "")
        and f"ssid={'Xã'.encode().hex()}\n" in wifi("Xã", "")
    )


def test_only_its_reader_sees_the_key(tmp_path: Path) -> None:
    """The file with the key is closed to others."""
    written(tmp_path, '[network]\nwifi = "x"\nwifi_password = "12345678"\n')
    assert stat.S_IMODE((tmp_path / "root/run/kiosk-network/wifi.conf").stat().st_mode) == 0o600


def test_time_comes_from_the_office_s_own_servers(tmp_path: Path) -> None:
    """timesyncd asks the servers that were given."""
    made = written(tmp_path, '[network]\ntime_servers = ["10.1.0.2", "gio.langson.gov.vn"]\n')
    assert made == {"run/systemd/timesyncd.conf.d/kiosk.conf": "[Time]\nNTP=10.1.0.2 gio.langson.gov.vn\n"}


def test_refused_settings_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake anywhere in the file: it is named, and the card's own network file holds."""
    file = tmp_path / "kiosk.toml"
    file.write_text(DEMO + '[network]\naddress = "10.1.2.3"\n', encoding="utf-8")
    assert main(["network", "--config", str(file), "--root", str(tmp_path / "root")]) == 2
    assert "network.address" in capsys.readouterr().err and not (tmp_path / "root").exists()
