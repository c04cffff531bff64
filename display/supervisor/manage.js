// Officers, words for citizens and settings: each value with who set it and when. What the page shows of a row goes with
// each change, so that nobody changes or takes away unseen what somebody else set meanwhile.

import { $, button, list, row } from './dom.js';
import { ask } from './ask.js';
import { OPTIONS, by, clockOf, dayOf, todayAt, typedOf, valueOf, vietDay } from './words.js';

let held = null, standing = null;

export function drawSettings(settings, send) {
  held = settings;
  list('officer-list', settings.officers, officer => officerRow(officer, send));
  list('notice-list', settings.notices, notice => row(notice.text, 'Hiện đến ' + clockOf(notice.until) + ' ngày ' + vietDay(dayOf(notice.until)), [], [button('Gỡ', notice.text, () => send('set', { option: 'notices', value: pairs(settings.notices.filter(each => each !== notice)), shown: settings.notices }))]));
  $('no-notices').hidden = settings.notices.length > 0;
  drawStopped(settings.stopped);
  list('option-list', settings.options, option => optionRow(option, send));
  list('service-list', settings.services, service => serviceRow(service, send));
  list('counter-list', settings.counters, counter => counterRow(counter, send));
}

// What is being typed stays, unless somebody else said something else meanwhile.
function drawStopped(words) {
  if (words !== standing || document.activeElement !== $('stopped')) $('stopped').value = words;
  standing = words;
}

function pairs(notices) { return notices.map(notice => [notice.text, notice.until]); }

function officerRow(officer, send) {
  const marks = [], shown = { name: officer.name, out_of_turn: officer.out_of_turn };
  if (!officer.pin) marks.push(['Chưa có PIN', '']);
  if (!officer.out_of_turn) marks.push(['Chỉ gọi theo thứ tự', 'off']);
  return row(officer.id, [officer.name, by(officer)].filter(Boolean).join(' · '), marks, [
    button('Đặt lại PIN', officer.id, () => ask('Đặt lại PIN của ' + officer.id + '?', 'PIN cũ không dùng được nữa. Đưa PIN mới cho cán bộ, không ghi ra giấy.', 'Đặt PIN', false, [['pin', 'PIN mới, 6 đến 12 chữ số', 'pin', '']], said => send('officer', { id: officer.id, pin: said.pin, shown: shown }))),
    button('Sửa', officer.id, () => ask('Sửa cán bộ ' + officer.id, '', 'Lưu', false, [['name', 'Họ và tên', 'text', officer.name], ['out', 'Được gọi số không theo thứ tự', 'checkbox', officer.out_of_turn]], said => send('officer', { id: officer.id, name: said.name, out_of_turn: said.out, shown: shown }))),
    button('Xóa', officer.id, () => ask('Xóa cán bộ ' + officer.id + '?', 'Nếu đang đăng nhập: được đăng xuất ngay, số đang làm để mọi quầy gọi tiếp.', 'Xóa cán bộ', true, [], () => send('officer-gone', { id: officer.id, shown: shown })), 'grave'),
  ]);
}

function optionRow(option, send) {
  const [label, kind] = OPTIONS[option.option];
  const shown = valueOf(option.option, option.value), bounds = kind === 'number' ? ' Từ ' + option.low + ' đến ' + option.high + '.' : '';
  const typed = option.value === '' || (Array.isArray(option.value) && !option.value.length) ? '' : shown;
  return row(label, shown + ' · ' + by(option), [], [button('Sửa', label, () => ask(label, 'Có hiệu lực ngay, cả trên máy lấy số.' + bounds, 'Lưu', false, [['value', 'Giá trị mới', kind === 'number' ? 'number' : 'text', typed]], said => send('set', { option: option.option, value: typedOf(option.option, said.value), shown: option.value })))]);
}

