"""Tests the box around the devices: its data folder and room, its clock, its journal, and the way to the city."""

import queue
import shutil
import ssl
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, ConnectFlags, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from drivers.ports import Clock
from kiosk.config.broker_files import broker_files
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Language, Problem, text
from kiosk.config.options import Config
from kiosk.config.paths import certificate_files, runtime_of
from kiosk.core.calendar.moment import iso
from kiosk.core.words.certificates import clock_by, refused
from kiosk.core.words.faults import words_of
from kiosk.doctor.checks.battery_clock import battery_clock
from kiosk.doctor.checks.copies import copies
from kiosk.host.owner import as_owner
from kiosk.host.tls import trusting
from kiosk.host.told import enrolled
from kiosk.host.told.way import told
from kiosk.journal.errors import JournalError
from kiosk.journal.finding import known_of
from kiosk.journal.opening import own_card
from kiosk.journal.reading import Reader
from kiosk.journal.schema import kept_beside
from kiosk.service.findings import Bilingual, Finding
from kiosk.service.telling.city_way import found
from kiosk.service.telling.enrolment import found as enrolment
from kiosk.service.told_settings import host_of

LEAST_FREE = 200 << 20  # bytes: years of a journal
_MB = 1 << 20
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_CLOCKS = {
    "synchronised": ("đã chỉnh giờ", "synchronised"),
    "set": ("đã đặt giờ bằng tay", "set by hand"),
    "rtc": ("theo đồng hồ pin", "by the battery clock"),
    "unknown": ("chưa biết giờ", "not known"),
}
_UNTRUSTED = Bilingual(
    "xem tệp broker.ca và tên máy chủ trong broker.url", "check broker.ca and the name in broker.url"
)
_FILES = Bilingual("sửa tệp đó; máy tự nối lại", "mend that file; the kiosk connects again by itself")
_CONNECT = 5.0  # seconds for a line, and as many for the broker's answer
_LANGUAGES: tuple[Language, Language] = ("vi", "en")  # as Bilingual has them
_OLDER = "Unsupported protocol version"
Reasons = queue.Queue[ReasonCode]


class NoAnswer(OSError):
    """Somebody takes the line, and does not greet."""


def box(config: Config, journal: Reader | str, clock: Clock) -> Iterator[Finding]:
    """`journal`: open, or why it is not."""
    data = Path(config.kiosk.data)
    with as_owner(data):
        of_folder, of_journal = data_folder(data), journal_verified(journal)
    yield of_folder
    yield clock_said(clock)
    if config.hardware.kind != "simulated":
        yield battery_clock(clock)
    yield of_journal
    if not isinstance(journal, str):
        with suppress(JournalError):  # which another check tells
            yield from copies(journal, own_card(config))
    yield broker_reached(config, told(runtime_of(config)))
    if said := enrolment(enrolled.told(runtime_of(config)), clock.wall()):
        yield said
    if config.broker.url:
        yield city_heard(runtime_of(config), journal, clock)


