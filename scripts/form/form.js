// The form's own rules: what is typed → values, values → problems and kiosk.toml. Checks in two steps as `kiosk check`:
// first each value against its option, and only when all are good, what the options must be to each other.
"use strict";
const TEXT = {
  type: { text: ["phải là chữ", "must be text"], number: ["phải là số nguyên", "must be a whole number"],
          numbers: ["phải là các số nguyên, cách nhau bằng dấu phẩy", "must be whole numbers with commas"] },
  given: ["phải điền", "must be given"],
  among: ["phải là một trong: ", "must be one of "],
  bounds: ["phải từ ", "must be "],
  control: ["có ký tự lạ", "holds a control character"],
};
const printable = (text) => ![...text].some((c) => c < " " || c === "\x7f");
const within = (o, size) => (o.low === null || size >= o.low) && (o.high === null || size <= o.high);
const span = (o) => `${o.low} – ${o.high}`;

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
  const wrong = (option, vi, en) => found.push({ option, vi, en });
  for (const table of TABLES) {
    const rows = table.many ? config[table.name] : [config[table.name]];
    if (table.many && !within(table, rows.length)) wrong(table.name, `cần ${span(table)} mục`, `must be ${span(table)} entries`);
    rows.forEach((row, i) => single(table, row, table.many ? `${table.name}[${i}]` : table.name, wrong));
  }
  if (!found.length) RULES.forEach((rule) => rule(config, wrong));
  return found;
}
function single(table, row, where, wrong) {
  for (const option of table.options) {
    const value = row[option.name];
    const said = value === undefined ? (option.required ? TEXT.given : null) : mistake(option, value);
    if (said) wrong(`${where}.${option.name}`, said[0], said[1]);
  }
}
function mistake(o, value) {
  if (Array.isArray(value)) return listed(o, value);
  if (o.type === "number" && typeof value !== "number") return TEXT.type.number;
  if (o.among.length) return o.among.includes(value) ? null : TEXT.among.map((said) => said + o.among.join(", "));
  if (o.type === "text" && !printable(value)) return TEXT.control;
  if (o.type === "switch") return null;
  const size = o.type === "text" ? [...value].length : value;
  return within(o, size) ? null : [`${TEXT.bounds[0]}${span(o)}${o.type === "text" ? " chữ" : ""}`, `${TEXT.bounds[1]}${span(o)}`];
}
function listed(o, values) {
  if (o.type === "numbers" && !values.every((v) => typeof v === "number")) return TEXT.type.numbers;
  if (!within(o, values.length)) return [`cần ${span(o)} mục`, `must be ${span(o)} entries`];
  return values.every((v) => typeof v !== "string" || printable(v)) ? null : TEXT.control;
}

// --- what the options must be to each other (kiosk/config/checks.py) ---------------------------------------------------

