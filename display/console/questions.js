// What is asked before a wish that needs more than a press.

import { $, button, make } from './dom.js';
import { ask, choice, close, field, heading, row, step } from './dialog.js';
import { page, say, serviceName, wish } from './page.js';
import { batch, roll } from './giving.js';
import { askHistory, history, visits } from './past.js';
import { pick } from './picker.js';
import { CALL_REASONS, HOLD_REASONS, PAUSE_REASONS, RESULTS, minutes, unserved } from './words.js';

const NOTE_LETTERS = 200;
const MOST_DOSSIERS = 99;

function services(without) { return page.state.waiting.filter(line => line.service !== without); }
function closedWords(line) { return unserved(line) ? ' · ' + unserved(line) : ''; }
function lineWords(line) { return line.service + ' · ' + line.name; }
function hand() { return page.state.visit.ticket; }
function keptWords() { return page.state.visit ? ' Số ' + hand() + ' sẽ để chờ bổ sung.' : ''; }

// What is not said stands last.
function reasons(codes, words, press) {
  return codes.filter(Boolean).concat('').map(code => press(words[code] || code, code));
}

// --- the number in hand ---

function absent() {
  ask('Công dân ' + hand() + ' chưa đến?', [
    choice('Chưa trả lời: giữ chỗ, mời lại sau ít phút', 'unanswered', {}),
    choice('Công dân vắng mặt, bỏ qua số ' + hand(), 'no-show', {}),
  ]);
}

function hold() {
  ask('Để ' + hand() + ' chờ bổ sung: vì sao?', reasons(page.state.hold_reasons, HOLD_REASONS, (words, code) => choice(words, 'hold', { reason: code })));
}

function finish() {
  const many = make('input'), told = result => wish('finish', { result: result, dossiers: Math.min(MOST_DOSSIERS, Math.max(1, Math.floor(Number(many.value)) || 1)) });
  many.type = 'number'; many.min = '1'; many.max = String(MOST_DOSSIERS); many.value = '1'; many.inputMode = 'numeric'; many.id = 'dossiers';
  const done = page.state.results.map(code => step(RESULTS[code] || code, () => told(code)));
  ask('Kết thúc lượt ' + hand(), done.concat([
    field('Số hồ sơ trong lượt này', many),
    step('Làm tiếp dịch vụ khác cho công dân này…', further),
  ]));
  done[0].focus();
}

function further() {
  ask('Làm tiếp dịch vụ nào cho ' + hand() + '?', services(page.state.visit.service).map(line => choice(lineWords(line), 'continue', { service: line.service })));
}

// Where to: a line, a counter or a person; what is said to whoever calls next; and whether the citizen comes back here.
function transfer() {
  const note = make('input'), back = make('input');
  note.maxLength = NOTE_LETTERS; note.id = 'transfer-note';
  back.type = 'checkbox'; back.id = 'transfer-back';
  const to = where => wish('transfer', Object.assign(where, note.value.trim() ? { note: note.value.trim() } : {}, back.checked ? { back: true } : {}));
  const lines = services(page.state.visit.service).map(line => step(lineWords(line) + closedWords(line), () => to({ service: line.service })));
  const counters = page.state.others.map(one => step('Quầy ' + one.counter + (one.paused ? ' (tạm nghỉ)' : ''), () => to({ to_counter: one.counter })));
  const people = page.state.officers.map(one => step(one.name || one.officer, () => to({ to_officer: one.officer })));
  ask('Chuyển ' + hand() + ' đến đâu?', [field('Ghi chú cho người tiếp nhận (không bắt buộc)', note), field('Hoàn thành thì quay lại quầy này', back)]
    .concat(section('Dịch vụ khác', lines), section('Quầy', counters.length ? [row(counters)] : []), section('Cán bộ', people.length ? [row(people)] : [])));
}

function section(words, parts) { return parts.length ? [heading(words)].concat(parts) : []; }

// --- another number ---

