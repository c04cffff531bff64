// What is only read: what became of a number, and what this officer did today.

import { $, fill, make } from './dom.js';
import { isShown, row, show, step } from './dialog.js';
import { page, serviceName } from './page.js';
import { pick } from './picker.js';
import { story } from './story.js';
import { get } from './wire.js';
import { LOST, minutes } from './words.js';

// Shown once it is there, unless something else stands there by then.
function look(title, path, parts) {
  show(title, [make('p', 'Xin chờ…')]);
  get(path).then(answer => {
    if (isShown(title)) fill($('answers'), answer.ok ? parts(answer.data) : [make('p', answer.data.message, 'error')]);
  }).catch(() => { if (isShown(title)) fill($('answers'), [make('p', LOST, 'error')]); });
}

export function history(ticket) {
  look('Lịch sử ' + ticket, 'history?ticket=' + encodeURIComponent(ticket), told => [
    make('p', told.service + ' · ' + serviceName(told.service) + (told.priority ? ' · ưu tiên' : '')), story(told.lines),
  ]);
}

// By its number, or one of those that stand on the page.
export function askHistory() {
  const numbers = onThePage().map(ticket => step(ticket, () => history(ticket)));
  pick('Lịch sử của số nào?', 'Xem', history, numbers.length ? [make('h3', 'Hoặc chọn một số'), row(numbers)] : []);
}

function onThePage() {
  const state = page.state, own = state.visit ? [state.visit] : [];
  const all = own.concat(state.held, state.absent, state.others, state.queue).map(one => one.ticket).filter(Boolean);
  return all.filter((ticket, place) => all.indexOf(ticket) === place);
}

export function visits() {
  look('Lượt của tôi hôm nay', 'visits', told => [make('p', totals(told))].concat(told.served.map(visit)));
}

function totals(told) {
  if (!told.visits) return 'Hôm nay chưa hoàn thành lượt nào.';
  if (told.visits === 1) return 'Đã hoàn thành 1 lượt.';
  return 'Đã hoàn thành ' + told.visits + ' lượt, một nửa không quá ' + minutes(told.median_s) + '.';
}

function visit(one) {
  const press = step('', () => history(one.ticket));
  press.className = 'row';
  press.appendChild(make('b', one.ticket));
  if (one.from) press.appendChild(make('span', one.from + '–' + one.to, 'ago'));
  press.appendChild(make('small', [one.service + ' · ' + serviceName(one.service), one.said, minutes(one.seconds)].join(' · ')));
  return press;
}
