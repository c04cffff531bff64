// A day's figures as tables: lines, hours, counters. No rating, level or share is in them.

import { $, fill, make } from './dom.js';
import { get } from './wire.js';
import { HOW, vietDay } from './words.js';

const ENDS = Object.assign({ served: 'đã phục vụ', open: 'còn trong phòng' }, HOW);
const SOURCES = { touch: 'màn hình', button: 'nút bấm', scan: 'giấy hẹn', 'walk-in': 'không lấy số', batch: 'theo đoàn', roll: 'cuộn số giấy' };

export async function showFigures(day) {
  const answer = await get('figures?date=' + encodeURIComponent(day));
  if (!answer.ok) { fill($('figures-table'), [make('p', answer.message, 'error')]); return; }
  fill($('figures-table'), answer.told.known ? parts(answer.told) : [make('p', 'Ngày ' + vietDay(answer.told.date) + ' không có số liệu.')]);
}

function parts(told) {
  const ends = Object.keys(told.ends).filter(how => told.ends[how]).map(how => ENDS[how] + ' ' + told.ends[how]).join(', ');
  const sources = Object.keys(told.sources).map(from => (SOURCES[from] || from) + ' ' + told.sources[from]).join(', ');
  const made = [
    make('p', 'Ngày ' + vietDay(told.date) + ': ' + told.issued + ' lượt' + (sources ? ' (' + sources + ')' : '') + ', ' + told.priority + ' ưu tiên. ' + (ends ? ends[0].toUpperCase() + ends.slice(1) + '.' : '')),
    make('p', 'Chờ ' + spread(told.waits) + '. Phục vụ ' + spread(told.works) + '.'),
    table('Theo dịch vụ', ['Dịch vụ', 'Lấy số', 'Đã phục vụ', 'Chờ (giữa)', '9/10 chờ không quá', 'Phục vụ (giữa)'], told.services.map(row => [row.service + ' ' + row.name, row.issued, row.served, middle(row.waits), most(row.waits), middle(row.works)])),
    table('Theo giờ', ['Giờ', 'Đến', 'Chờ (giữa)', '9/10 chờ không quá', 'Quầy mở'], told.hours.map(row => [row.hour === null ? 'chưa rõ giờ' : row.hour + ' giờ', row.issued, middle(row.waits), most(row.waits), row.counters === null ? '' : row.counters])),
    table('Theo quầy', ['Quầy', 'Mở', 'Có công dân', 'Trống'], told.counters.map(row => ['Quầy ' + row.counter, time(row.open_s), time(row.busy_s), time(row.idle_s)])),
  ];
  if (told.out_of_turn.length) made.push(table('Gọi số không theo thứ tự', ['Cán bộ', 'Số lần'], told.out_of_turn.map(row => [row.officer || 'cán bộ không còn trong danh sách', row.calls])));
  return made;
}

function table(title, heads, rows) {
  const node = make('table'), body = make('tbody');
  node.appendChild(make('caption', title));
  const line = (cells, tag) => { const tr = make('tr'); cells.forEach(cell => tr.appendChild(make(tag, String(cell)))); return tr; };
  node.appendChild(make('thead')).appendChild(line(heads, 'th'));
  node.appendChild(body);
  rows.forEach(row => body.appendChild(line(row, 'td')));
  return node;
}

function time(seconds) {
  const minutes = Math.round(seconds / 60);
  if (!minutes) return seconds ? 'dưới 1 phút' : '0';
  return minutes < 60 ? minutes + ' phút' : Math.floor(minutes / 60) + ' giờ ' + ('0' + minutes % 60).slice(-2);
}
function middle(found) { return found ? time(found.median) : ''; }
function most(found) { return found ? time(found.p90) : ''; }
function spread(found) { return found ? 'trung bình ' + time(found.mean) + ', một nửa không quá ' + time(found.median) + ', chín phần mười không quá ' + time(found.p90) : 'chưa có số liệu'; }
