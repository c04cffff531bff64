// The waiting room's board: draws the `board` event and nothing else; one tick a second moves what time alone moves.
// Which calls stand large is the stage's rule (stage.js). Weeks without a hand: nothing grows, and the page is loaded
// anew at night and when the kiosk's version changes.
// /board?counters=1,2,3 shows those counters alone, for a second room.
(function () {
  'use strict';
  const $ = id => document.getElementById(id);
  const SILENT_MS = 8500, PAGE_MS = 8000, MOST = 3, FEWEST = 2, NIGHT = 3, HOUR_MS = 3600000, ZONE_MS = 7 * HOUR_MS, UNBROKEN = 20;
  const wished = (new URLSearchParams(location.search).get('counters') || '').split(',').map(Number);
  const began = performance.now();
  let perPage = MOST, board = null, wall = null, heard = began, source = null, stage = null, drawn = {}, page = 0, turned = 0, told = '';

  // --- what the kiosk says ---

  function listen() {
    if (source) source.close();
    source = new EventSource('/api/stream');
    source.onerror = () => connected(false);
    source.addEventListener('here', e => { alive(JSON.parse(e.data).clock); });
    source.addEventListener('board', e => {
      const was = board;
      board = ours(JSON.parse(e.data));
      alive(board.clock);
      if (was && was.version !== board.version) reload();
      draw();
    });
  }
  function alive(clock) {
    heard = performance.now();
    if (clock !== undefined) wall = clock === null ? null : clock - heard;
    connected(true);
  }
  function connected(yes) { $('offline').hidden = yes; document.body.classList.toggle('stale', !yes); }

  function ours(all) {  // a counter that does not exist is no wish; where none does, all stand there
    const some = all.counters.map(c => c.counter).filter(n => wished.includes(n));
    const shown = c => !some.length || some.includes(c.counter);
    return Object.assign({}, all, { calls: all.calls.filter(shown), counters: all.counters.filter(shown) });
  }

  function reload() {  // only while the page is there to come: an error page would stand for weeks
    fetch(location.href, { cache: 'no-store' }).then(answer => { if (answer.ok) location.reload(); }, () => {});
  }

  // --- drawing ---

  function make(tag, className, ...parts) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    parts.forEach(part => node.append(Whole.text(part)));
    return node;
  }
  function fill(id, seen, children) {  // only what changed: a television that stands still wakes nobody
    const key = JSON.stringify(seen);
    if (drawn[id] === key) return false;
    drawn[id] = key;
    $(id).textContent = '';
    children().forEach(child => $(id).append(Whole.text(child)));
    return true;
  }

  function draw() {
    const now = performance.now();
    stage = Stage.staged(stage, board.calls, now);
    if (stage.rang && board.chimes) stage.shown.filter(c => c.since === now).reverse().forEach(say);
    const called = stage.shown.filter(c => Stage.isNew(c, now)).concat(stage.next).map(c => c.counter);
    drawHead();
    drawCalls(now);
    drawCounters(called);
    drawFoot(now);
    drawClock();
  }

  function say(call) {
    const same = c => c.ticket === call.ticket && c.counter === call.counter;
    Voice.call(call.ticket, call.said, board.volume, () => board.calls.some(same));
  }

  function drawHead() {
    const name = [board.office, board.place].filter(Boolean).join(' · '), asks = !!board.chimes && Voice.asks();
    $('training').hidden = !board.training;
    $('hotline').hidden = !board.hotline;
    $('hotline').lastChild.textContent = board.hotline;
    $('sound').hidden = !asks;
    document.body.classList.toggle('asks', asks);
    if (fill('office', [name, board.hotline, board.training, asks], () => [name])) fit($('office'), 'text', 'small');
  }

  function drawCalls(now) {
    const rows = stage.shown.map(c => [c.ticket, c.counter, c.times, Stage.isNew(c, now)]);
    const said = rows.length ? '' : board.opening || 'Xin lấy số\nvà ngồi chờ gọi';
    $('calls').hidden = !rows.length;
    $('said').hidden = !said;
    fill('said', said, () => [said]);
    const changed = fill('calls', rows, () => rows.map(([ticket, counter, times, fresh]) => make('li', fresh ? 'new' : '',
      make('b', '', ticket),
      make('span', '', make('i', '', !fresh ? '' : times > 1 ? 'Xin mời lần ' + times : 'Xin mời'), 'Quầy ' + counter))));
    if (changed) document.querySelectorAll('#calls b').forEach(number => fit(number, 'number', 'number-least'));
  }

  function drawCounters(called) {
    const mood = c => (!c.open ? 'shut' : c.paused ? 'paused' : !c.ticket ? 'free' : called.includes(c.counter) ? 'new' : '');
    const words = { shut: 'chưa mở', paused: 'tạm nghỉ', free: 'đang trống' };
    const seen = board.counters.map(c => [c.counter, mood(c), c.ticket]);
    const many = seen.length > 10, rows = Math.ceil(seen.length / 2) + 1;
    $('counters').className = many ? 'many' : '';
    $('counters').style.setProperty('--rows', rows);
    const of = ([counter, is, ticket]) => make('li', is, make('span', '', many ? String(counter) : 'Quầy ' + counter),
      make('b', '', (is === 'paused' && ticket) || words[is] || ticket));
    fill('counters', seen, () => {
      const all = seen.map(of), head = () => make('li', 'head', make('span', '', 'Quầy'), make('b', '', 'Số'));
      return many ? [head(), ...all.slice(0, rows - 1), head(), ...all.slice(rows - 1)] : all;
    });
  }

  function drawFoot(now) {  // notices and lines take turns, a page each; a new notice at once
    const notices = board.notices || [], said = notices.join('\n');
    if (now - turned >= PAGE_MS) { turned = now; page += 1; }
    if (said !== told) { turned = now; page = 0; told = said; }
    const at = page % Math.max(1, notices.length + Math.ceil(board.waiting.length / perPage));
    const notice = notices[at], from = (at - notices.length) * perPage;
    const lines = board.waiting.slice(from, from + perPage);
    if (!fill('waiting', notice || lines, () => (notice ? [make('p', 'notice', notice)] : lines.map(line)))) return;
    const names = Array.from(document.querySelectorAll('#waiting span'));
    names.forEach(name => fit(name, 'need', 'small'));
    if (perPage > FEWEST && names.some(name => name.style.fontSize)) { perPage -= 1; drawFoot(now); }  // read at 8 m
    document.querySelectorAll('#waiting .notice').forEach(said => fit(said, 'need', 'small'));
  }
  function line(w) {
    return make('div', '', make('p', '', make('i', '', w.service), make('b', '', w.waiting + ' người chờ')),
      make('span', '', whole(w.short)));
  }
  function whole(name) {  // no word of two syllables is broken: a line ends behind a comma, where the parts are short
    return name.split(/(, | – )/).map(part => (part.length > UNBROKEN ? part : part.replace(/ (?=.)/g, '\u00a0'))).join('');
  }

  function step(name) { return Number(getComputedStyle(document.documentElement).getPropertyValue('--board-' + name)); }
  function fit(node, most, least) {  // what is long is written smaller, never cut; a number has no height to mind
    let size = step(most);
    const end = step(least);
    const wide = () => node.scrollWidth > node.clientWidth + 1;
    const high = () => node.tagName !== 'B' && node.scrollHeight > node.clientHeight + 1;
    for (node.style.fontSize = ''; (wide() || high()) && size > end; size -= 0.2) {
      node.style.fontSize = 'calc(var(--u) * ' + size + ')';
    }
  }

  function drawClock() {  // the office's own time, whatever the television believes (Viet Nam is UTC+7)
    const at = wall === null ? null : new Date(wall + performance.now() + ZONE_MS);
    const two = n => ('0' + n).slice(-2), said = at ? two(at.getUTCHours()) + ':' + two(at.getUTCMinutes()) : '--:--';
    fill('clock', said, () => [said]);
    return at;
  }

  // --- time ---

  function tick() {
    const now = performance.now();
    if (now - heard > SILENT_MS) {
      connected(false);
      heard = now;
      listen();
    }
    if (source.readyState === 2) listen();
    if (!board) return;
    draw();
    const at = drawClock();
    if (at && at.getUTCHours() === NIGHT && now - began > 2 * HOUR_MS) reload();
  }

  function measure() {  // a part of the screen's height, or of its width where that is the narrower one
    const unit = Math.min(innerHeight / 100, innerWidth / 177.8);
    document.documentElement.style.setProperty('--u', unit + 'px');
    drawn = {};
    perPage = MOST;
    if (board) draw();
  }

  addEventListener('resize', measure);
  $('sound').addEventListener('click', () => { Voice.allow(); $('sound').hidden = true; });
  document.fonts.ready.then(measure);
  measure();
  listen();
  setInterval(tick, 1000);
}());
