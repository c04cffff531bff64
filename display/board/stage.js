// Which three calls stand large. Pure: the stage before, the calls now (newest first) and the time → the stage after.
// Each new or repeated call stands there, gold, for ten seconds at least, however many come at once: the others queue.
// Whoever is invited no more leaves at once.
(function () {
  'use strict';
  const GOLD_MS = 10000, SHOWN = 3, LONG_AGO = -1e12;
  const id = call => call.ticket + '/' + call.counter;

  // `before`: null at first, when nothing is news. `seen`: how often each was called, as of now.
  function staged(before, calls, now) {
    const times = {};
    calls.forEach(c => { times[id(c)] = c.times; });
    const was = before || { shown: [], next: [], seen: times };
    const live = slot => id(slot) in times;
    const next = was.next.filter(live).map(slot => Object.assign({}, slot, { times: times[id(slot)] }));
    let shown = was.shown.filter(live);
    calls.slice().reverse().filter(c => was.seen[id(c)] !== c.times).forEach(c => {
      shown = shown.filter(slot => id(slot) !== id(c));  // a repeated one comes anew
      if (!next.some(slot => id(slot) === id(c))) next.push(c);
    });
    let rang = false;
    while (next.length && (shown.length < SHOWN || now - oldest(shown).since >= GOLD_MS)) {
      if (shown.length >= SHOWN) shown.splice(shown.lastIndexOf(oldest(shown)), 1);
      shown.unshift(Object.assign({}, next.shift(), { since: now }));
      rang = true;
    }
    calls.forEach(c => {
      const there = shown.concat(next).some(slot => id(slot) === id(c));
      if (!there && shown.length < SHOWN) shown.push(Object.assign({}, c, { since: LONG_AGO }));
    });
    return { shown: shown, next: next, seen: times, rang: rang };
  }
  function oldest(shown) { return shown.reduce((a, b) => (b.since <= a.since ? b : a)); }

  const isNew = (slot, now) => now - slot.since < GOLD_MS;
  window.Stage = { staged: staged, isNew: isNew };
}());
