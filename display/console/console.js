// The officers' page. Strategy: the server's `state` event is the only truth; this file draws it and sends one wish at
// a time. Plain ES2017, for browsers from 2018 on. Nothing here knows of ratings.
(function () {
  'use strict';
  const $ = id => document.getElementById(id);
  const PAUSE_MS = 1200;      // after a wish was granted, a second Enter is a slip of the finger
  const SILENCE_MS = 40000;   // the server speaks at least every 15 s
  const ANSWER_MS = 5000;     // an answer that takes longer counts as lost
  const REPEAT_MS = 1000, REPEATED_MS = 15000;
  const STATUS = { called: 'Đang mời khách đến quầy', serving: 'Đang phục vụ' };
  const ASKED = {
    'no-show': 'Khách không đến. Bỏ số này?',
    transfer: 'Chuyển khách sang dịch vụ nào?',
    'walk-in': 'Khách không lấy số cần việc gì?',
    call: 'Gọi số nào?',
  };
  let state = null, board = null, since = 0, busy = false, rest = 0, chosen = 0, heard = 0, source = null;

  // --- talking to the machine ---

  function post(path, body) {
    return fetch('/api/' + path, {
      method: 'POST', credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body || {}),
    }).then(r => r.json().then(data => ({ ok: r.ok, data: data })));
  }

  // The machine does a wish once for its key and answers it the same again, so one whose answer was lost is repeated.
  function repeated(path, body, end) {
    return Promise.race([post(path, body), new Promise((_, lost) => setTimeout(lost, ANSWER_MS))]).catch(lost => {
      if (performance.now() > end) throw lost;
      return new Promise(go => setTimeout(go, REPEAT_MS)).then(() => repeated(path, body, end));
    });
  }

  // The time first: what the machine keeps by key grows at its end then, and fewer pages of its card are written.
  function newKey() { return [Date.now(), ...crypto.getRandomValues(new Uint32Array(3))].map(n => n.toString(36)).join('-'); }

  function wish(path, body) {
    if (busy) return;
    busy = true; say(''); drawButtons();
    repeated(path, Object.assign({ key: newKey() }, body), performance.now() + REPEATED_MS).then(answer => {
      if (!answer.ok) { say(answer.data.message); if (answer.data.refusal === 'not-logged-in') signedOut(); }
      else { rest = performance.now() + PAUSE_MS; setTimeout(drawButtons, PAUSE_MS + 10); }
    }).catch(() => say('Không gửi được. Xin xem máy còn nối mạng không rồi bấm lại.'))
      .then(() => { busy = false; drawButtons(); });
  }

  function listen() {
    if (source) source.close();
    source = new EventSource('/api/stream');
    heard = performance.now();
    source.onopen = () => { drawNotices([]); alive(); };
    source.onerror = () => connected(false);
    source.addEventListener('state', e => { alive(); state = JSON.parse(e.data); since = performance.now(); draw(); });
    source.addEventListener('board', e => { alive(); board = JSON.parse(e.data); if (!state) drawLogin(); });
    source.addEventListener('notices', e => { alive(); drawNotices(JSON.parse(e.data).notices); });
    source.addEventListener('signed-out', () => { alive(); signedOut(); });
    source.addEventListener('here', alive);
  }

  function alive() { heard = performance.now(); connected(true); }
  function connected(yes) { $('offline').hidden = yes; document.body.classList.toggle('offline', !yes); drawButtons(); }
  function isOffline() { return !$('offline').hidden; }

  setInterval(() => {
    const dead = source && source.readyState === 2;
    if (dead || performance.now() - heard > SILENCE_MS) { connected(false); listen(); }
  }, 3000);
  setInterval(() => { if (state) drawTimes(); }, 1000);

  // --- drawing ---

  function text(node, value) { if (node.textContent !== value) node.textContent = value; }
  function make(tag, value, className) {
    const node = document.createElement(tag);
    if (value !== undefined) node.textContent = value;
    if (className) node.className = className;
    return node;
  }
  function fill(node, children) { node.textContent = ''; children.forEach(c => node.appendChild(c)); }
  function say(message) { text($('message'), message); }
  function minutes(seconds) {
    const s = Math.max(0, Math.floor(seconds));
    return s < 60 ? s + ' giây' : Math.floor(s / 60) + ' phút';
  }
  function passed() { return (performance.now() - since) / 1000; }
  function show(id) {
    if ($(id).hidden && document.activeElement) document.activeElement.blur();  // Enter must reach the page, not a field that is gone
    ['login', 'desk'].forEach(n => { $(n).hidden = n !== id; }); document.body.classList.remove('loading');
  }
  function serviceName(letter) { const s = state.waiting.find(w => w.service === letter); return s ? s.name : letter; }
  function waitingForMe() { return state.waiting.filter(w => w.mine).reduce((n, w) => n + w.waiting, 0); }

  function draw() {
    show('desk');
    text($('counter'), String(state.counter));
    text($('name'), state.name || state.officer);
    text($('office'), state.office);
    $('training').hidden = !state.training;
    const visit = state.visit;
    $('hand').className = visit ? visit.status : 'idle';
    document.title = (visit ? visit.ticket + ' · ' : '') + 'Quầy ' + state.counter;
    text($('number'), visit ? visit.ticket : waitingForMe() ? 'Mời khách tiếp theo' : 'Chưa có ai chờ');
    drawAbout(visit); drawTimes(); drawWaiting(); drawHeld(); drawCame(); drawButtons();
    fill($('calls'), state.calls.map(c => make('li', c.ticket + ' → quầy ' + c.counter)));
  }

  // What is wrong with the machine itself stands above everything, at the counter and before signing in.
  function drawNotices(said) {
    $('notices').hidden = !said.length;
    fill($('notices'), said.map(one => make('p', one)));
  }

  function drawAbout(visit) {
    text($('about'), visit ? visit.service + ' · ' + serviceName(visit.service) : '');
    if (visit && visit.priority) $('about').appendChild(make('b', 'Ưu tiên'));
  }

  function drawTimes() {
    const visit = state.visit;
    const again = visit && visit.recalls ? ' · đã gọi lại ' + visit.recalls + ' lần' : '';
    text($('status'), visit ? STATUS[visit.status] + ' · ' + minutes(visit.seconds + passed()) + again : 'Quầy đang rảnh');
    state.waiting.forEach(w => {
      const node = document.querySelector('#waiting [data-service="' + w.service + '"] small');
      if (node) text(node, w.waiting ? 'lâu nhất ' + minutes(w.oldest + passed()) + (w.priority ? ' · ' + w.priority + ' ưu tiên' : '') : 'không có ai');
    });
  }

  function drawWaiting() {
    const lines = state.waiting.slice().sort((a, b) => b.mine - a.mine);
    fill($('waiting'), lines.map(w => {
      const li = make('li', undefined, (w.mine ? 'mine ' : '') + (w.waiting ? '' : 'none'));
      li.dataset.service = w.service;
      const words = make('span', w.name);
      words.appendChild(make('small'));
      [make('i', w.service), words, make('strong', String(w.waiting))].forEach(n => li.appendChild(n));
      return li;
    }));
    drawTimes();
  }

  function drawHeld() {
    $('held-title').hidden = !state.held.length;
    fill($('held'), state.held.map(h => {
      const button = make('button', h.ticket + ' trở lại');
      button.type = 'button';
      button.dataset.held = h.ticket;
      button.onclick = () => { button.blur(); wish('resume', { ticket: h.ticket }); };
      return button;
    }));
  }

  // A number that was ended right after its call, and not begun: one key says whether anybody came.
  function drawCame() {
    $('came').hidden = !state.unconfirmed;
    text($('came-question'), state.unconfirmed ? state.unconfirmed + ' kết thúc ngay sau khi gọi. Người này có đến không?' : '');
  }

  function came() { wish('came', { ticket: state.unconfirmed }); }
  function absent() { wish('absent', { ticket: state.unconfirmed }); }

  function drawButtons() {
    if (!state) return;
    const visit = state.visit, stop = busy || isOffline(), some = waitingForMe() > 0;
    const word = busy ? 'Xin chờ…' : some ? (visit ? 'Xong, gọi số tiếp theo' : 'Gọi số tiếp theo')
      : visit ? 'Xong (chưa có ai chờ)' : 'Chưa có ai chờ';
    text($('main').querySelector('b'), word);
    $('main').disabled = stop || performance.now() < rest || !(some || visit);
    const called = visit && visit.status === 'called';
    const may = { recall: called, start: called, finish: visit, 'no-show': called, hold: visit, transfer: visit, 'walk-in': true, call: true };
    document.querySelectorAll('[data-do],[data-ask]').forEach(b => { b.disabled = stop || !may[b.dataset.do || b.dataset.ask]; });
    document.querySelectorAll('[data-held]').forEach(b => { b.disabled = stop || !!visit; });
    document.querySelectorAll('[data-said]').forEach(b => { b.disabled = stop; });
    $('logout').disabled = stop;
  }

  // --- questions ---

  function ask(name) {
    text($('question'), (name === 'no-show' && state.visit ? state.visit.ticket + ': ' : '') + ASKED[name]);
    fill($('answers'), name === 'call' ? askNumber() : choices(name));
    $('veil').hidden = false;
    $('answers').querySelector('input,button').focus();
  }

  function choices(name) {
    if (name === 'no-show') return [choice('Vắng mặt, bỏ số ' + state.visit.ticket, name, {})];
    return state.waiting.filter(w => name !== 'transfer' || w.service !== state.visit.service)
      .map(w => choice(w.service + ' · ' + w.name, name, { service: w.service }));
  }

  function choice(label, path, body) {
    const button = make('button', label);
    button.type = 'button';
    button.onclick = () => { closeDialog(); wish(path, body); };
    return button;
  }

  function askNumber() {
    const input = make('input'), button = make('button', 'Gọi số này', 'main');
    input.maxLength = 5; input.placeholder = 'A015'; input.setAttribute('aria-label', 'Số cần gọi');
    const go = () => { if (input.value.trim()) { closeDialog(); wish('call', { ticket: whole(input.value) }); } };
    button.type = 'button';
    button.onclick = go;
    input.onkeydown = e => { if (e.key === 'Enter' && !e.repeat) { e.preventDefault(); e.stopPropagation(); go(); } };
    return [input, button];
  }

  function whole(typed) {  // "a15" → "A015"
    const parts = /^\s*([a-z])\s*0*(\d+)\s*$/i.exec(typed);
    return parts ? parts[1].toUpperCase() + ('000' + parts[2]).slice(-Math.max(3, parts[2].length)) : typed.trim().toUpperCase();
  }

  function closeDialog() { $('veil').hidden = true; $('answers').textContent = ''; }

  // --- keys and clicks ---

  function main() {
    if (!$('main').disabled) wish('next');
  }

  document.addEventListener('keydown', e => {
    if ($('desk').hidden) return;
    if (!$('veil').hidden) { if (e.key === 'Escape') closeDialog(); return; }
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const said = { KeyC: came, KeyK: absent }[e.code];
    if (said && state.unconfirmed && !isOffline()) { e.preventDefault(); if (!e.repeat) said(); return; }
    if (['Enter', ' ', 'F2'].indexOf(e.key) < 0) return;
    const at = document.activeElement;
    if (e.key !== 'F2' && at && at !== $('main') && (at.tagName === 'BUTTON' || at.tagName === 'INPUT')) return;
    e.preventDefault();
    if (!e.repeat) main();
  });
  document.addEventListener('keyup', e => { if (e.key === ' ' && document.activeElement === $('main')) e.preventDefault(); });
  $('main').onclick = () => { $('main').blur(); main(); };
  document.querySelectorAll('[data-do]').forEach(b => { b.onclick = () => { b.blur(); wish(b.dataset.do); }; });
  document.querySelectorAll('[data-said]').forEach(b => { b.onclick = () => { b.blur(); (b.dataset.said === 'came' ? came : absent)(); }; });
  document.querySelectorAll('[data-ask]').forEach(b => { b.onclick = () => { b.blur(); ask(b.dataset.ask); }; });
  $('never-mind').onclick = closeDialog;
  $('logout').onclick = () => { $('logout').blur(); wish('logout'); };

  // --- signing in ---

  function signedOut() { state = null; closeDialog(); drawLogin(); }

  function drawLogin() {
    show('login');
    document.title = 'Đăng nhập';
    if (!board) return;
    text($('login-office'), board.office);
    if (!chosen) chosen = Number(remembered('counter')) || 0;
    fill($('login-counters'), board.counters.map(c => {
      const button = make('button', String(c.counter), c.counter === chosen ? 'on' : '');
      button.type = 'button';
      button.title = c.name || (c.open ? 'Đang có người' : '');
      button.setAttribute('aria-pressed', String(c.counter === chosen));
      button.onclick = () => { chosen = c.counter; drawLogin(); $('pin').focus(); };
      return button;
    }));
  }

  function remembered(name) { try { return localStorage.getItem(name) || ''; } catch (e) { return ''; } }
  function remember(name, value) { try { localStorage.setItem(name, value); } catch (e) { return; } }

  $('login-form').onsubmit = e => {
    e.preventDefault();
    if (busy) return;
    const officer = $('officer').value.trim(), pin = $('pin').value;
    if (!officer || !chosen || !pin) { text($('login-error'), !officer ? 'Xin nhập tên đăng nhập.' : !chosen ? 'Xin chọn quầy.' : 'Xin nhập mã PIN.'); return; }
    busy = true; text($('login-error'), '');
    post('login', { officer: officer, pin: pin, counter: chosen }).then(answer => {
      $('pin').value = '';
      if (!answer.ok) { text($('login-error'), answer.data.message); $('pin').focus(); return; }
      remember('officer', officer); remember('counter', String(chosen));
      rest = performance.now() + PAUSE_MS; setTimeout(drawButtons, PAUSE_MS + 10);
      listen();
    }).catch(() => text($('login-error'), 'Không nối được với máy. Xin thử lại.')).then(() => { busy = false; });
  };

  ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', 'Xóa'].forEach(key => {
    const button = make('button', key, key === 'Xóa' ? 'wide' : '');
    button.type = 'button';
    button.onclick = () => { const pin = $('pin'); pin.value = key === 'Xóa' ? '' : pin.value + key; button.blur(); };
    $('pad').appendChild(button);
  });

  $('officer').value = remembered('officer');
  listen();
}());
