// Numbers that an officer gives: to people who come together, and those of a paper roll that was given by hand.

import { button, make, text } from './dom.js';
import { ask, close, field, heading } from './dialog.js';
import { page, say, wish } from './page.js';
import { unserved } from './words.js';

const MOST_TOGETHER = 20, LAST_OF_ROLL = 999, LONGEST_AGO = 720;

export function batch() {
  const many = number('batch-count', MOST_TOGETHER), error = wrong();
  const give = service => counted([many], error, count => {
    wish('batch', { service: service, count: count }, answer => say('Đã cấp ' + count + ' số, số cuối là ' + answer.ticket + '. Phiếu in ở máy lấy số.', true));
  });
  ask('Cấp số cho đoàn', [field('Bao nhiêu người (1 đến ' + MOST_TOGETHER + ')', many), error, heading('Cấp số của dịch vụ')].concat(lines(give)));
}

export function roll() {
  const which = number('roll-number', LAST_OF_ROLL), ago = number('roll-ago', LONGEST_AGO, 0), priority = make('input'), error = wrong();
  priority.type = 'checkbox'; priority.id = 'roll-priority'; ago.value = '0';
  const enter = service => counted([which, ago], error, (n, minutes) => {
    const more = Object.assign(priority.checked ? { priority: true } : {}, minutes ? { minutes_ago: minutes } : {});
    wish('roll', Object.assign({ service: service, number: n }, more), answer => say('Đã nhập: ' + answer.ticket + (minutes ? ' chờ theo lúc phát số.' : ' chờ ở cuối hàng.'), true));
  });
  ask('Nhập số của cuộn giấy đã phát bằng tay', [field('Số ghi trên cuộn (1 đến ' + LAST_OF_ROLL + ')', which), field('Đã phát cách đây bao nhiêu phút', ago), field('Thuộc diện ưu tiên', priority), error, heading('Công dân chờ dịch vụ')].concat(lines(enter)));
}

function number(id, most, least = 1) {
  const input = make('input');
  input.type = 'number'; input.min = String(least); input.max = String(most); input.inputMode = 'numeric'; input.id = id;
  return input;
}

function wrong() {
  const node = make('p', '', 'error');
  node.setAttribute('role', 'alert');
  return node;
}

// The question stays until there is a number in each of the inputs.
function counted(inputs, error, then) {
  const amiss = inputs.find(input => !input.value || Math.floor(input.value) !== Number(input.value) || +input.value < +input.min || +input.value > +input.max);
  if (amiss) {
    text(error, 'Xin nhập một số từ ' + amiss.min + ' đến ' + amiss.max + '.');
    amiss.focus();
    return;
  }
  close();
  then(...inputs.map(input => Number(input.value)));
}

function lines(press) {
  return page.state.waiting.filter(line => line.name).map(line => button(line.service + ' · ' + line.name + (unserved(line) ? ' · ' + unserved(line) : ''), () => press(line.service)));
}