def data_folder(folder: Path) -> Finding:
    """Can be written into, and has room."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free // _MB * _MB  # not to the byte: that would show each press
    except OSError as error:
        said = Bilingual(f"không ghi được vào {folder}", f"kiosk.data: {folder} cannot be written: {error.strerror}")
        do = Bilingual(
            "chạy kiosk migrate; xem quyền của thư mục", "run kiosk migrate; see the folder's owner and mount"
        )
        return Finding("data", False, said, do)
    said = Bilingual(f"{folder}: còn {free // _MB} MB", f"{folder}: {free // _MB} MB free")
    do = Bilingual("xóa bớt tệp trên thẻ nhớ", f"make room: at least {LEAST_FREE // _MB} MB should be free")
    good = free >= LEAST_FREE
    return Finding("data", good, said, Bilingual("", "") if good else do, {"free": free})


def clock_said(clock: Clock) -> Finding:
    now, source = iso(clock.wall()), clock.source()
    vi, en = _CLOCKS[source]
    said, good = Bilingual(f"{now}, {vi}", f"{now}, {en}"), source != "unknown"
    do = Bilingual(
        "nối mạng rồi chờ vài phút; hoặc đặt giờ bằng tay (kiosk clock set)",
        'connect the network and wait some minutes; or kiosk clock set "2026-11-29 08:00"; or fit a clock module',
    )
    return Finding("clock", good, said, Bilingual("", "") if good else do)


def journal_verified(journal: Reader | str) -> Finding:
    try:
        return _unusable(journal) if isinstance(journal, str) else _verified(journal)
    except JournalError as error:
        return _unusable(str(error))


def _unusable(why: str) -> Finding:
    do = Bilingual("xem docs/repair.md, mục 'journal'", "docs/repair.md, 'journal'; a new box: kiosk migrate")
    return Finding("journal", False, Bilingual(why, why), do)


def _verified(journal: Reader) -> Finding:
    """Every chain and signed checkpoint; raises JournalError."""
    found = journal.verify(known=known_of(journal))
    if not found.good:
        wrong = found.problems
        said = Bilingual(f"{journal.path}: {len(wrong)} chỗ hỏng", f"{journal.path}: {'; '.join(wrong)[:200]}")
        do = Bilingual("giữ nguyên tệp, báo người phụ trách", "keep the file, export what can be, tell the city")
        return Finding("journal", False, said, do)
    if kept := kept_beside(journal.path):
        return _renewed(journal, ", ".join(kept))
    # Not how many: two runs around one press would tell whether a reason came with it (kiosk/service/log_bundle.py).
    said = Bilingual(f"{journal.path}: mọi sự kiện còn nguyên", f"{journal.path}: all events are whole")
    return Finding("journal", True, said)


def _renewed(journal: Reader, kept: str) -> Finding:
    """It goes on from one that was lost."""
    said = Bilingual(
        f"nhật ký cũ đã mất hoặc hỏng; máy chạy tiếp bằng nhật ký mới, số không trùng; bản cũ còn ở {kept}",
        f"the journal was lost or damaged; a new one goes on above its numbers; the old one is kept in {kept}",
    )
    do = Bilingual(
        f"chép thư mục đó trong {journal.path.parent} ra USB, gửi người phụ trách, rồi dời nó đi",
        f"copy that folder of {journal.path.parent} to a stick, give it to the city, then move it away",
    )
    return Finding("journal", False, said, do)


# --- the broker -------------------------------------------------------------------------------------------------


def broker_reached(config: Config, way: Mapping[str, Any] | None = None) -> Finding:
    """A connection as the courier makes it, under another name, and closed at once; the first address that takes us.
    Who comes by certificate may have one name only (docs/city/mosquitto.conf), and a second line would end the first:
    then the courier's own is the proof. `way`: what it says of that."""
    broker = config.broker
    if broker.certificate and way and way.get("line") == "up":
        at = way.get("at")
        return Finding("broker", True, Bilingual(f"đang nối với {at}", f"{at}: the courier's line is up"))
    if not broker.url:
        return Finding("broker", True, Bilingual("không gửi đi đâu", "broker.url is empty: nothing is sent"))
    if wrong := _bad_files(config):
        vi, en = ("; ".join(text(each, language) for each in wrong) for language in _LANGUAGES)
        return Finding("broker", False, Bilingual(vi, en), _FILES)
    tried = []
    for url in (broker.url, *broker.others):
        tried.append(_reached(config, url))
        if tried[-1].good:
            break
    said = Bilingual("; ".join(each.said.vi for each in tried), "; ".join(each.said.en for each in tried))
    return replace(tried[-1], said=said)


