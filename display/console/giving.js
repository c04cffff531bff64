// Numbers that an officer gives: to people who come together, and those of a paper roll that was given by hand.

import { button, make, text } from './dom.js';
import { ask, close, field, heading } from './dialog.js';
import { page, say, wish } from './page.js';
import { unserved } from './words.js';

const MOST_TOGETHER = 20, LAST_OF_ROLL = 999;

export function batch() {
  const many = number('batch-count', MOST_TOGETHER), error = wrong();
  const give = service => counted(many, MOST_TOGETHER, error, count => {
    wish('batch', { service: service, count: count }, answer => say('Đã cấp ' + count + ' số, số cuối là ' + answer.ticket + '. Phiếu in ở máy lấy số.', true));
  });
  ask('Cấp số cho đoàn', [field('Bao nhiêu người (1 đến ' + MOST_TOGETHER + ')', many), error, heading('Cấp số của dịch vụ')].concat(lines(give)));
}

export function roll() {
  const which = number('roll-number', LAST_OF_ROLL), priority = make('input'), error = wrong();
  priority.type = 'checkbox'; priority.id = 'roll-priority';
  const enter = service => counted(which, LAST_OF_ROLL, error, n => {
    wish('roll', Object.assign({ service: service, number: n }, priority.checked ? { priority: true } : {}), answer => say('Đã nhập: ' + answer.ticket + ' chờ ở cuối hàng.', true));
  });
  ask('Nhập số của cuộn giấy đã phát bằng tay', [field('Số ghi trên cuộn (1 đến ' + LAST_OF_ROLL + ')', which), field('Thuộc diện ưu tiên', priority), error, heading('Công dân chờ dịch vụ')].concat(lines(enter)));
}

function number(id, most) {
  const input = make('input');
  input.type = 'number'; input.min = '1'; input.max = String(most); input.inputMode = 'numeric'; input.id = id;
  return input;
}

function wrong() {
  const node = make('p', '', 'error');
  node.setAttribute('role', 'alert');
  return node;
}

// The question stays until there is a number in it.
function counted(input, most, error, then) {
  const n = Number(input.value);
  if (!input.value || Math.floor(n) !== n || n < 1 || n > most) {
    text(error, 'Xin nhập một số từ 1 đến ' + most + '.');
    input.focus();
    return;
  }
  close();
  then(n);
}

function lines(press) {
  return page.state.waiting.filter(line => line.name).map(line => button(line.service + ' · ' + line.name + (unserved(line) ? ' · ' + unserved(line) : ''), () => press(line.service)));
}