const get = (config, table, name) => {
  const option = TABLES.find((t) => t.name === table).options.find((o) => o.name === name);
  return config[table][name] === undefined ? option.default : config[table][name];
};
const of = (table, row, name) => {
  const option = TABLES.find((t) => t.name === table).options.find((o) => o.name === name);
  return row[name] === undefined ? option.default : row[name];
};
function twice(values, name, wrong) {
  const seen = new Set();
  values.forEach((value, i) => {
    if (seen.has(value)) wrong(name(i), `${value}: có hai lần`, `${value} stands there twice`);
    seen.add(value);
  });
}
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
const BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const IPV4_NET = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}/(?:[1-9]|[12][0-9]|3[0-2])$`);
const RULES = [
  function office(config, wrong) {
    if (!isUnit(get(config, "office", "unit"))) wrong("office.unit", "không phải mã đơn vị như 000.08.92.H55", "no agency code like 000.08.92.H55");
    if (!/^[a-z0-9][a-z0-9-]*$/.test(get(config, "kiosk", "id"))) wrong("kiosk.id", "chỉ dùng a-z, 0-9 và -", "only a-z, 0-9 and -");
  },
  function services(config, wrong) {
    const letters = config.services.map((s) => s.letter);
    letters.forEach((l, i) => /^[A-Z]$/.test(l) || wrong(`services[${i}].letter`, "phải là một chữ hoa A đến Z", "must be one capital letter A to Z"));
    twice(letters, (i) => `services[${i}].letter`, wrong);
    const served = new Set(config.counters.flatMap((c) => (of("counters", c, "services").length ? of("counters", c, "services") : letters)));
    letters.forEach((l, i) => served.has(l) || wrong(`services[${i}].letter`, `không quầy nào làm dịch vụ ${l}`, `no counter serves ${l}`));
  },
  function counters(config, wrong) {
    const letters = new Set(config.services.map((s) => s.letter));
    twice(config.counters.map((c) => c.number), (i) => `counters[${i}].number`, wrong);
    config.counters.forEach((c, i) => {
      const mine = of("counters", c, "services");
      [...new Set(mine)].filter((l) => !letters.has(l)).forEach((l) => wrong(`counters[${i}].services`, `không có dịch vụ ${l}`, `there is no service ${l}`));
      if (new Set(mine).size < mine.length) wrong(`counters[${i}].services`, "có hai lần", "names a service twice");
    });
  },
  function officers(config, wrong) {
    twice(config.officers.map((o) => o.id.toLowerCase()), (i) => `officers[${i}].id`, wrong);
    config.officers.forEach((o, i) => {
      if (!/^[A-Za-z0-9._-]+$/.test(o.id)) wrong(`officers[${i}].id`, "chỉ dùng a-z, 0-9 và . _ -", "only letters a-z, digits and . _ -");
      hash(`officers[${i}].pin`, of("officers", o, "pin"), wrong);
    });
  },
  function pins(config, wrong) {
    hash("kiosk.pin", get(config, "kiosk", "pin"), wrong);
    if (get(config, "console", "demo") && get(config, "hardware", "kind") !== "simulated") wrong("console.demo", "chỉ khi chạy thử", "for simulated hardware only");
  },
  function buttons(config, wrong) {
    twice(config.buttons.map((b) => b.name), (i) => `buttons[${i}].name`, wrong);
    const numbers = new Set(config.counters.map((c) => c.number)), used = new Set();
    const levels = ["very-satisfied", "satisfied", "neutral", "dissatisfied", "level-1", "level-2", "level-3", "level-4"];
    const known = new Set([...levels, ...config.services.map((s) => `service-${s.letter}`.toLowerCase())]);
    config.buttons.forEach((b, i) => {
      for (const name of ["pin", "lamp"]) {
        const pin = of("buttons", b, name);
        if (pin >= 0 && used.has(pin)) wrong(`buttons[${i}].${name}`, `chân GPIO ${pin} đã dùng`, `GPIO ${pin} is used already`);
        used.add(pin);
      }
      const counter = of("buttons", b, "counter"), does = of("buttons", b, "does");
      if (counter && !numbers.has(counter)) wrong(`buttons[${i}].counter`, `không có quầy ${counter}`, `there is no counter ${counter}`);
      if (!known.has((does || b.name).toLowerCase())) wrong(`buttons[${i}].${does ? "does" : "name"}`, "nút không làm được việc này", "nothing a button can do");
    });
  },
  function hours(config, wrong) {
    const spans = [];
    for (const name of ["morning", "afternoon"]) {
      const text = get(config, "hours", name), both = text === "" ? [] : minutes(text);
      if (both === null) wrong(`hours.${name}`, "phải như 07:30-11:30, hoặc để trống", "must be HH:MM-HH:MM or empty");
      else if (both.length) spans.push(both);
    }
    if (spans.length === 2 && spans[0][1] > spans[1][0]) wrong("hours.afternoon", "bắt đầu trước khi buổi sáng hết", "begins before the morning ends");
    const days = get(config, "hours", "days");
    if (!days.every((d) => d >= 1 && d <= 7)) wrong("hours.days", "phải là 1 (thứ Hai) đến 7 (Chủ nhật)", "must be 1 (Monday) to 7 (Sunday)");
    twice(days, () => "hours.days", wrong);
    get(config, "hours", "holidays").forEach((d) => isDate(d) || wrong("hours.holidays", `${d} không phải ngày như 2026-09-02`, `${d} is no date like 2026-09-02`));
  },
  function hardware(config, wrong) {
    const h = (name) => get(config, "hardware", name), p = (name) => get(config, "printer", name);
    if (![0, 90, 180, 270].includes(h("rotate"))) wrong("hardware.rotate", "phải là 0, 90, 180 hoặc 270", "must be 0, 90, 180 or 270");
    if (!isMatrix(h("touch_matrix"))) wrong("hardware.touch_matrix", "phải để trống hoặc có sáu số như 1 0 0 0 1 0", "must be empty or six numbers like 1 0 0 0 1 0");
    if (h("kind") === "simulated" && !h("wires")) wrong("hardware.wires", "cần thư mục", "needs the folder of the cabinet's wires");
    if (h("kind") === "real" && h("wires")) wrong("hardware.wires", "chỉ khi chạy thử", "only for simulated hardware");
    if (p("way") !== "d" && !p("way_for")) wrong("printer.way", "để d; kiosk doctor sẽ ghi m, h", "run kiosk doctor, or use d");
    if (![58, 80].includes(p("width"))) wrong("printer.width", "phải là 58 hoặc 80", "must be 58 or 80");
    if (["serial", "file"].includes(p("kind")) && !p("path")) wrong("printer.path", "cần cổng của máy in", "needs its device");
    if (p("kind") === "usb" && !(p("vendor") && p("product"))) wrong("printer.vendor", "cần vendor và product", "needs vendor and product");
  },
  function broker(config, wrong) {
    const url = get(config, "broker", "url");
    if (url && !isBroker(url)) wrong("broker.url", "phải như mqtts://máy-chủ:8883, hoặc để trống", "must be mqtt://host:port or mqtts://host:port, or empty");
  },
  function network(config, wrong) {
    const n = (name) => get(config, "network", name);
    const ip = (text) => IPV4.test(text), like = ["phải là địa chỉ như 192.168.1.1", "must be an address like 192.168.1.1"];
    if (new TextEncoder().encode(n("wifi")).length > 32) wrong("network.wifi", "dài quá 32 byte: một chữ có dấu tính hai hoặc ba", "is longer than 32 bytes");
    if (n("wifi_password") && !/^[ -~]{8,63}$/.test(n("wifi_password"))) wrong("network.wifi_password", "phải có 8 đến 63 chữ không dấu", "must be 8 to 63 letters without marks");
    if (n("wifi_password") && !n("wifi")) wrong("network.wifi", "phải điền vì đã có wifi_password", "must be given: there is a wifi_password");
    if (n("address") && !IPV4_NET.test(n("address"))) wrong("network.address", "phải là địa chỉ kèm mạng như 192.168.1.50/24", "must be an address with its net like 192.168.1.50/24");
    if (n("gateway") && !ip(n("gateway"))) wrong("network.gateway", ...like);
    n("dns").filter((server) => !ip(server)).forEach(() => wrong("network.dns", ...like));
    for (const name of ["gateway", "dns"]) if (n(name).length && !n("address")) wrong(`network.${name}`, "chỉ dùng khi có address", "only with network.address");
    n("time_servers").filter((server) => !/^[A-Za-z0-9.:-]+$/.test(server)).forEach((server) => wrong("network.time_servers", `${server}: không phải tên hay địa chỉ máy chủ`, `${server} is no server's name or address`));
  },
];
function hash(option, stored, wrong) {
  if (stored && !HASH.test(stored)) wrong(option, "phải là mã băm, không phải PIN", "must be a hash, never the PIN itself");
}

