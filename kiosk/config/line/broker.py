"""The options of the way to the city: its broker, the certificates, and how much may be on the way."""

from dataclasses import dataclass

from kiosk.config.option import opt


@dataclass(frozen=True)
class Broker:
    url: str = opt("", "mqtt://host:1883 or mqtts://host:8883; empty: nothing is sent", 0, 200, private=True)
    others: list[str] = opt([], "further addresses of the same broker, tried in turn", 0, 8, private=True)
    user: str = opt("", "user name at the broker", 0, 80, secret=True)
    password: str = opt("", "may stand in the secrets file", 0, 200, secret=True)
    ca: str = opt("", "file with the city's certificate authority; empty: the system's", 0, 200)
    certificate: str = opt("", "file with this kiosk's own certificate; empty: none", 0, 200)
    key: str = opt("", "file with the private key of that certificate", 0, 200)
    enrol_url: str = opt("", "https://host:8443 of who gives certificates; empty: nobody", 0, 200, private=True)
    enrol_code: str = opt("", "the city's code for this kiosk, good once", 0, 80, secret=True)
    ca_sha256: str = opt("", "SHA-256 of the city's own certificate authority, as the city says it", 0, 64)
    ack: str = opt("city", "whose word moves the cursor: the city's 'stored' or the broker's", among=("city", "broker"))
    city_key: str = opt("", "the city's public key, as kiosk-city says it; empty: its 'stored' counts unsigned", 0, 64)
    next_city_key: str = opt("", "the city's next public key, while it changes: both count; empty: none", 0, 64)
    batch: int = opt(200, "events in one message of a backlog", 1, 1000)
    window: int = opt(24, "messages on the way without an answer", 1, 64)
    backlog_mb_a_day: int = opt(0, "MB a day of what waited for a line, beside what is live; 0: any number", 0, 100_000)
