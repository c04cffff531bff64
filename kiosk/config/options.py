"""Every option of `kiosk.toml`: its name, default, bounds and one line of meaning, in one place.

`kiosk/config/load.py` reads a file against these tables; `docs/kiosk.toml` and the tests are held against them too.
A field without a default must be given. Times are seconds unless the name says otherwise. Older names: renamed.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args

from kiosk.config.counters.keypads import Keypad
from kiosk.config.hall.board import Board
from kiosk.config.line.broker import Broker
from kiosk.config.option import need, opt
from kiosk.core.office.notice import Notice


@dataclass(frozen=True)
class Office:
    unit: str = need("agency code, 000.08.92.H55 or H55.92.08", "000.08.92.H55")
    name: str = opt("Bộ phận một cửa", "as it stands on screen and slip", 1, 80)
    place: str = opt("", "second line, e.g. UBND xã Tân Quang", 0, 80)
    hotline: str = opt("", "shown and printed; empty: not shown", 0, 40)


@dataclass(frozen=True)
class Kiosk:
    id: str = opt("k1", "name of this box within the office: a-z, 0-9, -", 1, 16)
    data: str = opt("/var/lib/kiosk", "folder of the journal and the keys")
    runtime: str = opt("", "folder of sockets (tmpfs); empty: $RUNTIME_DIRECTORY, else a short folder of its own")
    training: bool = opt(False, "training: 'Đang chạy thử' on screen and slip, `test` in the events")
    width: int = opt(1280, "screen, in dots", 640, 3840)
    height: int = opt(800, "screen, in dots", 400, 2160)
    screen_mm: int = opt(217, "width of the visible screen in millimetres", 80, 800)
    home_seconds: int = opt(30, "without a touch, the screen goes home after this; others in proportion", 5, 300)
    pin: str = opt("", "technician's PIN hash (kiosk check --hash-pin)", secret=True)


@dataclass(frozen=True)
class Service:
    letter: str = need("A … Z, stands before the number", "A", 1, 1)
    name: str = need("what people come for", "Đất đai", 1, 80)
    fields: list[str] = opt([], "the lĩnh vực it covers")
    short: str = opt("", "short name for narrow places", 0, 30)
    prepare: str = opt("", "what to have at hand when called: on the ticket's screen and slip", 0, 60)
    results: bool = opt(False, "results are handed out here: an appointment slip under the scanner takes its number")


@dataclass(frozen=True)
class Counter:
    number: int = need("1 … 99", 1, 1, 99)
    services: list[str] = opt([], "letters it serves, in this order of preference; empty: all")
    name: str = opt("", "what stands on its sign, if more than the number", 0, 40)


@dataclass(frozen=True)
class Officer:
    id: str = need("signs in with it", "cb01", 1, 32)
    name: str = opt("", "shown to this officer only; never leaves the kiosk", 0, 60, private=True)
    pin: str = opt("", "PIN hash (kiosk check --hash-pin); may stand in the secrets file", secret=True)
    out_of_turn: bool = opt(True, "may call a number before its turn")


@dataclass(frozen=True)
class Hours:
    days: list[int] = opt([1, 2, 3, 4, 5], "working days, Monday = 1 … Sunday = 7", 0, 7)
    morning: str = opt("07:30-11:30", "HH:MM-HH:MM; empty: closed")
    afternoon: str = opt("13:00-16:30", "HH:MM-HH:MM; empty: closed")
    early_minutes: int = opt(15, "numbers are given this long before opening", 0, 240)
    holidays: list[str] = opt([], "YYYY-MM-DD")
    enforce: bool = opt(True, "outside these hours the screen says closed")


@dataclass(frozen=True)
class Queue:
    priority_every: int = opt(2, "one priority ticket is called per this many ordinary ones", 1, 20)
    priority_cap_minutes: int = opt(15, "a priority ticket that waited this long is next", 1, 240)
    ordinary_cap_minutes: int = opt(45, "an ordinary ticket that waited this long is before any priority one", 1, 480)
    return_minutes: int = opt(30, "who was called absent can come back, with the old place, for so long", 0, 240)
    unanswered_minutes: int = opt(5, "a called number that did not answer is not called in turn for so long", 0, 60)
    unanswered_times: int = opt(3, "a number that did not answer so often is absent", 1, 9)
    feed_seconds: int = opt(0, "an idle counter is given the next number by itself after this; 0: never", 0, 600)
    capacity: str = opt(
        "tell",
        "how many more of a service can still be served before lunch or closing: tell: said before the press once they "
        "are few; refuse: at none no number is given until the next session; off: not reckoned",
        among=("tell", "refuse", "off"),
    )
    later_minutes: int = opt(20, "who waits at least so long is offered a time to come back at; 0: never", 0, 240)
    again_seconds: int = opt(10, "who takes another number so soon is asked first if it is for somebody else", 0, 120)


@dataclass(frozen=True)
class Ratings:
    scale: str = opt("vn4", "scale of levels", among=("vn4",))
    bind_minutes: int = opt(10, "a press is bound to a visit finished at most this long ago", 1, 60)
    repeat_seconds: int = opt(4, "a second press within this is the same person", 1, 30)
    scan_seconds: int = opt(60, "a scanned slip waits this long for its press", 5, 300)
    ask_seconds: int = opt(180, "the home screen asks for this long after a visit", 0, 600)
    which_seconds: int = opt(20, "'which counter?' waits this long for an answer", 5, 60)


@dataclass(frozen=True)
class Hardware:
    kind: str = opt(
        "real",
        "real, or simulated: the far ends of the wires are played by `kiosk cabinet`",
        among=("real", "simulated"),
    )
    screen: str = opt(
        "drm",
        "drm: the kiosk's own panel; window: on a desk, by SDL; none: drawn in memory only",
        among=("drm", "window", "none"),
    )
    connector: str = opt(
        "", "socket of the panel by the kernel's name, HDMI-A-1; empty: that of video, else one that answers", 0, 20
    )
    video: str = opt(
        "", "for a monitor without EDID: the kernel's video=, like HDMI-A-1:1920x1080@60D; empty: none", 0, 120
    )
    touch: str = opt("", "input device of the touch panel; empty: none", 0, 200)
    rotate: int = opt(0, "the panel stands turned by this many degrees clockwise", 0, 270)
    touch_matrix: str = opt(
        "", "how the touch panel lies on the screen, six numbers as libinput has them; empty: as the screen", 0, 120
    )
    gpiochip: str = opt(
        "", "device or label of the GPIO chip of buttons and lamps; empty: that of the Pi's header", 0, 80
    )
    wires: str = opt("", "simulated only: folder of the cabinet's wires", 0, 200)


@dataclass(frozen=True)
class Button:
    name: str = need("very-satisfied … dissatisfied, service-a …, or any other name", "satisfied", 1, 32)
    pin: int = need("GPIO number (BCM)", 6, 0, 27)
    does: str = opt("", "level-1 … level-4, service-A …; empty: by its name", 0, 20)
    lamp: int = opt(-1, "GPIO number of its lamp; -1: none", -1, 27)
    counter: int = opt(0, "a pad that stands at one counter: its number; 0: the shared kiosk", 0, 99)


@dataclass(frozen=True)
class Printer:
    kind: str = opt(
        "serial",
        "serial, usb, file (/dev/usb/lp0), network (TCP), or none",
        among=("serial", "usb", "file", "network", "none"),
    )
    path: str = opt("/dev/ttyUSB0", "device of a serial or file printer", 0, 200)
    baud: int = opt(19200, "speed of a serial printer", 1200, 921600)
    flow: str = opt(
        "none",
        "how a serial printer says that it takes nothing just now: xonxoff: by bytes, rtscts: by its wire to CTS; "
        "none: its slips go out at the pace of its paper. kiosk doctor finds it out",
        among=("none", "xonxoff", "rtscts"),
    )
    vendor: int = opt(0, "USB vendor id of a usb printer", 0, 65535)
    product: int = opt(0, "USB product id of a usb printer", 0, 65535)
    host: str = opt("", "address of a network printer, 192.168.1.60", 0, 15)
    port: int = opt(9100, "TCP port of a network printer", 1, 65535)
    width: int = opt(80, "paper in millimetres", 58, 80)
    dots: int = opt(
        0, "dots across its head: 384, 512, 576 …; 0: 576 on 80 mm, 384 on 58 mm; kiosk doctor finds it out", 0, 640
    )
    print_mode: str = opt(
        "raster",
        "raster: all drawn, for any printer; inline: accented letters as small pictures; downloaded: our glyphs, told "
        "first. Only kiosk doctor should write inline and downloaded",
        among=("raster", "inline", "downloaded"),
    )
    print_mode_for: str = opt(
        "", "the printer for which somebody looked at inline or downloaded; another one gets raster", 0, 120
    )
    cutter: bool = opt(True, "has a cutter; else the slip is fed to the tear bar")
    full_cut: bool = opt(False, "its cutter knows the full cut only (GS V A); kiosk doctor finds it out")
    cut: str = opt(
        "gs-v",
        "the command of its cutter: gs-v (GS V), esc-i or esc-m (ESC i, ESC m) where it knows only these; kiosk doctor "
        "finds it out",
        among=("gs-v", "esc-i", "esc-m"),
    )
    presenter: bool = opt(False, "hands the slip out by a presenter (GS e); kiosk doctor finds it out")
    silent: bool = opt(False, "true: never answers a status question")
    closing_slip: bool = opt(True, "prints the day's counts when the day closes")
    phone_page: bool = opt(True, "the ticket's QR opens the phone page, where the kiosk has an address in a network")
    roll_m: int = opt(60, "metres of paper on a new roll, for the estimate of slips left", 5, 300)


@dataclass(frozen=True)
class Scanner:
    kind: str = opt("serial", "serial (USB-CDC too), or keyboard: it types what it reads", among=("serial", "keyboard"))
    path: str = opt("", "device of the code scanner; of a keyboard its name in /dev/input/by-id; empty: none", 0, 200)
    baud: int = opt(9600, "speed of a serial scanner", 1200, 921600)


@dataclass(frozen=True)
class Speaker:
    player: list[str] = opt([], "command that speaks the sentence on its standard input; empty: silent")
    lead_in: int = opt(0, "ms of near-silence before each sentence: sound over HDMI drops its beginning", 0, 3000)
    where: str = opt(
        "auto",
        "who is heard at a call: box: this machine; board: the board's page; auto: this machine where player or "
        "recordings are named, else the board's page",
        among=("auto", "box", "board"),
    )
    recordings: str = opt("", "folder of the office's own voice (kiosk voice record); empty: none", 0, 200)
    volume: list[str] = opt([], "per cent, or from a time of day on: 80, 11:30 40; empty: 100", 0, 24)
    quiet: list[str] = opt([], "HH:MM-HH:MM in which nothing is said", 0, 8)


@dataclass(frozen=True)
class Console:
    host: str = opt("0.0.0.0", "address to listen on")
    port: int = opt(8080, "port to listen on", 1, 65535)
    session_hours: int = opt(10, "an officer stays signed in for at most this long", 1, 24)
    names: list[str] = opt([], "further names and addresses by which browsers reach the kiosk", 0, 8)
    supervisor_pin: str = opt("", "the supervisor's PIN hash (kiosk check --hash-pin); empty: no way in", secret=True)
    demo: bool = opt(False, "accepts the demo's well-known PINs; refused with real hardware")


@dataclass(frozen=True)
class Network:
    wifi: str = opt("", "name of the Wi-Fi; empty: cable only", 0, 32)
    wifi_password: str = opt("", "may stand in the secrets file; empty: an open network", 0, 63, secret=True)
    address: str = opt("", "192.168.1.50/24, of the Wi-Fi if there is one; empty: given by the network (DHCP)", 0, 18)
    gateway: str = opt("", "with an address: the way out", 0, 15)
    dns: list[str] = opt([], "with an address: name servers", 0, 3)
    time_servers: list[str] = opt([], "time servers of the office's own network", 0, 4)


@dataclass(frozen=True)
class Privacy:
    officer_salt: str = opt("", "16 letters or more, the same on all kiosks of an office; empty: own ones", secret=True)


@dataclass(frozen=True)
class Catalogue:
    file: str = opt("", "procedures of the office; empty: none", 0, 200)


@dataclass(frozen=True)
class Config:
    """One whole `kiosk.toml`. `origin`: its file; `notices`, `stopped`: for citizens, set on the box, and in no file;
    `stopped`: what is said while no numbers are given, "" for the usual words."""

    office: Office
    services: list[Service] = need("[[services]], in the order of the screen", None, 1, 26)
    counters: list[Counter] = need("[[counters]]", None, 1, 99)
    officers: list[Officer] = opt([], "[[officers]]", 0, 99)
    buttons: list[Button] = opt([], "[[buttons]]", 0, 28)
    keypads: list[Keypad] = opt([], "[[keypads]]", 0, 99)
    kiosk: Kiosk = opt(Kiosk(), "")
    hours: Hours = opt(Hours(), "")
    queue: Queue = opt(Queue(), "")
    ratings: Ratings = opt(Ratings(), "")
    hardware: Hardware = opt(Hardware(), "")
    printer: Printer = opt(Printer(), "")
    scanner: Scanner = opt(Scanner(), "")
    speaker: Speaker = opt(Speaker(), "")
    board: Board = opt(Board(), "")
    console: Console = opt(Console(), "")
    broker: Broker = opt(Broker(), "")
    network: Network = opt(Network(), "")
    privacy: Privacy = opt(Privacy(), "")
    catalogue: Catalogue = opt(Catalogue(), "")
    secrets: str = opt("", "second TOML file with the secret options only", 0, 200, private=True)
    origin: str = opt("", "")
    notices: tuple[Notice, ...] = opt((), "")
    stopped: str = opt("", "")


NOT_OPTIONS = frozenset({"origin", "notices", "stopped"})  # fields of Config that no file sets


def all_options() -> Iterator[tuple[str, Any]]:
    """(table, field) of every option below the top."""
    for table in (found for found in fields(Config) if found.name not in NOT_OPTIONS):
        kind = next(iter(get_args(table.type)), table.type)
        if is_dataclass(kind):
            yield from ((table.name, option) for option in fields(kind))


SECRET = tuple(f"{table}.{option.name}" for table, option in all_options() if option.metadata["secret"])
"""What a file of secrets may hold."""
