// The form's own rules: what is typed → values, values → problems. Checks in two steps as `kiosk check`: first each value
// against its option (kiosk/config/load.py), and only when all are good, what the options must be to each other (agreement.py).
"use strict";
// What is said of a mistake comes from the tables of `kiosk check` (MESSAGES), with the same values between { }.
const said = ({ code, values }, language) => MESSAGES[code][language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const LONGEST = 40;
function shown(value) {
  if (typeof value === "string" && value.includes("=")) return "…";  // may be a line that a quote too many has swallowed
  const letters = [...JSON.stringify(value)];
  return letters.length <= LONGEST ? letters.join("") : letters.slice(0, LONGEST - 1).join("") + "…";
}
const strange = (text) => [...text].find((c) => c < " " || c === "\x7f");
const printable = (text) => strange(text) === undefined;
const within = (o, size) => (o.low === null || size >= o.low) && (o.high === null || size <= o.high);

// --- values -------------------------------------------------------------------------------------------------------
// A value: text, number, true/false, or a list of them; `undefined`: left as it is by default.

function read(option, typed) {
  if (option.type === "switch") return Boolean(typed);
  if (option.type === "number") return number(String(typed).trim());
  if (option.type === "text") return String(typed);
  const parts = String(typed).split(",").map((part) => part.trim()).filter((part) => part !== "");
  return option.type === "numbers" ? parts.map(number) : parts;
}
function number(text) {
  if (text === "") return undefined;
  return /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text;
}
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const left = (option, value) => value === undefined || (!option.required && same(value, option.default));

// --- problems -----------------------------------------------------------------------------------------------------

function problems(config) {
  const found = [];
  const wrong = (option, code, values = {}) => found.push({ option, code, values });
  for (const table of TABLES) {
    const rows = table.many ? config[table.name] : [config[table.name]];
    if (table.many) bounded(table, rows.length, "entries", (...problem) => wrong(table.name, ...problem));
    rows.forEach((row, i) => single(table, row, table.many ? `${table.name}[${i}]` : table.name, wrong));
  }
  if (!found.length) RULES.forEach((rule) => rule(config, wrong));
  return found;
}
function single(table, row, where, wrong) {
  for (const option of table.options) {
    const value = row[option.name], here = (...problem) => wrong(`${where}.${option.name}`, ...problem);
    if (value !== undefined) (Array.isArray(value) ? listed : scalar)(option, value, here);
    else if (option.required) here("give", { example: `${option.name} = ${shown(option.example)}` });
  }
}
function scalar(o, value, wrong) {
  const see = o.private ? "…" : shown(value);
  if (o.type === "number" && typeof value !== "number") wrong("integer", { value: see });
  else if (o.among.length) o.among.includes(value) || wrong("one-of", { known: o.among.join(", "), value: see });
  else if (o.type === "text" && !printable(value)) wrong("control-character", { value: shown(strange(value)) });
  else if (o.type === "text") bounded(o, [...value].length, "characters", wrong);
  else if (o.type === "number") bounded(o, value, "bounds", wrong);
}
function bounded(o, size, code, wrong) {
  if (!within(o, size)) wrong(code, { low: o.low, high: o.high, [code === "bounds" ? "value" : "size"]: size });
}
function listed(o, values, wrong) {
  if (o.type === "numbers" && !values.every((v) => typeof v === "number")) return wrong("integers");
  bounded(o, values.length, "entries", wrong);
  const bad = values.find((v) => typeof v === "string" && !printable(v));
  if (bad !== undefined) wrong("control-character", { value: shown(strange(bad)) });
}

// --- what the options must be to each other (kiosk/config/checks/agreement.py) ---------------------------------------------------

const get = (config, table, name) => {
  const option = TABLES.find((t) => t.name === table).options.find((o) => o.name === name);
  return config[table][name] === undefined ? option.default : config[table][name];
};
const of = (table, row, name) => {
  const option = TABLES.find((t) => t.name === table).options.find((o) => o.name === name);
  return row[name] === undefined ? option.default : row[name];
};
const NUMBERED = /\/(event|mouse|js|hidraw|tty[A-Za-z]*)\d+$/;  // by the kernel, in the order of plugging in
function twice(values, name, wrong) {
  const seen = new Set();
  values.forEach((value, i) => {
    if (seen.has(value)) wrong(name(i), "twice", { value: shown(value) });
    seen.add(value);
  });
}
const among = (option, value, known, wrong) => known.includes(value) || wrong(option, "one-of", { known: known.join(", "), value });
function isUnit(raw) {
  const top = /^[A-Z][0-9]{2,3}$/, parts = raw.split(".");
  const levels = top.test(parts[0]) ? parts : parts.reverse();
  return levels.length >= 2 && levels.length <= 6 && top.test(levels[0]) && levels.slice(1).every((l) => /^[0-9]{2,3}$/.test(l));
}
function minutes(text) {
  const parts = text.split("-");
  if (parts.length < 2) return null;
  const both = [parts[0], parts.slice(1).join("-")].map((part) => {
    const m = /^\s*([+-]?[0-9]+)\s*:\s*([+-]?[0-9]+)\s*$/.exec(part);
    return m && m[1] >= 0 && m[1] < 24 && m[2] >= 0 && m[2] < 60 ? m[1] * 60 + Number(m[2]) : null;
  });
  return both.includes(null) || both[0] >= both[1] ? null : both;
}
function isDate(text) {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!m || m[1] === "0000") return false;
  const day = new Date(Date.UTC(2000, m[2] - 1, m[3]));
  day.setUTCFullYear(Number(m[1]), m[2] - 1, m[3]);
  return day.getUTCMonth() === m[2] - 1 && day.getUTCDate() === Number(m[3]);
}
function isMatrix(text) {
  const words = text.trim() === "" ? ["1", "0", "0", "0", "1", "0"] : text.trim().split(/\s+/);
  const [a, b, , d, e] = words.map(Number);
  return words.length === 6 && words.every((w) => /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(w)) && a * e !== b * d;
}
function isBroker(url) {
  const m = /^mqtts?:\/\/([^/?#]*)/i.exec(url);
  if (!m) return false;
  const at = m[1].slice(m[1].lastIndexOf("@") + 1), parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(at);
  if (!parts || parts[1].replace(/[[\]]/g, "") === "") return false;
  return !parts[2] || (/^[0-9]+$/.test(parts[2]) && Number(parts[2]) > 0 && Number(parts[2]) <= 65535);
}
const VIDEO = new RegExp("^[A-Za-z]+(?:-[A-Z])?-[1-9][0-9]?:[1-9][0-9]{2,3}x[1-9][0-9]{2,3}M?R?(?:@[1-9][0-9]{1,2})?[eD]?"
  + "(?:,margin_(?:left|right|top|bottom)=[0-9]{1,3}){0,4}$");
const BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const PRIVATE = new RegExp(`^(?:10\\.${BYTE}|172\\.(?:1[6-9]|2[0-9]|3[01])|192\\.168|169\\.254)(?:\\.${BYTE}){2}$`);
const LOOPBACK = new RegExp(`^127(?:\\.${BYTE}){3}$`);
const PORT = "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
const SERVER = new RegExp(`^https://[A-Za-z0-9.-]+(?::${PORT})?/?$`);
const IPV4_NET = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}/(?:[1-9]|[12][0-9]|3[0-2])$`);
const RULES = [
  function office(config, wrong) {
    const unit = get(config, "office", "unit"), id = get(config, "kiosk", "id");
    if (!isUnit(unit)) wrong("office.unit", "agency", { value: shown(unit) });
    if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) wrong("kiosk.id", "kiosk-id", { value: shown(id) });
  },
  function services(config, wrong) {
    const letters = config.services.map((s) => s.letter);
    letters.forEach((l, i) => /^[A-Z]$/.test(l) || wrong(`services[${i}].letter`, "letter", { value: shown(l) }));
    twice(letters, (i) => `services[${i}].letter`, wrong);
    const served = new Set(config.counters.flatMap((c) => (of("counters", c, "services").length ? of("counters", c, "services") : letters)));
    letters.forEach((l, i) => served.has(l) || wrong(`services[${i}].letter`, "not-served", { value: shown(l) }));
    const results = config.services.flatMap((s, i) => (of("services", s, "results") ? [i] : []));
    results.slice(1).forEach((i) => wrong(`services[${i}].results`, "results-twice"));
  },
  function counters(config, wrong) {
    const letters = new Set(config.services.map((s) => s.letter)), known = [...letters].sort().join(", ");
    twice(config.counters.map((c) => c.number), (i) => `counters[${i}].number`, wrong);
    config.counters.forEach((c, i) => {
      const mine = of("counters", c, "services"), strange = [...new Set(mine)].filter((l) => !letters.has(l));
      strange.forEach((l) => wrong(`counters[${i}].services`, "no-such-service", { value: shown(l), known }));
      if (new Set(mine).size < mine.length) wrong(`counters[${i}].services`, "service-twice");
    });
  },
  function officers(config, wrong) {
    twice(config.officers.map((o) => o.id.toLowerCase()), (i) => `officers[${i}].id`, wrong);
    config.officers.forEach((o, i) => {
      if (!/^[A-Za-z0-9._-]+$/.test(o.id)) wrong(`officers[${i}].id`, "officer-id", { value: shown(o.id) });
      hash(`officers[${i}].pin`, of("officers", o, "pin"), wrong);
    });
  },
  function pins(config, wrong) {
    hash("kiosk.pin", get(config, "kiosk", "pin"), wrong);
    hash("console.supervisor_pin", get(config, "console", "supervisor_pin"), wrong);
    if (get(config, "console", "demo") && get(config, "hardware", "kind") !== "simulated") wrong("console.demo", "demo-on-real");
  },
  function buttons(config, wrong) {
    twice(config.buttons.map((b) => b.name), (i) => `buttons[${i}].name`, wrong);
    const numbers = new Set(config.counters.map((c) => c.number)), used = new Map();
    const known = [...new Set([...LEVELS, ...config.services.map((s) => `service-${s.letter}`)])].sort();
    config.buttons.forEach((b, i) => {
      for (const name of ["pin", "lamp"]) {
        const pin = of("buttons", b, name);
        if (pin >= 0 && used.has(pin)) wrong(`buttons[${i}].${name}`, used.get(pin).code, { pin, name: used.get(pin).name });
        if (!used.has(pin)) used.set(pin, { code: `${name}-taken`, name: b.name });
      }
      const counter = of("buttons", b, "counter"), own = of("buttons", b, "does"), does = own || b.name;
      if (counter && !numbers.has(counter)) wrong(`buttons[${i}].counter`, "no-such-counter", { number: counter });
      if (!known.some((k) => k.toLowerCase() === does.toLowerCase()))
        wrong(`buttons[${i}].${own ? "does" : "name"}`, "does", { value: shown(does), known: known.join(", ") });
    });
  },
  function hours(config, wrong) {
    const spans = [];
    for (const name of ["morning", "afternoon"]) {
      const text = get(config, "hours", name), both = text === "" ? [] : minutes(text);
      if (both === null) wrong(`hours.${name}`, "span", { value: shown(text) });
      else if (both.length) spans.push(both);
    }
    if (spans.length === 2 && spans[0][1] > spans[1][0]) wrong("hours.afternoon", "afternoon");
    const days = get(config, "hours", "days");
    if (!days.every((d) => d >= 1 && d <= 7)) wrong("hours.days", "days");
    twice(days, () => "hours.days", wrong);
    get(config, "hours", "holidays").forEach((d) => isDate(d) || wrong("hours.holidays", "date", { value: shown(d) }));
  },
  function hardware(config, wrong) {
    const h = (name) => get(config, "hardware", name);
    among("hardware.rotate", h("rotate"), [0, 90, 180, 270], wrong);
    if (h("connector") && !/^[A-Za-z]+(-[A-Z])?-[1-9][0-9]?$/.test(h("connector"))) wrong("hardware.connector", "connector", { value: shown(h("connector")) });
    const output = get(config, "board", "output");
    if (output && !/^[A-Za-z]+(-[A-Z])?-[1-9][0-9]?$/.test(output)) wrong("board.output", "connector", { value: shown(output) });
    if (output && output === (h("connector") || h("video").split(":")[0])) wrong("board.output", "board-output", { value: output });
    if (h("video") && !VIDEO.test(h("video"))) wrong("hardware.video", "video", { value: shown(h("video")) });
    if (!isMatrix(h("touch_matrix"))) wrong("hardware.touch_matrix", "touch-matrix", { value: shown(h("touch_matrix")) });
    if (h("kind") === "simulated" && !h("wires")) wrong("hardware.wires", "wires");
    if (h("kind") === "real" && h("wires")) wrong("hardware.wires", "wires-on-real");
  },
  function printer(config, wrong) {
    const p = (name) => get(config, "printer", name);
    if (p("print_mode") !== "raster" && !p("print_mode_for")) wrong("printer.print_mode", "print-mode", { value: p("print_mode") });
    among("printer.width", p("width"), [58, 80], wrong);
    if (["serial", "file"].includes(p("kind")) && !p("path")) wrong("printer.path", "printer-path", { kind: p("kind") });
    if (p("kind") === "usb" && !(p("vendor") && p("product"))) wrong("printer.vendor", "usb-printer");
    if (p("flow") !== "none" && p("kind") !== "serial") wrong("printer.flow", "flow", { kind: p("kind") });
    const own = PRIVATE.test(p("host")) || (get(config, "hardware", "kind") !== "real" && LOOPBACK.test(p("host")));
    if (p("kind") === "network" && !own) wrong("printer.host", "network-printer", { value: shown(p("host")) });
    const low = 320, high = p("width") * 8, dots = p("dots");
    if (dots && (dots % 16 || dots < low || dots > high)) wrong("printer.dots", "dots", { low, high, value: dots });
    if (p("full_cut") && p("cut") !== "gs-v") wrong("printer.full_cut", "full-cut", { value: p("cut") });
  },
  function scanner(config, wrong) {
    const kind = get(config, "scanner", "kind"), path = get(config, "scanner", "path");
    if (kind === "serial" && path.startsWith("/dev/input/")) wrong("scanner.kind", "scanner-kind");
    if (kind === "keyboard" && (!path || (path.startsWith("/dev/") && !path.startsWith("/dev/input/by-")))) wrong("scanner.path", "scanner-name", { value: shown(path) });
  },
  function keypads(config, wrong) {
    const pads = config.keypads || [], k = (pad, name) => of("keypads", pad, name);
    twice(pads.map((pad) => k(pad, "counter")), (i) => `keypads[${i}].counter`, wrong);
    const numbers = new Set(config.counters.map((c) => c.number));
    const taken = new Map([[get(config, "scanner", "path"), "[scanner]"]]);
    if (["serial", "file"].includes(get(config, "printer", "kind"))) taken.set(get(config, "printer", "path"), "[printer]");
    pads.forEach((pad, i) => {
      const at = `keypads[${i}]`, kind = k(pad, "kind"), path = k(pad, "path"), number = k(pad, "counter"), seen = new Map();
      if (!numbers.has(number)) wrong(`${at}.counter`, "no-such-counter", { number });
      if (kind === "serial" && path.startsWith("/dev/input/")) wrong(`${at}.kind`, "keypad-kind");
      if (!path || (kind === "evdev" && NUMBERED.test(path))) wrong(`${at}.path`, "keypad-name", { value: shown(path) });
      else if (taken.has(path)) wrong(`${at}.path`, "path-taken", { name: taken.get(path) });
      if (!taken.has(path)) taken.set(path, `[[keypads]] ${number}`);
      for (const wish of WISHES) {
        const key = k(pad, wish).toLowerCase();
        if (!key) continue;
        if (!(kind === "evdev" ? ON_PADS.includes(key) : /^([!-~]{1,8}|backspace)$/.test(key)))
          wrong(`${at}.${wish}`, "keypad-key", { value: shown(key), known: ON_PADS.join(" ") });
        else if (seen.has(key)) wrong(`${at}.${wish}`, "key-taken", { name: seen.get(key) });
        if (!seen.has(key)) seen.set(key, wish);
      }
    });
  },
  function speaker(config, wrong) {
    const volume = /^(([01][0-9]|2[0-3]):[0-5][0-9] )?(100|[1-9]?[0-9])$/;
    get(config, "speaker", "volume").forEach((v) => volume.test(v) || wrong("speaker.volume", "volume", { value: shown(v) }));
    get(config, "speaker", "quiet").forEach((q) => minutes(q) || wrong("speaker.quiet", "span", { value: shown(q) }));
  },
  function broker(config, wrong) {
    const url = get(config, "broker", "url");
    const others = get(config, "broker", "others");
    if (url && !isBroker(url)) wrong("broker.url", "broker-url");
    others.forEach((other, i) => { if (!isBroker(other)) wrong(`broker.others[${i}]`, "broker-url"); });
    if (others.length && !url) wrong("broker.others", "others-without-url");
    if (!get(config, "broker", "certificate") !== !get(config, "broker", "key")) wrong("broker.key", "certificate-and-key");
    for (const name of ["city_key", "next_city_key", "ca_sha256"]) {
      const value = get(config, "broker", name);
      if (value && !/^[0-9A-Fa-f]{64}$/.test(value)) wrong(`broker.${name}`, "city-key", { value: shown(value) });
      if (value && name !== "ca_sha256" && get(config, "broker", "ack") !== "city") wrong(`broker.${name}`, "city-key-unused");
    }
  },
  function enrolment(config, wrong) {
    const b = (name) => get(config, "broker", name);
    if (!b("enrol_url")) return;
    if (!SERVER.test(b("enrol_url"))) wrong("broker.enrol_url", "enrol-url");
    if (!b("ca_sha256")) wrong("broker.ca_sha256", "enrol-pin");
    if (b("certificate")) wrong("broker.certificate", "enrol-alone");
    if (![b("url"), ...b("others")].every((url) => url.startsWith("mqtts://"))) wrong("broker.enrol_url", "enrol-mqtts");
  },
  function network(config, wrong) {
    const n = (name) => get(config, "network", name), no = (name, code, value) => wrong(`network.${name}`, code, { value: shown(value) });
    if (new TextEncoder().encode(n("wifi")).length > 32) wrong("network.wifi", "wifi-length");
    if (n("wifi_password") && !/^[ -~]{8,63}$/.test(n("wifi_password"))) wrong("network.wifi_password", "wifi-password");
    if (n("wifi_password") && !n("wifi")) wrong("network.wifi", "wifi-name");
    if (n("address") && !IPV4_NET.test(n("address"))) no("address", "address-net", n("address"));
    if (n("gateway") && !IPV4.test(n("gateway"))) no("gateway", "address", n("gateway"));
    n("dns").filter((server) => !IPV4.test(server)).forEach((server) => no("dns", "address", server));
    for (const name of ["gateway", "dns"]) if (n(name).length && !n("address")) wrong(`network.${name}`, "with-address");
    n("time_servers").filter((server) => !/^[A-Za-z0-9.:-]+$/.test(server)).forEach((server) => no("time_servers", "time-server", server));
  },
  function catalogue(config, wrong) {
    if (get(config, "catalogue", "file").toLowerCase().endsWith(".toml")) wrong("catalogue.file", "list-is-settings");
  },
];
function hash(option, stored, wrong) {
  if (stored && !HASH.test(stored)) wrong(option, stored.startsWith("scrypt") ? "hash-bounds" : "not-a-hash");
}
