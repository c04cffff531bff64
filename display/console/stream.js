// What the machine says, to this page: by the one stream that all pages of this browser share (stream_worker.js). Where a
// browser has no shared workers, by a stream of its own, which it lets go while nobody looks at it: six pages of ours would
// hold every connection that the browser has to the machine.

const NAMES = ['state', 'board', 'notices', 'signed-out', 'here'];
const SILENCE_MS = 13000;   // the server speaks every four seconds

function shared(hear) {
  const port = new SharedWorker('/assets/console/stream_worker.js').port;
  const say = wish => port.postMessage(wish);
  port.onmessage = message => hear(message.data.name, message.data.data, message.data.leads, (Date.now() - message.data.since) / 1000);
  addEventListener('pagehide', () => say('bye'));
  addEventListener('pageshow', event => { if (event.persisted) say('hello'); });
  addEventListener('focus', () => say('front'));
  say('hello');
  return { again: () => say('again'), look: () => {} };
}

function own(hear) {
  let source = null, heard = 0;
  function told(name, data) { heard = performance.now(); hear(name, data, true, 0); }
  function close() { if (source) source.close(); source = null; }
  function open() {
    close();
    heard = performance.now();
    source = new EventSource('/api/stream');
    source.onopen = () => told('found', null);
    source.onerror = () => hear('lost', null, true, 0);
    NAMES.forEach(name => source.addEventListener(name, event => told(name, event.data)));
  }
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); else open(); });
  if (!document.hidden) open();
  return {
    again: open,
    look: () => { if (source && (source.readyState === 2 || performance.now() - heard > SILENCE_MS)) { hear('lost', null, true, 0); open(); } },
  };
}

// `hear(name, data, leads, age)`: what was said, as text; whether this page is the one that may make a sound; how many
// seconds ago it was said.
export function listen(hear) {
  if (typeof SharedWorker === 'undefined') return own(hear);
  return shared(hear);
}