// What can be done with a number that waits.
export function aboutNumber(ticket) {
  const one = page.state.queue.find(each => each.ticket === ticket);
  if (!one) return;
  const first = page.state.queue[0].ticket === ticket;
  const parts = one.note ? [make('p', 'Ghi chú: ' + one.note, 'note')] : [];
  if (page.state.may.call || first) parts.push(step('Gọi số này.' + keptWords(), () => (first ? wish('call', { ticket: ticket }) : reasonOfCall(ticket))));
  parts.push(choice(one.priority ? 'Bỏ ưu tiên' : 'Đặt ưu tiên', 'priority', { ticket: ticket, priority: !one.priority }));
  parts.push(step('Đổi dịch vụ…', () => change(one)), step('Rút số: công dân không chờ nữa…', () => withdraw(ticket)), step('Lịch sử ' + ticket, () => history(ticket)));
  ask(ticket + ' · ' + serviceName(one.service) + ' · chờ ' + minutes(one.seconds), parts);
}

function reasonOfCall(ticket) {
  ask('Vì sao gọi ' + ticket + ' trước lượt?' + keptWords(), reasons(page.state.call_reasons, CALL_REASONS, (words, code) => choice(words, 'call', { ticket: ticket, reason: code })));
}

function change(one) {
  ask('Đổi ' + one.ticket + ' sang dịch vụ nào? Số và giờ đến giữ nguyên.',
    services(one.service).map(line => choice(lineWords(line) + closedWords(line), 'change', { ticket: one.ticket, service: line.service })));
}

function withdraw(ticket) {
  ask('Rút số ' + ticket + '? Công dân không chờ nữa.', [choice('Rút số ' + ticket, 'withdraw', { ticket: ticket })]);
}

function call() { pick('Gọi số nào?' + keptWords(), 'Gọi', callNumber, []); }

function callNumber(ticket) {
  const mayBeFirst = page.state.queue.length && page.state.queue[0].ticket === ticket;
  const aside = page.state.held.concat(page.state.absent).some(one => one.ticket === ticket);
  if (mayBeFirst || aside) wish('call', { ticket: ticket }); else reasonOfCall(ticket);
}

function walkIn() {
  const priority = make('input');
  priority.type = 'checkbox'; priority.id = 'walk-in-priority';
  const body = line => Object.assign({ service: line.service }, priority.checked ? { priority: true } : {});
  ask('Công dân không lấy số cần làm việc gì?' + keptWords(), [field('Thuộc diện ưu tiên', priority)].concat(
    services('').map(line => step(lineWords(line), () => wish('walk-in', body(line))))));
  $('answers').querySelector('button').focus();
}

// --- the counter ---

function pause() {
  if (page.state.paused) { wish('back'); return; }
  ask('Tạm nghỉ: vì sao?', reasons(Object.keys(PAUSE_REASONS), PAUSE_REASONS, (words, code) => choice(words, 'pause', { reason: code })));
}

// Another officer goes on here, with the visit in hand.
function handOver() {
  const officer = make('input'), pin = make('input');
  officer.id = 'next-officer'; officer.autocapitalize = 'none'; officer.spellcheck = false; officer.autocomplete = 'off';
  pin.id = 'next-pin'; pin.type = 'password'; pin.inputMode = 'numeric'; pin.autocomplete = 'off';
  const go = button('Giao quầy', () => {
    if (!officer.value.trim() || !pin.value) { (pin.value ? officer : pin).focus(); return; }
    close();
    page.leaving = true;
    wish('hand-over', { officer: officer.value.trim(), pin: pin.value }, () => page.listen());
  }, 'main');
  ask('Giao quầy ' + page.state.counter + ' cho cán bộ khác', [field('Tên đăng nhập', officer), field('Mã PIN của người nhận', pin), go]);
}

// Nobody signs out of a visit unasked: it is done, or it is kept for any counter.
function leave() {
  if (!page.state.visit) { signOut({}); return; }
  ask(hand() + ' đang ở quầy. Đã hoàn thành chưa?', [
    choice('Hoàn thành, rồi đăng xuất', 'finish', {}, () => signOut({ hand: null })),
    step('Để chờ bổ sung, rồi đăng xuất', () => signOut({})),
  ]);
}

function signOut(shown) {
  page.leaving = true;
  wish('logout', shown, () => page.signedOut(''));
}

// By the buttons that open them.
export const QUESTIONS = {
  'no-show': absent, hold: hold, finish: finish, transfer: transfer, call: call, 'walk-in': walkIn, pause: pause,
  'hand-over': handOver, logout: leave, batch: batch, roll: roll, history: askHistory, visits: visits,
};

export function open(name) { say(''); QUESTIONS[name](); }
