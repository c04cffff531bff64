"""What the options of the way out must be to each other: the broker, and the office's own network."""

import re
from urllib.parse import urlsplit

from kiosk.config.checks.found import Found, not_so, wrong
from kiosk.config.diagnostics.codes import Code
from kiosk.config.options import Config, Network


def broker(config: Config) -> Found:
    url = config.broker.url
    others = [(f"broker.others[{i}]", other) for i, other in enumerate(config.broker.others)]
    for option, address in [("broker.url", url), *others]:
        if (address or option != "broker.url") and not _is_broker(address):
            yield wrong(option, Code.BROKER_URL)
    if others and not url:
        yield wrong("broker.others", Code.OTHERS_WITHOUT_URL)
    if bool(config.broker.certificate) != bool(config.broker.key):
        yield wrong("broker.key", Code.CERTIFICATE_AND_KEY)
    for option, value in (
        ("city_key", config.broker.city_key),
        ("next_city_key", config.broker.next_city_key),
        ("ca_sha256", config.broker.ca_sha256),
    ):
        if value and not re.fullmatch(r"[0-9A-Fa-f]{64}", value):
            yield not_so(f"broker.{option}", Code.CITY_KEY, value)
        if value and option != "ca_sha256" and config.broker.ack != "city":
            yield wrong(f"broker.{option}", Code.CITY_KEY_UNUSED)


def _is_broker(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("mqtt", "mqtts") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
_PRIVATE = rf"(?:10\.{_BYTE}|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168|169\.254)(?:\.{_BYTE}){{2}}"
_LOOPBACK = rf"127(?:\.{_BYTE}){{3}}"
_IPV4_NET = rf"{_IPV4}/(?:[1-9]|[12][0-9]|3[0-2])"


def network(config: Config) -> Found:
    told = config.network
    if len(told.wifi.encode()) > 32:
        yield wrong("network.wifi", Code.WIFI_LENGTH)
    yield from _wifi_password(told.wifi, told.wifi_password)
    yield from _addresses(told)
    for option, given in (("gateway", told.gateway), ("dns", told.dns)):
        if given and not told.address:
            yield wrong(f"network.{option}", Code.WITH_ADDRESS)
    for server in told.time_servers:
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", server):
            yield not_so("network.time_servers", Code.TIME_SERVER, server)


def _addresses(network: Network) -> Found:
    if network.address and not re.fullmatch(_IPV4_NET, network.address):
        yield not_so("network.address", Code.ADDRESS_NET, network.address)
    if network.gateway and not re.fullmatch(_IPV4, network.gateway):
        yield not_so("network.gateway", Code.ADDRESS, network.gateway)
    for server in network.dns:
        if not re.fullmatch(_IPV4, server):
            yield not_so("network.dns", Code.ADDRESS, server)


def _wifi_password(wifi: str, password: str) -> Found:
    if password and not re.fullmatch(r"[ -~]{8,63}", password):
        yield wrong("network.wifi_password", Code.WIFI_PASSWORD)
    if password and not wifi:
        yield wrong("network.wifi", Code.WIFI_NAME)


def printer_reached(config: Config) -> Found:
    """Flow control is of serial lines; a network printer has an address of its own in a network of the office's own,
    as its sandbox lets the app reach no other (systemd/kiosk-app.service)."""
    printer = config.printer
    if printer.flow != "none" and printer.kind != "serial":
        yield wrong("printer.flow", Code.FLOW, kind=printer.kind)
    own = _PRIVATE if config.hardware.kind == "real" else rf"{_PRIVATE}|{_LOOPBACK}"
    if printer.kind == "network" and not re.fullmatch(own, printer.host):
        yield not_so("printer.host", Code.NETWORK_PRINTER, printer.host)