// --- kiosk.toml ---------------------------------------------------------------------------------------------------

const quoted = (value) => JSON.stringify(value).replace(/\x7f/g, "\\u007f");
const written = (value) => (Array.isArray(value) ? `[${value.map(quoted).join(", ")}]` : quoted(value));
function toml(config) {
  const lines = ["# kiosk.toml, điền bằng biểu mẫu / filled in by the form"];
  for (const table of TABLES) {
    for (const row of table.many ? config[table.name] : [config[table.name]]) {
      const set = table.options.filter((o) => !left(o, row[o.name]));
      if (!set.length && !table.many) continue;
      lines.push("", table.many ? `[[${table.name}]]` : `[${table.name}]`, ...set.map((o) => `${o.name} = ${written(row[o.name])}`));
    }
  }
  return lines.join("\n") + "\n";
}

// --- the page -----------------------------------------------------------------------------------------------------

const START = { services: [{ letter: "A" }], counters: [{ number: 1 }], officers: [],
  buttons: [["very-satisfied", 5], ["satisfied", 6], ["neutral", 16], ["dissatisfied", 20]].map(([name, pin]) => ({ name, pin })),
  printer: { path: "/dev/kiosk/printer" }, hardware: { touch: "/dev/kiosk/touch" } };
const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
function field(option, value) {
  const shown = value === undefined ? option.default : value;
  const input = option.among.length ? el("select", {}, ...option.among.map((a) => el("option", { value: a, textContent: a })))
    : el("input", { type: option.type === "switch" ? "checkbox" : "text", autocomplete: "off" });
  if (option.type === "switch") input.checked = Boolean(shown);
  else input.value = shown === null || shown === undefined ? "" : Array.isArray(shown) ? shown.join(", ") : String(shown);
  input.dataset.option = option.name;
  return el("label", { className: option.type === "switch" ? "switch" : "" },
    el("b", { textContent: option.vi }), el("small", { textContent: `${option.name}: ${option.en}` }), input, el("em"));
}
function rowOf(table, values) {
  const [first, more] = [true, false].map((f) => table.options.filter((o) => o.first === f));
  const row = el("div", { className: "row" }, ...first.map((o) => field(o, values[o.name])));
  if (more.length) row.append(el("details", {}, el("summary", { textContent: "Thêm / More" }), ...more.map((o) => field(o, values[o.name]))));
  if (table.many) row.append(el("button", { type: "button", textContent: "Bỏ / Remove", onclick: () => row.remove() }));
  return row;
}
function draw(values) {
  const main = document.querySelector("main");
  main.replaceChildren();
  for (const table of TABLES) {
    const rows = el("div", { className: "rows" }, ...(table.many ? values[table.name] || [] : [values[table.name] || {}]).map((v) => rowOf(table, v)));
    const add = el("button", { type: "button", textContent: "Thêm một mục / Add", onclick: () => rows.append(rowOf(table, {})) });
    const box = el("section", {}, el("h2", {}, table.title, el("small", { textContent: table.name })), rows, ...(table.many ? [add] : []));
    box.dataset.table = table.name;
    main.append(box);
  }
}
function typed() {
  const config = {};
  for (const table of TABLES) {
    const rows = [...document.querySelectorAll(`[data-table="${table.name}"] .row`)].map((row) =>
      Object.fromEntries(table.options.map((o) => {
        const input = row.querySelector(`[data-option="${o.name}"]`);
        return [o.name, read(o, o.type === "switch" ? input.checked : input.value)];
      })));
    config[table.name] = table.many ? rows : rows[0];
  }
  return config;
}
function place(option) {
  const [table, name] = option.split("."), m = /^(\w+)(?:\[(\d+)\])?$/.exec(table);
  const row = document.querySelectorAll(`[data-table="${m[1]}"] .row`)[m[2] || 0];
  return row && name && row.querySelector(`[data-option="${name}"]`);
}
function judge() {
  const found = problems(typed());
  document.querySelectorAll(".wrong").forEach((node) => { node.classList.remove("wrong"); node.querySelector("em").textContent = ""; });
  for (const { option, vi, en } of found) {
    const label = place(option)?.closest("label");
    if (!label) continue;
    label.classList.add("wrong");
    label.querySelector("em").replaceChildren(vi, el("small", { textContent: en }));
    label.closest("details")?.setAttribute("open", "");
  }
  document.querySelector("#said").textContent = found.length
    ? `Còn ${found.length} chỗ cần sửa (${found.map((p) => p.option).join(", ")})` : "Tốt. / Good.";
  return found;
}
function save() {
  if (judge().length) return document.querySelector(".wrong")?.scrollIntoView({ block: "center" });
  const link = el("a", { download: "kiosk.toml", href: URL.createObjectURL(new Blob([toml(typed())], { type: "text/plain" })) });
  link.click();  // its address is left to the page: a browser that asks where to save reads it later
}
draw(START);
document.querySelector("#check").onclick = judge;
document.querySelector("#save").onclick = save;
