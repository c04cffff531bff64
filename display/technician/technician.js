// The technician's page: asks for the PIN, then shows screen, self-tests and starts, and asks again every few seconds.
"use strict";
const LOOK = 2000;
const SURE = 8000;
const at = (id) => document.getElementById(id);
const CLOCK = { unknown: "máy chưa biết giờ", estimated: "ước chừng", rtc: "theo đồng hồ pin", set: "đặt bằng tay", synchronised: "lấy từ mạng" };
let timer = 0;
let shown = "";

function put(node, words) {
  node.textContent = window.Whole.text(words); // no line parts a word
}

function say(words, good) {
  put(at("said"), words);
  at("said").className = good ? "good" : "bad";
}

async function call(path, body) {
  const asked = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    return await fetch("/api/technician/" + path, asked);
  } catch (error) {
    say("Không kết nối được với máy. Xin thử lại.", false);
    throw error;
  }
}

function outside() {
  clearTimeout(timer);
  at("room").hidden = true;
  at("login").hidden = false;
  at("pin").focus();
}

function item(words, kind) {
  const made = document.createElement(kind);
  put(made, words);
  return made;
}

function fill(node, children) {
  node.textContent = "";
  node.append(...children);
}

function device(found) {
  const said = item(`${found.good ? "Đúng" : "SAI"} – ${found.device}: ${found.said.vi}${found.do.vi ? " → " + found.do.vi : ""}`, "li");
  said.className = found.good ? "" : "bad";
  return said;
}

function urgent(found) {
  const said = item(`${found.device}: ${found.said.vi} → ${found.do.vi}${found.facts.why ? ` (${found.facts.why})` : ""}`, "li");
  said.append(item(`${found.said.en} → ${found.do.en}`, "small"));
  return said;
}

function test(run) {
  const made = document.createElement("details");
  const head = item(`${String(run.at).replace("T", " ").slice(0, 16)} – ${run.good ? "đều đúng" : "có chỗ sai"}`, "summary");
  head.className = run.good ? "" : "bad";
  const list = document.createElement("ul");
  fill(list, (run.devices || []).map(device));
  fill(made, [head, list]);
  return made;
}

function show(state) {
  put(at("name"), `${state.office} – máy ${state.kiosk}`);
  put(at("stick"), state.stick ? "Đã có USB trong máy." : "Chưa thấy USB trong máy.");
  at("attention").hidden = !state.attention.length;
  fill(at("attention").querySelector("ul"), state.attention.map(urgent));
  const [year, month, day] = state.time.slice(0, 10).split("-");
  put(at("time"), `${state.time.slice(11, 16)} ngày ${day}/${month}/${year} – ${CLOCK[state.clock] || state.clock}`);
  at("crashed").hidden = !state.tickets_only;
  const parts = Object.entries(state.devices).map(([name, word]) => item(`${name}: ${word}`, "li"));
  fill(at("devices"), parts.concat(item(`Đường về thành phố: ${state.city.vi}`, "li")));
  fill(at("starts"), state.starts.map((start) => item(start, "li")));
  const tests = JSON.stringify(state.tests);
  if (tests !== shown) {
    shown = tests; // what is unfolded stays so while nothing is new
    const none = item("Chưa có lần nào.", "p");
    fill(at("tests"), state.tests.length ? state.tests.map(test) : [none]);
  }
}

async function picture() {
  const answer = await call("screen.png");
  const good = answer.ok;
  at("screen").hidden = !good;
  at("hidden").hidden = good;
  if (!good) {
    put(at("hidden"), (await answer.json()).message);
    return;
  }
  const old = at("screen").src;
  at("screen").src = URL.createObjectURL(await answer.blob());
  URL.revokeObjectURL(old);
}

async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, LOOK);
  const answer = await call("state");
  if (!answer.ok) {
    outside();
    return;
  }
  at("login").hidden = true;
  at("room").hidden = false;
  show(await answer.json());
  await picture();
}

function calm() {
  at("poweroff").className = "";
  at("poweroff").textContent = "Tắt máy";
}

async function press(button, path, body = {}) {
  button.disabled = true;
  try {
    const answer = await call(path, body);
    const told = await answer.json();
    say(told.message || "Xong.", answer.ok);
  } finally {
    button.disabled = false;
  }
}

at("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await call("login", { pin: at("pin").value });
  at("pin").value = "";
  say("", true);
  put(at("login-error"), answer.ok ? "" : (await answer.json()).message);
  if (answer.ok) await look();
});
at("logout").addEventListener("click", async () => {
  await call("logout", {});
  outside();
});
at("bundle").addEventListener("click", () => press(at("bundle"), "bundle"));
at("poweroff").addEventListener("click", () => {
  const button = at("poweroff");
  if (button.className !== "sure") {
    button.className = "sure"; // the second press, within seconds, is meant
    button.textContent = "Bấm lần nữa để tắt máy";
    setTimeout(calm, SURE);
    return;
  }
  calm();
  press(button, "poweroff", { sure: true });
});
at("clock").addEventListener("submit", (event) => {
  event.preventDefault();
  press(at("clock").querySelector("button"), "clock", { time: at("when").value });
});
at("forgive").addEventListener("click", () => press(at("forgive"), "forgive"));
look();