def _bad_files(config: Config) -> list[Problem]:
    """Where they are used. That one is over is the line's word: our clock may be what is wrong."""
    used = any(url.startswith("mqtts:") for url in (config.broker.url, *config.broker.others))
    found = broker_files(config, datetime.now(UTC)) if used else ()
    return [one for one in found if one.code is not Code.CERTIFICATE_EXPIRED]


def _reached(config: Config, address: str) -> Finding:
    url, at = urlsplit(address), host_of(address)  # the user and the password may stand in it
    try:
        against = _refused(config, url)
    except ssl.SSLCertVerificationError as error:
        return _certificate(at, error)
    except (OSError, ValueError) as error:
        said = Bilingual(f"không nối được {at}", f"{at}: {error}")
        do = Bilingual(
            "xem mạng, tên máy chủ, các tệp broker.ca, broker.certificate",
            "check cable, address, firewall, broker.ca and broker.certificate",
        )
        return Finding("broker", False, said, do)
    if against:
        do = Bilingual(
            "xem broker.user, broker.password, broker.certificate",
            "check broker.user, broker.password and broker.certificate",
        )
        return Finding("broker", False, Bilingual(f"bị từ chối: {against}", f"{at}: {against}"), do)
    return Finding("broker", True, Bilingual(f"nối được {at}", f"{at}: connected"))


def _certificate(at: str, error: ssl.SSLCertVerificationError) -> Finding:
    """The clock may be what is wrong, and not the network."""
    why = refused(error.verify_code, error.verify_message, time.strftime("%F"))
    doubt, vi, do = clock_by(error.verify_code), "chứng chỉ của máy chủ không được tin", _UNTRUSTED
    if doubt:
        vi, do = words_of("clock", doubt).said.vi, words_of("clock", doubt).do
    return Finding("broker", False, Bilingual(f"{at}: {vi}", f"{at}: {why}"), do)


def city_heard(runtime: Path, journal: Reader | str, clock: Clock) -> Finding:
    """What the courier and the journal know of it: when it last had everything, and its word."""
    word = ""
    if not isinstance(journal, str):
        with suppress(JournalError):  # which another check tells
            word = journal.read_state().devices.get("city", "")
    return found(told(runtime), word, clock.mono())


def _refused(config: Config, url: SplitResult) -> str:
    """Why the broker does not let us in, "" when it does, by MQTT 5 or else by 3.1.1. Raises OSError when there is no
    broker."""
    try:
        against = _greeted(_client(config, url, MQTTv5), url)
    except NoAnswer:
        against = _OLDER
    return _greeted(_client(config, url, MQTTv311), url) if against == _OLDER else against


def _client(config: Config, url: SplitResult, version: MQTTProtocolVersion) -> Client:
    name, broker = f"{config.kiosk.id}-doctor-{time.time_ns()}", config.broker
    client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=version, reconnect_on_failure=False)
    client.connect_timeout = _CONNECT
    if broker.user:
        client.username_pw_set(broker.user, broker.password)
    if url.scheme == "mqtts":
        ca, certificate, key = certificate_files(config)
        context = trusting(ca)
        if certificate:
            context.load_cert_chain(certificate, key or None, lambda: "")  # a locked key asks nobody at a terminal
        client.tls_set_context(context)
    return client


def _greeted(client: Client, url: SplitResult) -> str:
    said: Reasons = queue.Queue()

    def connected(_: Client, __: object, ___: ConnectFlags, reason: ReasonCode, ____: Properties | None) -> None:
        said.put(reason)

    client.on_connect = connected
    client.connect(url.hostname or "", url.port or _PORTS[url.scheme], keepalive=10)
    try:
        reason = _answer(client, said)
    finally:
        client.disconnect()
    return str(reason) if reason.is_failure else ""


def _answer(client: Client, said: Reasons) -> ReasonCode:
    end = time.monotonic() + _CONNECT
    while said.empty():
        if client.loop(timeout=0.2) != MQTT_ERR_SUCCESS or time.monotonic() > end:
            raise NoAnswer("no MQTT broker answers there")
    return said.get()
