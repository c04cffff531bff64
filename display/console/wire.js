// Wishes on their way to the machine. Each has a key, which the machine does once and answers the same again, and what
// the page shows, so that one which was meant for something else is refused. An answer that does not come is not waited
// for: the try is ended, so that its connection is free, and the wish is sent again under its key.

const ANSWER_MS = 8000;
const REPEAT_MS = 1000;
const REPEATED_MS = 20000;

export function post(path, body) {
  const ending = new AbortController(), limit = setTimeout(() => ending.abort(), ANSWER_MS);
  return fetch('/api/' + path, {
    method: 'POST', credentials: 'same-origin', signal: ending.signal,
    headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body || {}),
  }).then(answer => answer.json().then(data => ({ ok: answer.ok, data: data })))
    .then(answer => { clearTimeout(limit); return answer; }, lost => { clearTimeout(limit); throw lost; });
}

// What is only looked at: `{ok, data}`; what does not come is not asked for again.
export function get(path) {
  const ending = new AbortController(), limit = setTimeout(() => ending.abort(), ANSWER_MS);
  return fetch('/api/' + path, { credentials: 'same-origin', signal: ending.signal })
    .then(answer => answer.json().then(data => ({ ok: answer.ok, data: data })))
    .then(answer => { clearTimeout(limit); return answer; }, lost => { clearTimeout(limit); throw lost; });
}

// `slow` is called before each repetition.
export function repeated(path, body, slow, end = performance.now() + REPEATED_MS) {
  return post(path, body).catch(lost => {
    if (performance.now() > end) throw lost;
    slow();
    return new Promise(go => setTimeout(go, REPEAT_MS)).then(() => repeated(path, body, slow, end));
  });
}

// The time first: what the machine keeps by key grows at its end then, and fewer pages of its card are written.
export function newKey() {
  return [Date.now()].concat(Array.from(crypto.getRandomValues(new Uint32Array(3)))).map(n => n.toString(36)).join('-');
}
