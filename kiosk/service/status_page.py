"""The page that still answers on the LAN when the kiosk's programs are dead, and names the dead one.

Nothing of it runs until somebody asks: systemd holds the port (systemd/kiosk-watch.socket) and starts this program for
one question, which stands on its standard input and is answered on its standard output. So it imports nothing of ours
and little of Python's own, and needs less than 10 MB (`/usr/bin/python3 -I -S watch.py`). Who lives, and since when,
systemd says; on a desk (`watch.py BELLS LOGS`) the kernel's list of sockets does. A program that lives and cannot do
its work says why in a file beside its socket (kiosk/host/troubles.py). It changes nothing and reads neither journal nor
settings. The end of a log is shown as it is: the programs write neither ratings nor secrets there.
"""

import os
import select
import sys
import time

TIMEOUT_S = 3.0  # for the question, and for each word of systemd
MAX_QUESTION_BYTES = 8192
LOG_LINES = 15  # of a dead program's
VIET_NAM = 7 * 3600
PARTS = {
    "kiosk-app": ("Màn hình lấy số, in phiếu, đánh giá", "touch app"),
    "kiosk-console": ("Trang của cán bộ, bảng gọi số", "officers' console and board"),
    "kiosk-sync": ("Gửi số liệu về thành phố", "courier to the city"),
    "kiosk-migrate": ("Mở nhật ký, đọc kiosk.toml", "journal and settings"),
}
HOLDS_DEVICES = "kiosk-app"
TO_SEE = "Thiết bị cần xem <small>(devices)</small>:"
END_OF_LOG = "Dòng cuối của nhật ký máy <small>(end of its log)</small>:"
USAGE = "usage: watch.py [BELLS LOGS]    answers one HTTP question on standard input\n"
RUNTIME = "/run/kiosk"
UNIT_PROPERTIES = "Id,ActiveState,SubState,Result,NRestarts,StateChangeTimestamp"


class Part:
    """One program: does it live, since when (s since 1970, 0: not known), in what state, the end of its log if dead;
    `trouble`: what keeps it from its work though it lives; `faults`: of the devices that it holds, Vietnamese, a tab,
    English."""

    def __init__(self, unit: str, alive: bool, since: float, state: str, log: str = "") -> None:
        self.unit, self.alive, self.since, self.state, self.log = unit, alive, since, state, log
        self.trouble = ""
        self.faults: list[str] = []

    @property
    def works(self) -> bool:
        return self.alive and not self.trouble


# --- who lives --------------------------------------------------------------------------------------------------


def by_systemd() -> list[Part]:
    """What systemd and its journal say; systemd itself as the dead part when it does not answer."""
    said = run(["systemctl", "show", "--timestamp=unix", f"--property={UNIT_PROPERTIES}", *PARTS])
    parts = [part_of(block) for block in said.strip().split("\n\n") if "Id=" in block]
    for part in parts:
        if not part.alive:
            part.log = run(["journalctl", "--quiet", f"--unit={part.unit}", f"--lines={LOG_LINES}", "--no-pager"])
    return parts or [Part("systemd", False, 0, "no answer", said)]


def part_of(block: str) -> Part:
    """From one unit's lines of `systemctl show`."""
    told = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
    again = told.get("NRestarts", "0")
    state = f"{told.get('ActiveState')} ({told.get('SubState')}), {told.get('Result')}, restarts: {again or 0}"
    since = told.get("StateChangeTimestamp", "").removeprefix("@")
    unit = told["Id"].removesuffix(".service")
    return Part(unit, told.get("ActiveState") == "active", float(since) if since.isdigit() else 0, state)


def by_bells(bells: str, logs: str) -> list[Part]:
    """Without systemd: a program lives while its bell is in the kernel's list of Unix sockets."""
    living = {line.split()[-1] for line in text_of("/proc/net/unix").splitlines()}
    return [by_bell(name, f"{bells}/bell-{name}.sock" in living, logs) for name in ("app", "console", "sync")]


