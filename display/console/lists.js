// Who waits, who was put aside, who was absent, and who is where: everything that can be clicked to go on with somebody.

import { $, button, clock, list, make } from './dom.js';
import { page, passed } from './page.js';
import { HOLD_REASONS, unserved } from './words.js';

export function drawLists(ask) {
  drawQueue(ask.number);
  drawHeld(ask);
  drawAbsent(ask);
  drawLines();
  drawColleagues(ask.story);
}

// The next ones in the order in which they would be called here.
function drawQueue(pick) {
  const next = page.state.queue;
  $('queue-empty').hidden = next.length > 0;
  list($('queue'), next.map(one => [JSON.stringify(Object.assign({}, one, { seconds: 0, again_s: one.again_s > 0 })), [one.seconds, -one.again_s], () => queueRow(one, pick)]));
}

function queueRow(one, pick) {
  const row = make('li'), press = button('', () => pick(one.ticket));
  press.dataset.number = one.ticket;
  press.appendChild(make('b', one.ticket));
  if (one.priority) press.appendChild(make('em', 'ƯU TIÊN'));
  press.appendChild(clock('ago', 'waits'));
  if (one.tries) press.appendChild(tries(one));
  const more = queueMore(one);
  if (more) press.appendChild(make('small', more));
  row.appendChild(press);
  return row;
}

// Who did not answer keeps the place, and is not offered for a while.
function tries(one) {
  const more = make('small', 'đã mời ' + one.tries + ' lần');
  if (one.again_s > 0) more.appendChild(clock('', 'again'));
  return more;
}

function queueMore(one) {
  const said = [];
  if (one.to === 'counter') said.push('đến quầy này');
  if (one.to === 'officer') said.push('đến ông/bà');
  if (one.note) said.push('ghi chú: ' + one.note);
  return said.join(' · ');
}

// Beside what can be done with a number: what became of it, which can be read whatever is in hand.
function withStory(press, ticket, story) {
  const row = make('div', undefined, 'with-story');
  row.appendChild(press);
  row.appendChild(storyOf(ticket, 'Lịch sử', story));
  return row;
}

function storyOf(ticket, words, story) {
  const look = button(words, () => story(ticket));
  look.dataset.story = ticket;
  look.setAttribute('aria-label', 'Lịch sử ' + ticket);
  return look;
}

// Whoever put it aside, and wherever: any counter goes on with it.
function drawHeld(ask) {
  const held = page.state.held;
  $('held-title').hidden = !held.length;
  list($('held'), held.map(one => [JSON.stringify([one.ticket, one.counter, one.reason, isBack(one)]), isBack(one) ? [one.seconds, one.back_s] : [one.seconds], () => {
    const press = button('', () => ask.resume(one.ticket), 'row');
    press.dataset.held = one.ticket;
    press.appendChild(make('b', one.ticket));
    press.appendChild(clock('ago'));
    if (isBack(one)) { press.classList.add('back'); press.appendChild(clock('badge', 'back')); }
    press.appendChild(make('small', ['quầy ' + one.counter].concat(one.reason ? [HOLD_REASONS[one.reason].toLowerCase()] : []).join(' · ')));
    return withStory(press, one.ticket, ask.story);
  }]));
}

// Who was put aside has shown the slip to the kiosk again.
function isBack(one) { return typeof one.back_s === 'number'; }

export function drawAbsent(ask) {
  const back = page.state.absent.filter(one => one.left > passed());
  $('absent-title').hidden = !back.length;
  list($('absent'), back.map(one => [one.ticket, [], () => {
    const press = button('Mời lại ' + one.ticket, () => ask.comeBack(one.ticket));
    press.dataset.absent = one.ticket;
    return withStory(press, one.ticket, ask.story);
  }]));
}

function drawLines() {
  const lines = page.state.waiting.slice().sort((a, b) => b.mine - a.mine);
  list($('waiting'), lines.map(line => [JSON.stringify([line.service, line.mine, unserved(line), line.waiting, line.priority]), [line.oldest], () => {
    const row = make('li', undefined, (line.mine ? 'mine ' : '') + (line.waiting ? '' : 'none'));
    row.dataset.service = line.service;
    const more = make('small');
    if (line.waiting) more.appendChild(clock('', 'oldest'));
    more.appendChild(make('span', lineMore(line)));
    [make('i', line.service), make('span', line.name), more, make('strong', String(line.waiting))].forEach(node => row.appendChild(node));
    return row;
  }]));
}

function lineMore(line) {
  const said = line.waiting ? (line.priority ? ' · ' + line.priority + ' ưu tiên' : '') : 'không có ai';
  return said + (unserved(line) ? ' · ' + unserved(line) : '');
}

function drawColleagues(story) {
  const others = page.state.others;
  $('colleagues-title').hidden = !others.length;
  list($('colleagues'), others.map(one => [JSON.stringify(one), [], () => {
    const row = make('li');
    row.appendChild(make('b', 'Quầy ' + one.counter));
    const said = one.paused ? 'tạm nghỉ' : one.ticket || 'trống';
    row.appendChild(said === one.ticket ? storyOf(one.ticket, said, story) : make('span', said));
    row.appendChild(make('small', one.name || ''));
    return row;
  }]));
}
