"""`kiosk network`: how this kiosk joins its network, from kiosk.toml into the words of systemd-networkd, timesyncd and
wpa_supplicant.

Run as root before the network starts (the card's kiosk-network.service); writes below /run only, so that the next start
begins anew. Without an option, or with settings that are refused, nothing is written and the card's own file holds: a
cable, the address given by the network. The Wi-Fi's password becomes the key that WPA2 makes of it and is written
nowhere. Which options there are: options.py; what they must be: agreement.py.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.options import Network
from kiosk.host.files import write_whole

NETWORKS, TIME, WIFI = "run/systemd/network", "run/systemd/timesyncd.conf.d", "run/kiosk-network"
CABLE = "en* eth* end*"
WIRELESS = "wl*"
COUNTRY = "VN"  # which channels are lawful
HELP = "the card only: the network of kiosk.toml, for the programs that make it"
PBKDF2_ROUNDS = 4096  # IEEE 802.11i, annex H.4: the key of a passphrase


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="write below this folder")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError, and then nothing is written; 2: a file could not be written."""
    try:
        for name, text in files(load(args.config).network).items():
            _put(args.root / name, text)
    except OSError as error:
        print(f"kiosk network: {error}", file=sys.stderr)
        return 2
    return 0


def files(network: Network) -> dict[str, str]:
    """What is to be written, by its path below the root. Pure."""
    written = {}
    if network.address:
        place = "10-wifi" if network.wifi else "10-cable"
        written[f"{NETWORKS}/{place}.network"] = _link(WIRELESS if network.wifi else CABLE, _fixed(network))
    elif network.wifi:
        written[f"{NETWORKS}/10-wifi.network"] = _link(WIRELESS, ["DHCP=yes"])
    if network.wifi:
        written[f"{WIFI}/wifi.conf"] = wifi(network.wifi, network.wifi_password)
    if network.time_servers:
        written[f"{TIME}/kiosk.conf"] = f"[Time]\nNTP={' '.join(network.time_servers)}\n"
    return written


def _link(name: str, lines: list[str]) -> str:
    """systemd.network(5). Nobody waits for it: the kiosk gives numbers without a network."""
    body = "\n".join(lines)
    return f"[Match]\nName={name}\n[Link]\nRequiredForOnline=no\n[Network]\n{body}\nLinkLocalAddressing=ipv6\n"


def _fixed(network: Network) -> list[str]:
    gateway = [f"Gateway={network.gateway}"] if network.gateway else []
    return [f"Address={network.address}", *gateway, *(f"DNS={server}" for server in network.dns)]


def wifi(name: str, password: str) -> str:
    """wpa_supplicant.conf(5): the name in hex, so that any letter may stand in it; without a password an open one."""
    key = hashlib.pbkdf2_hmac("sha1", password.encode(), name.encode(), PBKDF2_ROUNDS, 32).hex()
    how = f"psk={key}\n key_mgmt=WPA-PSK WPA-PSK-SHA256\n ieee80211w=1" if password else "key_mgmt=NONE"
    return f"country={COUNTRY}\nnetwork={{\n ssid={name.encode().hex()}\n scan_ssid=1\n {how}\n}}\n"


def _put(path: Path, text: str) -> None:
    """Readable by its reader only: a key stands in one of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = 0o600 if WIFI in str(path) else 0o644
    write_whole(path, text.encode(), mode, synced=False)  # below /run, which every start finds empty