def by_bell(name: str, alive: bool, logs: str) -> Part:
    """A dead one is dead since it last said something, as far as anybody knows."""
    text, since = "", 0.0
    if not alive and os.access(f"{logs}/{name}.log", os.R_OK):
        text, since = text_of(f"{logs}/{name}.log"), changed(f"{logs}/{name}.log")
    state = "listens" if alive else "does not listen"
    return Part(f"kiosk-{name}", alive, since, state, "\n".join(text.splitlines()[-LOG_LINES:]))


def with_troubles(parts: list[Part], folder: str) -> list[Part]:
    """Each with what it says itself."""
    for part in parts:
        told = f"{folder}/trouble-{part.unit.removeprefix('kiosk-')}"
        try:
            part.trouble = text_of(told) if part.alive else ""
        except OSError:
            part.trouble = ""  # nothing is wrong with it
        if part.unit == HOLDS_DEVICES and part.alive and os.access(f"{folder}/faults", os.R_OK):
            part.faults = text_of(f"{folder}/faults").splitlines()
    return parts


def text_of(path: str) -> str:
    """The last 64 KiB of a file. Raises OSError."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return read_all(fd, time.monotonic() + TIMEOUT_S)[-65536:].decode("utf-8", "replace")
    finally:
        os.close(fd)


def changed(path: str) -> float:
    """When a file was last written to, s since 1970. Raises OSError."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.fstat(fd).st_mtime
    finally:
        os.close(fd)


def run(words: list[str]) -> str:
    """What a program says, or why it said nothing; one that hangs is left after `TIMEOUT_S`."""
    read, write = os.pipe2(os.O_CLOEXEC)
    into = [(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_DUP2, write, 2)]
    try:
        child = os.posix_spawnp(words[0], words, {**os.environ, "LC_ALL": "C.UTF-8"}, file_actions=into)
    except OSError as error:
        return f"{words[0]}: {error.strerror}"
    finally:
        os.close(write)
    try:
        return read_all(read, time.monotonic() + TIMEOUT_S).decode("utf-8", "replace")
    except TimeoutError:
        os.kill(child, 9)
        return f"{words[0]}: no answer within {TIMEOUT_S:.0f} s"
    finally:
        os.close(read)
        os.waitpid(child, 0)


def read_all(fd: int, until: float, end: bytes = b"", longest: int = 1 << 20) -> bytes:
    """To the end of the file, or to `end` for who goes on listening. Raises TimeoutError."""
    found = b""
    while not (end and end in found) and len(found) < longest:
        if not select.select([fd], [], [], max(0.0, until - time.monotonic()))[0]:
            raise TimeoutError
        if not (more := os.read(fd, 65536)):
            break
        found += more
    return found


# --- the page ---------------------------------------------------------------------------------------------------

STYLE = (
    "body{font:18px/1.5 sans-serif;margin:1em auto;max-width:60em;padding:0 1em;color:#111c26;background:#f6f4ee}"
    "section{background:#fff;border-left:10px solid #2e7d4f;padding:.6em 1em;margin:1em 0}"
    "section.dead{border-color:#b3261e}section.look{border-color:#f5bc42}h2{margin:0;font-size:1.2em}p{margin:.2em 0}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f1efe8;padding:.6em;font-size:.8em}small{color:#444}"
)


def page(parts: list[Part], name: str, now: float) -> str:
    """HTML; Vietnamese first. `name`: of this machine; `now`: s since 1970."""
    dead = [part for part in parts if not part.works]
    head, english = heading(dead, len(parts))
    body = "".join(section(part, now) for part in dead + [part for part in parts if part.works])
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="refresh" content="10"><title>{head}</title><style>{STYLE}</style>'
        f"<h1>{escaped(name)}: {head}</h1><p><small>{english} · {moment(now)}</small></p>{body}"
    )


