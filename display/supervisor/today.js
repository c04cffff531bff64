// Today at a glance, and the wishes of today: each says first what will happen.

import { $, button, list, row, text } from './dom.js';
import { ask } from './ask.js';
import { HOW, REASONS, STATUS, minutes } from './words.js';

const LATE_S = 40 * 60;

export function drawToday(state, wish) {
  const waiting = state.lines.reduce((sum, line) => sum + line.waiting, 0);
  drawDay(state, waiting, wish);
  list('counters', state.counters, counter => counterRow(counter, wish));
  list('lines', state.lines, line => lineRow(line, wish));
  list('tickets', state.tickets, ticket => ticketRow(ticket, wish));
  $('no-tickets').hidden = state.tickets.length > 0;
  $('gone-part').hidden = !state.gone.length || state.closed;
  list('gone', state.gone, gone => goneRow(gone, wish));
}

function drawDay(state, waiting, wish) {
  const open = state.closed ? (state.over ? 'Đã kết thúc sớm theo quyết định của ông/bà.' : 'Ngày làm việc chưa mở hoặc đã đóng.') : 'Đang làm việc, ' + waiting + ' người đang chờ.';
  text($('opening'), [open, state.opening].filter(Boolean).join(' '));
  list('day-wishes', [state.closed, state.over, state.stopped, waiting], () => document.createElement('span'));
  const buttons = [];
  if (state.over) buttons.push(button('Mở lại ngày làm việc', '', () => ask('Mở lại ngày làm việc?', 'Máy cấp số trở lại, số đi tiếp từ số cuối. Cán bộ đăng nhập lại.', 'Mở lại', false, [], () => wish('reopen', {})), 'main'));
  else {
    if (state.stopped) buttons.push(button('Cấp số trở lại', '', () => ask('Cấp số trở lại?', 'Máy lấy số cấp số trở lại cho mọi dịch vụ, kể cả dịch vụ đã dừng riêng.', 'Cấp số trở lại', false, [], () => wish('give', { service: '' })), 'main'));
    else buttons.push(button('Dừng cấp số hôm nay', '', () => ask('Dừng cấp số hôm nay?', 'Máy lấy số không cấp số mới và hiện câu báo cho công dân. ' + waiting + ' người đang chờ vẫn được phục vụ. Có thể cấp lại bất cứ lúc nào.', 'Dừng cấp số', true, [], () => wish('stop', { service: '' }))));
    if (!state.closed) buttons.push(button('Kết thúc ngày ngay', '', () => ask('Kết thúc ngày làm việc ngay bây giờ?', 'Tất cả quầy đóng. ' + waiting + ' người đang chờ sẽ không được phục vụ hôm nay; lượt đang làm được tính là xong. Mở lại được, nhưng số đang chờ phải đưa lại từng số.', 'Kết thúc ngày', true, [], () => wish('close', { waiting: waiting })), 'grave'));
  }
  const node = $('day-wishes');
  const said = buttons.map(each => each.textContent).join() + waiting;
  if (node.dataset.said === said && node.querySelector('button')) return;
  node.dataset.said = said;
  node.textContent = '';
  buttons.forEach(each => node.appendChild(each));
}