function serviceRow(service, send) {
  const shown = { name: service.name, short: service.short };
  return row(service.letter + ' · ' + service.name, by(service), [], [
    button('Sửa tên', service.letter, () => ask('Đổi tên dịch vụ ' + service.letter, 'Tên mới hiện ngay trên máy lấy số và bảng.', 'Lưu', false, [['name', 'Tên dịch vụ', 'text', service.name], ['short', 'Tên ngắn (nếu tên dài)', 'text', service.short]], said => send('set', { option: 'services.' + service.letter, value: Object.assign({ name: said.name }, said.short ? { short: said.short } : {}), shown: shown }))),
    button('Bỏ', service.letter, () => ask('Bỏ dịch vụ ' + service.letter + '?', 'Máy không cấp số này nữa, kể cả ngày mai. Ai đang chờ vẫn được mọi quầy gọi. Chỉ dừng hôm nay: xem phần Hôm nay.', 'Bỏ dịch vụ', true, [], () => send('set', { option: 'services.' + service.letter, value: null, shown: shown })), 'grave'),
  ]);
}

function counterRow(counter, send) {
  const shown = { services: counter.services, name: counter.name };
  const letters = held.services.map(service => service.letter), served = counter.services.length ? counter.services : letters;
  const fields = letters.map(letter => [letter, letter + ' · ' + held.services.find(each => each.letter === letter).name, 'checkbox', served.indexOf(letter) >= 0]);
  return row('Quầy ' + counter.number + (counter.name ? ' · ' + counter.name : ''), (counter.services.length ? 'Dịch vụ ' + counter.services.join(', ') : 'Tất cả dịch vụ') + ' · ' + by(counter), [], [
    button('Sửa dịch vụ', 'quầy ' + counter.number, () => ask('Quầy ' + counter.number + ' phục vụ', 'Có hiệu lực ngay.', 'Lưu', false, fields, said => {
      const chosen = served.filter(letter => said[letter]).concat(letters.filter(letter => said[letter] && served.indexOf(letter) < 0));
      const value = chosen.length === letters.length && !counter.services.length ? [] : chosen;
      if (chosen.length) send('set', { option: 'counters.' + counter.number, value: { services: value, name: counter.name }, shown: shown });
    })),
    button('Bỏ', 'quầy ' + counter.number, () => ask('Bỏ quầy ' + counter.number + '?', 'Kể cả ngày mai. Cán bộ đang ngồi được đăng xuất ngay, số đang làm để mọi quầy gọi tiếp. Chỉ đóng hôm nay: xem phần Hôm nay.', 'Bỏ quầy', true, [], () => send('set', { option: 'counters.' + counter.number, value: null, shown: shown })), 'grave'),
  ]);
}

export function bindForms(send, now) {
  const submit = (id, done) => $(id).addEventListener('submit', event => { event.preventDefault(); done(); });
  submit('new-officer', () => send('officer', { id: $('new-id').value.trim(), name: $('new-name').value.trim(), pin: $('new-pin').value.trim(), shown: null }, () => $('new-officer').reset()));
  submit('new-notice', () => {
    const notices = pairs(held.notices).concat([[$('notice-text').value.trim(), todayAt(now(), $('notice-until').value)]]);
    send('set', { option: 'notices', value: notices, shown: held.notices }, () => $('new-notice').reset());
  });
  submit('stopped-form', () => send('set', { option: 'stopped', value: $('stopped').value.trim(), shown: standing }));
  submit('new-service', () => send('set', { option: 'services.' + $('new-letter').value.trim().toUpperCase(), value: { name: $('new-service-name').value.trim() }, shown: null }, () => $('new-service').reset()));
  $('holidays-add').onclick = () => addHolidays(send, Number(dayOf(now()).slice(0, 4)));
}

// The box knows the list; what is fixed by law is added to what stands there, and can be changed after.
function addHolidays(send, year) {
  ask('Thêm ngày lễ', 'Ngày lễ theo luật, kể cả Tết và Giỗ Tổ theo âm lịch. Ngày nghỉ bù do Thủ tướng quyết định hằng năm: xem rồi sửa tay.', 'Thêm', false, [['year', 'Năm', 'number', String(year)]], said => send('holidays', { year: Number(said.year) }));
}