def heading(dead: list[Part], of: int) -> tuple[str, str]:
    """In both languages. `dead`: the parts that do not work, of `of`."""
    if not dead:
        return "Các phần đều đang chạy", "every part is running"
    if any(not part.alive for part in dead):
        return "Có phần không chạy", f"{len(dead)} of {of} parts are dead"
    return "Có phần chạy nhưng không ghi được", f"{len(dead)} of {of} parts cannot do their work"


def section(part: Part, now: float) -> str:
    vietnamese, english = PARTS.get(part.unit, (part.unit, part.unit))
    word = ("CHẠY, KHÔNG GHI ĐƯỢC" if part.trouble else "Đang chạy") if part.alive else "KHÔNG CHẠY"
    since = f" từ {moment(part.since)} ({lasted(now - part.since)})" if part.since else ""
    log = f"<p>{END_OF_LOG}</p><pre>{escaped(part.log)}</pre>" if part.log else ""
    log += f"<pre>{escaped(part.trouble)}</pre>" if part.trouble else ""
    log += f"<p>{TO_SEE}</p><ul>{''.join(map(fault, part.faults))}</ul>" if part.faults else ""
    kind = "dead" if not part.works else "look" if part.faults else "alive"
    return (
        f'<section class="{kind}"><h2>{vietnamese}: {word}</h2><p>{word}{since}</p>'
        f"<p><small>{escaped(part.unit)} · {english} · {escaped(part.state)}</small></p>{log}"
        "</section>"
    )


def fault(line: str) -> str:
    vietnamese, _, english = line.partition("\t")
    return f"<li>{escaped(vietnamese)} <small>{escaped(english)}</small></li>"


def moment(at: float) -> str:
    """In Viet Nam: 08:15:03 ngày 23/11/2026."""
    return time.strftime("%H:%M:%S ngày %d/%m/%Y", time.gmtime(at + VIET_NAM))


def lasted(seconds: float) -> str:
    minutes = max(0, int(seconds)) // 60
    if minutes < 120:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // 1440} ngày"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def host_of(question: bytes) -> str:
    """As the browser has it, without the port; "" for none."""
    for line in question.decode("latin-1").splitlines()[1:]:
        if line.lower().startswith("host:"):
            host = line[5:].strip().lower()
            return host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
    return ""


def is_for(host: str, name: str) -> bool:
    """An address, or a name of this machine: another site's name may lead here too (DNS rebinding), and its page would
    read the log. "" is a program's without a browser."""
    if host in ("", "localhost", name.lower(), f"{name.lower()}.local"):
        return True
    return host.startswith("[") or all(part.isascii() and part.isdigit() for part in host.split("."))


def answer(question: bytes, parts: list[Part], name: str, now: float) -> bytes:
    """The whole HTTP answer: 200 when all live and work, 503 when one does not, so that a program can ask too."""
    method, _, rest = question.partition(b" ")
    if not is_for(host_of(question), name):
        return b"HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    if method not in (b"GET", b"HEAD") or rest.split(b" ")[0] != b"/":
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    body = page(parts, name, now).encode()
    status = "200 OK" if all(part.works for part in parts) else "503 Service Unavailable"
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nX-Content-Type-Options: nosniff\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (body if method == b"GET" else b"")


def main(argv: list[str]) -> int:
    """One question from standard input. 0 answered; 1 nobody asked; 2 other words than these."""
    if len(argv) not in (0, 2) or argv[:1] == ["--help"]:
        os.write(1 if argv == ["--help"] else 2, USAGE.encode())
        return 0 if argv == ["--help"] else 2
    try:
        question = read_all(0, time.monotonic() + TIMEOUT_S, b"\r\n\r\n", MAX_QUESTION_BYTES)
    except (TimeoutError, ConnectionResetError):
        return 1
    parts = with_troubles(by_bells(*argv), argv[0]) if argv else with_troubles(by_systemd(), RUNTIME)
    left = answer(question, parts, os.uname().nodename, time.time())
    while left:
        left = left[os.write(1, left) :]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
