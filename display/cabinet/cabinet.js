// The cabinet's page: shows what the far ends of the wires say (Server-Sent Events), sends what a hand would do.
"use strict";
const LEVELS = {4: "Rất hài lòng", 3: "Hài lòng", 2: "Bình thường", 1: "Không hài lòng"};
const RATING = [
  ["very-satisfied", 4, "M30 54 Q50 90 70 54 Z"],
  ["satisfied", 3, "M30 58 Q50 78 70 58"],
  ["neutral", 2, "M32 64 H68"],
  ["dissatisfied", 1, "M30 72 Q50 50 70 72"],
];
const PRINTER = {
  ok: "Máy in tốt", paper_low: "Sắp hết giấy", paper_out: "Hết giấy", cover_open: "Mở nắp",
  jam_mid_ticket: "Kẹt giữa phiếu", offline: "Tắt máy in", silent: "Không trả lời",
};
const WISHES = {
  next: "Gọi số tiếp theo", recall: "Gọi lại", finish: "Hoàn thành", absent: "Vắng mặt", unanswered: "Chưa trả lời", undo: "Hoàn tác",
};
const REFUSED = {
  "not-logged-in": "chưa ai đăng nhập ở quầy này", "nobody-waiting": "chưa có ai chờ", stale: "vừa đổi số, xin bấm lại", journal: "máy chưa ghi được",
};
const KEY_NAMES = { enter: "Enter", backspace: "⌫" };
const HANDS = { "-": "đang trống", off: "chưa đăng nhập" };
const $ = (id) => document.getElementById(id);
let size = [1280, 800];
let network = true;

async function post(path, body) {
  const answer = await fetch("/cabinet/" + path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body || {}),
  });
  return answer.ok;
}
async function get(path) {
  const answer = await fetch("/cabinet/" + path);
  if (!answer.ok) throw new Error(path + ": " + answer.status);
  return answer.json();
}

