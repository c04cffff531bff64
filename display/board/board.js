// The waiting room's board: draws the `board` event and nothing else. A new or repeated call is gold for ten seconds.
(function () {
  'use strict';
  const $ = id => document.getElementById(id);
  const GOLD_MS = 10000, SILENCE_MS = 40000, PAGE_MS = 8000, PER_PAGE = 5;
  let board = null, wall = 0, heard = performance.now(), source = null, page = 0, seen = null, gold = 0;

  function listen() {
    if (source) source.close();
    source = new EventSource('/api/stream');
    heard = performance.now();
    source.onerror = () => connected(false);
    source.onopen = alive;
    source.addEventListener('here', alive);
    source.addEventListener('board', e => {
      alive();
      board = JSON.parse(e.data);
      wall = board.clock === null ? null : board.clock - performance.now();
      draw();
    });
  }
  function alive() { heard = performance.now(); connected(true); }
  function connected(yes) { $('offline').hidden = yes; }

  function make(tag, value, className) {
    const node = document.createElement(tag);
    if (value !== undefined) node.textContent = value;
    if (className) node.className = className;
    return node;
  }
  function fill(node, children) { node.textContent = ''; children.forEach(c => node.appendChild(c)); }
  function joined(tag, className, parts) {
    const node = make(tag, undefined, className);
    parts.forEach(p => node.appendChild(p));
    return node;
  }

  function draw() {
    const last = board.calls[0], key = last ? last.ticket + '/' + last.counter + '/' + last.times : '';
    if (seen !== null && key && key !== seen) { gold = performance.now() + GOLD_MS; setTimeout(draw, GOLD_MS + 50); }
    seen = key;
    const fresh = performance.now() < gold;
    $('office').textContent = [board.office, board.place].filter(Boolean).join(' · ');
    $('training').hidden = !board.training;
    $('lead').textContent = last ? (last.times > 1 ? 'Mời lần nữa, số' : 'Xin mời số') : '';
    $('ticket').textContent = last ? last.ticket : board.closed ? 'Hiện ngoài giờ làm việc' : 'Xin lấy số và ngồi chờ gọi';
    $('where').textContent = last ? 'Quầy ' + last.counter : '';
    const before = board.calls.slice(1).filter(c => !last || c.ticket !== last.ticket).slice(0, 2);
    $('before').hidden = !before.length;
    $('last').className = [last ? '' : 'none', before.length ? '' : 'alone', fresh ? 'new' : ''].join(' ');
    fill($('calls'), before.map(c => joined('li', '', [make('b', c.ticket), make('span', ' · quầy ' + c.counter)])));
    drawCounters(fresh && last ? last.counter : 0);
    drawWaiting();
    drawClock();
  }

  function drawCounters(called) {
    $('counters').className = board.counters.length > 10 ? 'many' : '';
    fill($('counters'), board.counters.map(c => {
      const mood = !c.open ? 'shut' : !c.ticket ? 'free' : c.counter === called ? 'new' : '';
      return joined('li', mood, [make('span', 'Quầy ' + c.counter), make('b', c.ticket || (c.open ? 'đang rảnh' : 'chưa mở'))]);
    }));
  }

  function drawWaiting() {
    const pages = Math.ceil(board.waiting.length / PER_PAGE), from = (page % pages) * PER_PAGE;
    fill($('waiting'), board.waiting.slice(from, from + PER_PAGE).map(w => {
      const count = make('b', String(w.waiting));
      count.appendChild(make('small', ' chờ'));
      return joined('div', '', [joined('p', '', [make('i', w.service), count]), make('span', w.short)]);
    }));
    document.querySelectorAll('#waiting div').forEach(fit);
  }

  function fit(card) {  // a very long name is written smaller, never cut
    const name = card.lastChild;
    for (let size = 3.4; card.scrollHeight > card.clientHeight && size > 1.5; size -= 0.1) name.style.fontSize = size + 'vh';
  }

  function drawClock() {  // the office's own time, whatever the television believes (Viet Nam is UTC+7)
    if (wall === null) { $('clock').textContent = '--:--'; return; }
    const at = new Date(wall + performance.now() + 7 * 3600000);
    $('clock').textContent = ('0' + at.getUTCHours()).slice(-2) + ':' + ('0' + at.getUTCMinutes()).slice(-2);
  }

  setInterval(() => { if (board) drawClock(); }, 1000);
  setInterval(() => { if (board && board.waiting.length > PER_PAGE) { page += 1; drawWaiting(); } }, PAGE_MS);
  setInterval(() => {
    const dead = source && source.readyState === 2;
    if (dead || performance.now() - heard > SILENCE_MS) { connected(false); listen(); }
  }, 3000);
  listen();
}());
