// The number in hand, and what can be pressed about it: one thing largest, and one key for a normal visit.

import { $, button, list, make, text } from './dom.js';
import { page, passed, serviceName, stopped, waitingForMe } from './page.js';
import { PAUSE_REASONS, STATUS, minutes } from './words.js';

export function drawHand() {
  const visit = page.state.visit;
  $('hand').className = page.state.paused ? 'idle paused' : visit ? visit.status : 'idle';
  text($('number'), visit ? visit.ticket : waitingForMe() ? 'Mời công dân tiếp theo' : 'Chưa có ai chờ');
  drawAbout(visit);
  drawNote(visit);
  drawCame();
  drawStatus();
  drawButtons();
  fit();
}

// The number is as large as what stands around it leaves room for: a question takes some of it.
export function fit() {
  const number = $('number');
  number.style.fontSize = '';
  const wanted = parseFloat(getComputedStyle(number).fontSize);
  const high = number.clientHeight / 1.27;  // ascent and descent of the typeface
  const wide = page.state && page.state.visit ? number.clientWidth / number.textContent.length / 0.75 : Infinity;
  const room = Math.min(high, wide);
  if (room > 0 && wanted > room) number.style.fontSize = room + 'px';
}

function drawAbout(visit) {
  const said = visit ? [visit.service + ' · ' + serviceName(visit.service)] : [];
  if (visit && visit.leg > 1) said.push('lượt thứ ' + visit.leg);
  if (visit && visit.from) said.push('quầy ' + visit.from + ' chuyển đến');
  if (visit && visit.back_to) said.push('hoàn thành thì quay lại quầy ' + visit.back_to);
  text($('about'), said.join(' · '));
  if (visit && visit.priority) $('about').appendChild(make('b', 'Ưu tiên'));
}

function drawNote(visit) {
  $('note').hidden = !(visit && visit.note);
  text($('note'), visit && visit.note ? 'Ghi chú: ' + visit.note : '');
}

// A number that was ended right after its call, and not begun: one key says whether anybody came.
function drawCame() {
  const asked = page.state.unconfirmed;
  $('came').hidden = !asked;
  text($('came-question'), asked ? asked + ' kết thúc ngay sau khi gọi. Công dân đã đến chưa?' : '');
}

export function drawStatus() { text($('status'), status()); }

function status() {
  const visit = page.state.visit, paused = page.state.paused;
  if (paused) {
    const why = paused.reason ? [PAUSE_REASONS[paused.reason]] : [];
    return ['Quầy tạm nghỉ'].concat(why, minutes(paused.seconds + passed())).join(' · ');
  }
  if (!visit) return 'Quầy đang trống';
  const again = visit.recalls ? ' · đã gọi lại ' + visit.recalls + ' lần' : '';
  return STATUS[visit.status] + ' · ' + minutes(visit.seconds + passed()) + again;
}

export function drawUndo() {
  const left = page.state.undo - passed();
  $('undo-bar').hidden = $('undo').hidden = left <= 0;
  text($('undo-words'), 'Bấm nhầm? Còn hoàn tác được trong ' + Math.ceil(Math.max(0, left)) + '\u00a0giây.');
}

function mainWords() {
  const some = waitingForMe() > 0, visit = page.state.visit;
  if (page.busy) return 'Xin chờ…';
  if (page.state.paused) return some ? 'Trở lại, gọi số tiếp theo' : 'Trở lại làm việc';
  if (visit) return some ? 'Hoàn thành, gọi số tiếp theo' : 'Hoàn thành (chưa có ai chờ)';
  return some ? 'Gọi số tiếp theo' : 'Chưa có ai chờ';
}

// Only what can be granted can be pressed.
export function drawButtons() {
  const state = page.state;
  if (!state) return;
  drawUndo();
  const visit = state.visit, stop = stopped(), called = visit && visit.status === 'called';
  text($('main').querySelector('b'), mainWords());
  $('main').disabled = stop || performance.now() < page.rest || !(waitingForMe() || visit || state.paused);
  const may = {
    undo: true, recall: called, start: called, 'no-show': called, finish: visit, hold: visit, transfer: visit,
    'walk-in': !state.paused, call: true, pause: !visit, help: true, 'hand-over': true, logout: true,
    batch: true, roll: true, history: true, visits: true,
  };
  document.querySelectorAll('[data-do],[data-ask]').forEach(b => { b.disabled = stop || !may[b.dataset.do || b.dataset.ask]; });
  document.querySelectorAll('[data-held]').forEach(b => { b.disabled = stop || !!visit; });
  document.querySelectorAll('[data-absent],[data-said],[data-number],[data-help]').forEach(b => { b.disabled = stop; });
  text($('pause').firstChild, state.paused ? 'Trở lại làm việc' : 'Tạm nghỉ…');
}

// Someone asks for help without a sound: everybody sees it, and who comes. At the place of who asked it says little.
export function drawHelp(answer, end) {
  const asked = page.state.help;
  $('help-bar').hidden = !asked.length;
  $('help-bar').className = asked.some(one => !one.mine) ? 'bar loud' : 'bar';
  list($('help-list'), asked.map(one => [JSON.stringify([one.counter, one.mine, one.answered_by]), [], () => helpRow(one, answer, end)]));
}

function helpRow(one, answer, end) {
  const row = make('p', one.mine ? ownHelp(one) : 'Quầy ' + one.counter + ' cần hỗ trợ.' + coming(one));
  const press = one.mine ? button('Kết thúc', end) : one.answered_by ? null : button('Tôi đến', () => answer(one.counter));
  if (press) { press.dataset.help = one.counter; row.appendChild(press); }
  return row;
}

function ownHelp(one) { return one.answered_by ? 'Quầy ' + one.answered_by + ' đang đến.' : 'Đã báo các quầy.'; }
function coming(one) { return one.answered_by ? ' Quầy ' + one.answered_by + ' đang đến.' : ''; }
