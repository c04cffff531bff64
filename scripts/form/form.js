// The form: values → kiosk.toml, and the page. What is a mistake, and what is said of it: rules.js.

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
  for (const problem of found) {
    const label = place(problem.option)?.closest("label");
    if (!label) continue;
    label.classList.add("wrong");
    label.querySelector("em").replaceChildren(said(problem, "vi"), el("small", { textContent: said(problem, "en") }));
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
