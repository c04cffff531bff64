// What a phone shows of the number on a slip: asks the kiosk every fifteen seconds while somebody looks, and says so when
// no answer comes. The token stands behind the '#' of the address and goes into the body of the question alone. All
// sentences are the kiosk's; nothing is kept on the phone.
(function () {
  'use strict';
  const $ = id => document.getElementById(id);
  const EVERY_MS = 15000, OVER_MS = 60000, GIVEN_UP_MS = 8000, OVER = ['ended', 'unknown'];
  let timer = null, asked = 0;

  function token() { return location.hash.slice(1); }

  function ask() {
    clearTimeout(timer);
    const mine = ++asked;
    if (!token()) { show({ status: 'unknown', said: ['Xin quét mã trên phiếu', 'Phiếu của ông/bà có mã dẫn đến trang này.'] }); return; }
    const late = new Promise((_, gaveUp) => setTimeout(gaveUp, GIVEN_UP_MS));
    Promise.race([question(), late]).then(
      told => { if (mine === asked) { connected(true); show(told); } },
      () => { if (mine === asked) connected(false); }
    ).then(() => { if (mine === asked) again(); });
  }
  function question() {
    const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: token() }), credentials: 'omit', cache: 'no-store' };
    return fetch('/api/ticket', options).then(answer => { if (!answer.ok) throw new Error(answer.status); return answer.json(); });
  }
  function again() {  // nobody looks: nothing is asked until somebody does
    const over = OVER.includes(document.body.dataset.status) && !document.body.classList.contains('stale');
    if (!document.hidden) timer = setTimeout(ask, over ? OVER_MS : EVERY_MS);
  }
  function connected(yes) {
    $('offline').hidden = yes;
    document.body.classList.toggle('stale', !yes);
  }
  function put(id, words) {  // a reader says only what is new
    const said = window.Whole.text(words);
    if ($(id).textContent !== said) $(id).textContent = said;
  }
  function show(told) {
    document.body.className = document.body.dataset.status = told.status;
    $('label').hidden = !told.ticket;
    put('office', told.office || '');
    put('number', told.ticket || '');
    put('service', told.service || '');
    put('first', told.said[0] || '');
    put('rest', told.said.slice(1).join(' '));
    put('clock', told.clock ? 'Lúc ' + told.clock : '');
    document.title = [told.ticket, told.said[0]].filter(Boolean).join(' · ');
  }

  document.addEventListener('visibilitychange', () => { clearTimeout(timer); if (!document.hidden) ask(); });
  window.addEventListener('hashchange', ask);
  ask();
})();