function counterRow(counter, wish) {
  const marks = [], wishes = [], about = 'quầy ' + counter.counter;
  if (counter.shut) marks.push(['Đóng hôm nay', 'off']);
  const hand = counter.ticket ? counter.ticket + ' ' + (STATUS[counter.status] || '') + ', ' + minutes(counter.seconds) : 'chưa gọi ai';
  const small = counter.officer === null ? 'Không có cán bộ' : (counter.officer || 'cán bộ không còn trong danh sách') + ' · ' + hand;
  const aside = counter.ticket ? counter.ticket + ' chuyển sang danh sách chờ bổ sung, quầy nào cũng gọi tiếp được.' : 'Quầy này chưa có ai.';
  if (counter.officer !== null) wishes.push(button('Giải phóng quầy', about, () => ask('Giải phóng quầy ' + counter.counter + '?', 'Cán bộ ' + counter.officer + ' được đăng xuất ngay. ' + aside, 'Giải phóng quầy', true, [], () => wish('free', { counter: counter.counter, hand: counter.ticket }))));
  if (counter.shut) wishes.push(button('Mở quầy', about, () => wish('unshut', { counter: counter.counter })));
  else wishes.push(button('Đóng hôm nay', about, () => ask('Đóng quầy ' + counter.counter + ' hôm nay?', (counter.officer === null ? '' : 'Cán bộ ' + counter.officer + ' được đăng xuất ngay. ' + aside + '\n') + 'Không ai đăng nhập quầy này được đến hết ngày, hoặc đến khi ông/bà mở lại.', 'Đóng quầy', true, [], () => wish('shut', { counter: counter.counter, hand: counter.ticket }))));
  return row('Quầy ' + counter.counter + (counter.name ? ' · ' + counter.name : ''), small, marks, wishes);
}

function lineRow(line, wish) {
  const marks = [], wishes = [], about = 'dịch vụ ' + line.service;
  if (line.stopped) marks.push(['Dừng cấp số', 'off']);
  if (line.waiting && !line.open) marks.push([line.known ? 'Chưa có quầy mở' : 'Dịch vụ đã bỏ: mọi quầy gọi được', '']);
  const oldest = line.waiting ? ', người đầu chờ ' + minutes(line.oldest) : '';
  const priority = line.priority ? ' (' + line.priority + ' ưu tiên)' : '';
  if (line.known && line.stopped) wishes.push(button('Cấp lại', about, () => wish('give', { service: line.service })));
  if (line.known && !line.stopped) wishes.push(button('Dừng cấp số', about, () => ask('Dừng cấp số ' + line.service + ' hôm nay?', 'Máy lấy số không cấp số mới của dịch vụ này đến hết ngày. ' + line.waiting + ' người đang chờ vẫn được phục vụ.', 'Dừng cấp số', true, [], () => wish('stop', { service: line.service }))));
  if (line.waiting) wishes.push(button('Hủy cả hàng', about, () => ask('Hủy ' + line.waiting + ' số đang chờ của ' + line.service + '?', 'Những người này không được gọi nữa. Từng số có thể đưa lại vào hàng chờ, đúng chỗ cũ, đến hết ngày.', 'Hủy ' + line.waiting + ' số', true, [['reason', 'Lý do', 'choice', REASONS]], said => wish('cancel-line', { service: line.service, waiting: line.waiting, reason: said.reason })), 'grave'));
  const made = row(line.service + (line.name ? ' · ' + line.name : ''), line.waiting + ' người chờ' + priority + oldest, marks, wishes);
  if (line.oldest >= LATE_S) made.className = 'late';
  return made;
}

function ticketRow(ticket, wish) {
  const marks = ticket.priority ? [['ƯU TIÊN', '']] : [];
  const cancel = button('Hủy số', ticket.ticket, () => ask('Hủy số ' + ticket.ticket + '?', 'Số này không được gọi nữa. Có thể đưa lại vào hàng chờ, đúng chỗ cũ, đến hết ngày.', 'Hủy số', true, [['reason', 'Lý do', 'choice', REASONS]], said => wish('cancel', { ticket: ticket.ticket, reason: said.reason })));
  return row(ticket.ticket, STATUS[ticket.status] + ', đến từ ' + minutes(ticket.seconds) + ' trước', marks, [cancel]);
}

function goneRow(gone, wish) {
  const back = button('Đưa lại hàng chờ', gone.ticket, () => ask('Đưa ' + gone.ticket + ' lại hàng chờ?', 'Số này chờ lại ở đúng chỗ cũ.', 'Đưa lại', false, [], () => wish('revive', { ticket: gone.ticket })));
  return row(gone.ticket, HOW[gone.how] || gone.how, [], [back]);
}
