// What the page knows: the newest word of the machine, and what is on its way there. One wish at a time; the machine's
// state is the only truth, so nothing is drawn because it was asked for.

import { $, text } from './dom.js';
import { newKey, repeated } from './wire.js';
import { LOST, SLOW } from './words.js';

const PAUSE_MS = 1200;      // after a wish was granted, a second Enter is a slip of the finger

export const page = {
  state: null, board: null, notices: [], since: 0, busy: false, rest: 0, offline: false, leaving: false,
  redraw: () => {}, listen: () => {}, signedOut: () => {},
};

// Seconds since the machine told its state.
export function passed() { return (performance.now() - page.since) / 1000; }
export function say(message, good) { text($('message'), message); $('message').className = good ? 'good' : ''; }
export function stopped() { return page.busy || page.offline; }
export function waitingForMe() { return page.state.waiting.filter(line => line.mine).reduce((n, line) => n + line.waiting, 0); }
export function lineOf(letter) { return page.state.waiting.find(line => line.service === letter); }
export function serviceName(letter) { const line = lineOf(letter); return line ? line.name : letter; }

// After a press that was granted nothing is pressed for a moment.
export function rest() { page.rest = performance.now() + PAUSE_MS; setTimeout(page.redraw, PAUSE_MS + 10); }

// What this page shows goes with each wish: the machine refuses one that was meant for something else.
function seen() {
  return { key: newKey(), counter: page.state.counter, hand: page.state.visit ? page.state.visit.ticket : null };
}

function refused(code) {
  if (code === 'not-logged-in') page.listen();  // the stream says why
  if (code === 'stale') page.listen();  // another tab may have signed in: from here on this page shows that counter
}

// `then(answer)` once it is granted.
export function wish(verb, body, then) {
  if (page.busy || !page.state) return;
  let granted = null;
  page.busy = true; say(''); page.redraw();
  repeated(verb, Object.assign(seen(), body), () => say(SLOW)).then(answer => {
    say(answer.ok ? '' : answer.data.message);
    if (answer.ok) { granted = answer.data; rest(); } else refused(answer.data.refusal);
  }).catch(() => { say(LOST); page.listen(); })
    .then(() => { page.busy = false; page.redraw(); if (granted && then) then(granted); else page.leaving = false; });
}
