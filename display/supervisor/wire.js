// How the page asks the box: each call has a limit and a sentence; a wish has a key, so that sent twice it happens once.

const LIMIT_MS = 8000;
const TRIES = 2;

function limited(path, asked) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT_MS);
  return fetch('/api/supervisor/' + path, Object.assign({ signal: stop.signal }, asked)).then(answer => { clearTimeout(timer); return answer; }, error => { clearTimeout(timer); throw error; });
}

async function answered(path, asked) {
  const answer = await limited(path, asked);
  const told = await answer.json();
  return { ok: answer.ok, refusal: told.refusal || '', message: told.message || '', told: told };
}

const LOST = { ok: false, refusal: 'lost', message: 'Máy không trả lời. Xin xem lại rồi bấm lần nữa.', told: {} };

export async function get(path) {
  try { return await answered(path, {}); } catch (error) { return LOST; }
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, byte => ('0' + byte.toString(16)).slice(-2)).join('');
}

export async function post(path, body) {
  const sent = JSON.stringify(Object.assign({ key: newKey() }, body));
  for (let n = 0; n < TRIES; n += 1) {
    try {
      return await answered(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: sent });
    } catch (error) { /* the same key once more */ }
  }
  return LOST;
}