// --- hands ---
function face(level, mouth) {
  const is = mouth.endsWith("Z") ? "face-in" : "face-line";
  return `<svg viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="48" class="face-${level}"/>
    <circle cx="34" cy="40" r="6" class="face-eye"/><circle cx="66" cy="40" r="6" class="face-eye"/>
    <path d="${mouth}" class="${is}" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}
function build(names) {
  for (const [name, level, mouth] of RATING) {
    if (!names.includes(name)) continue;
    const button = document.createElement("button");
    button.className = "rating";
    button.id = "lamp-" + name;
    button.innerHTML = `<span class="cap">${face(level, mouth)}</span>${LEVELS[level]}`;
    button.onclick = () => post("press/" + name, {ms: 120});
    $("buttons").append(button);
  }
  for (const name of names.filter((n) => n.startsWith("service-"))) {
    const button = document.createElement("button");
    button.className = "service";
    button.textContent = name.slice(8).toUpperCase();
    button.onclick = () => post("press/" + name, {ms: 120});
    $("services").append(button);
  }
  for (const [state, words] of Object.entries(PRINTER)) {
    const button = document.createElement("button");
    button.textContent = words;
    button.dataset.state = state;
    button.onclick = () => post("printer", {state});
    $("printer").append(button);
  }
}
function key(pad, wish, name) {
  const button = document.createElement("button"), cap = document.createElement("kbd");
  cap.textContent = KEY_NAMES[name] || name.toUpperCase();
  button.append(WISHES[wish], cap);
  button.onclick = () => post("keypad/" + pad.counter, {wish});
  return button;
}
function showKeypads(pads) {
  $("keypads").hidden = !pads.length;
  for (const pad of pads) {
    let row = $("keypad-" + pad.counter);
    if (!row) {
      row = document.createElement("div");
      row.className = "row";
      row.id = "keypad-" + pad.counter;
      row.append(document.createElement("p"), ...Object.entries(pad.keys).map(([wish, name]) => key(pad, wish, name)));
      $("keypads").append(row);
    }
    const refused = pad.refused ? " · không được: " + (REFUSED[pad.refused] || pad.refused) : "";
    row.firstChild.textContent = "Quầy " + pad.counter + ": " + (HANDS[pad.shown] || pad.shown) + refused;
  }
}
function place(event) {
  const box = $("screen").getBoundingClientRect();
  const scale = (at, from, whole, dots) => Math.min(dots - 1, Math.max(0, Math.floor(((at - from) / whole) * dots)));
  return {x: scale(event.clientX, box.left, box.width, size[0]), y: scale(event.clientY, box.top, box.height, size[1])};
}
let finger = Promise.resolve();
const touch = (phase, event) => { const at = place(event); finger = finger.then(() => post("touch", Object.assign({ phase: phase }, at))); };
$("screen").onpointerdown = (event) => { event.preventDefault(); $("screen").setPointerCapture(event.pointerId); touch("down", event); };
$("screen").onpointerup = (event) => touch("up", event);
$("scan").onclick = () => post("scan", {code: $("code").value.trim()});
$("tear").onclick = () => { $("paper").hidden = true; };
$("paper").onclick = () => { $("large").firstElementChild.src = $("paper").firstElementChild.src; $("large").showModal(); };
$("large").onclick = () => $("large").close();
$("network").onclick = () => post("network", {up: !network});
$("clock-wrong").onclick = async () => {  // a clock that was known is believed until the power goes
  await post("clock", {reboot: true});
  await post("clock", {offset_s: -86400, source: "unknown"});
};
$("clock-right").onclick = () => post("clock", {offset_s: 0, source: "synchronised"});

// --- eyes ---
let loading = false, again = false;
function showScreen() {
  if (loading) { again = true; return; }
  loading = true;
  const next = new Image();
  next.onload = next.onerror = () => {
    if (next.naturalWidth) $("screen").src = next.src;
    loading = false;
    if (again) { again = false; showScreen(); }
  };
  next.src = "/cabinet/screen.png?" + Date.now();
}
let slips = 0;
async function showPaper(count) {
  if (count <= slips) { slips = count; return; }
  slips = count;
  $("paper").hidden = true;
  $("paper").firstElementChild.src = "/cabinet/paper.png?" + Date.now();
  $("paper").hidden = false;
  const text = await (await fetch("/cabinet/paper?text")).text();
  const words = text.trim().split(/\s+/);
  $("code").value = words[words.length - 1] || "";
}
function showLamps(lamps) {
  for (const [name, lit] of Object.entries(lamps)) {
    const button = $("lamp-" + name);
    if (button) button.classList.toggle("lit", lit);
  }
}
function fill(list, items) {
  list.textContent = "";
  list.append(...items);
}
function showHeard(sentences) {
  fill($("heard"), sentences.slice(-3).reverse().map((words) => {
    const item = document.createElement("li");
    item.textContent = words;
    return item;
  }));
}
async function showState() {
  const state = await get("state");
  size = state.size;
  network = state.network;
  if (!$("buttons").children.length) build(state.buttons);
  $("television").hidden = !state.board;
  if (state.board) $("board").src = "/cabinet/board.png?" + Date.now();
  showLamps(state.lamps);
  showHeard(state.heard);
  showKeypads(state.keypads);
  $("network").textContent = network ? "Rút dây mạng" : "Cắm dây mạng lại";
  $("network").classList.toggle("on", !network);
  for (const button of $("printer").children) button.classList.toggle("on", button.dataset.state === state.printer);
  $("time").textContent = state.clock.time.slice(0, 16).replace("T", " ") + (state.clock.synchronised ? "" : " · chưa biết giờ đúng");
  await showPaper(state.slips);
}
function rating(row) {
  const item = document.createElement("li");
  const cells = [row.time.slice(11, 19), LEVELS[row.level], row.counter ? "Quầy " + row.counter : row.counted ? "chưa rõ quầy" : "không tính"];
  for (const [n, words] of cells.entries()) {
    const cell = document.createElement(n === 1 ? "b" : "span");
    cell.textContent = words;
    if (n === 2) cell.className = "none";
    item.append(cell);
  }
  return item;
}
async function showCity() {
  const city = await get("city");
  $("count").textContent = city.count;
  fill($("ratings"), city.ratings.slice(0, 6).map(rating));
}
const said = (error) => console.warn(String(error));
function listen() {
  const news = new EventSource("/cabinet/events");
  const refresh = () => showState().catch(said);
  for (const kind of ["lamp", "printer", "network", "paper", "keypad"]) news.addEventListener(kind, refresh);
  news.addEventListener("screen", showScreen);
  news.addEventListener("hello", () => { refresh(); showScreen(); });
}
listen();
setInterval(() => { showCity().catch(said); showState().catch(said); }, 1500);
showCity().catch(said);
