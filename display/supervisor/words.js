// What the supervisor reads for the codes of the box.

export const STATUS = { called: 'đang gọi', serving: 'đang làm', waiting: 'đang chờ', held: 'chờ bổ sung' };
export const HOW = { 'no-show': 'vắng mặt', left: 'đã về', unconfirmed: 'chưa rõ có đến', unserved: 'hết giờ chưa được phục vụ', cancelled: 'đã hủy' };
export const REASONS = [['twice', 'Lấy trùng số'], ['left', 'Công dân đã về'], ['mistake', 'Lấy nhầm'], ['closed', 'Hôm nay không nhận nữa'], ['other', 'Lý do khác']];
export const AUTHORS = { supervisor: 'lãnh đạo bộ phận', technician: 'kỹ thuật viên', stick: 'USB', city: 'thành phố', kiosk: 'máy' };
// What the page showed of a setting is no more.
export const CHANGED = 'Chưa lưu: chỗ này vừa có người đổi hoặc thêm. Trang đã hiện giá trị mới; xin xem lại rồi sửa.';
export const OPTIONS = {
  'office.hotline': ['Đường dây nóng', 'text'],
  'hours.days': ['Ngày làm việc (2 = thứ Hai … 8 = Chủ nhật)', 'days'],
  'hours.morning': ['Buổi sáng (giờ:phút-giờ:phút)', 'text'],
  'hours.afternoon': ['Buổi chiều (giờ:phút-giờ:phút)', 'text'],
  'hours.early_minutes': ['Cấp số trước giờ làm (phút)', 'number'],
  'hours.holidays': ['Ngày nghỉ (ngày/tháng/năm, cách nhau bằng dấu phẩy)', 'dates'],
  'queue.priority_every': ['Sau bao nhiêu lượt thường thì gọi một lượt ưu tiên', 'number'],
  'queue.priority_cap_minutes': ['Ưu tiên chờ quá bao nhiêu phút thì được gọi ngay', 'number'],
  'queue.ordinary_cap_minutes': ['Lượt thường chờ quá bao nhiêu phút thì được gọi ngay', 'number'],
  'queue.return_minutes': ['Người vắng mặt quay lại giữ chỗ trong (phút)', 'number'],
};

export function minutes(seconds) { return seconds < 60 ? 'dưới 1 phút' : Math.floor(seconds / 60) + ' phút'; }

// Viet Nam is UTC+7 all year.
const ZONE_MS = 7 * 3600000;
export function clockOf(ms) { return new Date(ms + ZONE_MS).toISOString().slice(11, 16); }
export function dayOf(ms) { return new Date(ms + ZONE_MS).toISOString().slice(0, 10); }
export function vietDay(day) { return day.split('-').reverse().join('/'); }
export function isoDay(text) {
  const found = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(text);
  return found ? found[3] + '-' + ('0' + found[2]).slice(-2) + '-' + ('0' + found[1]).slice(-2) : text.trim();
}
// When a time of today is, in ms; nowMs by the box's clock.
export function todayAt(nowMs, hhmm) { return Date.parse(dayOf(nowMs) + 'T' + hhmm + ':00+07:00'); }

export function by(row) {
  if (!row.author) return 'theo kiosk.toml';
  return (AUTHORS[row.author] || row.author) + ' đặt lúc ' + row.at.slice(11, 16) + ' ngày ' + vietDay(row.at.slice(0, 10));
}

export function valueOf(option, value) {
  if (option === 'hours.days') return value.map(day => day + 1).join(', ');
  if (option === 'hours.holidays') return value.map(vietDay).join(', ') || 'không có';
  return value === '' ? 'để trống' : String(value);
}

export function typedOf(option, typed) {
  const parts = typed.split(',').map(part => part.trim()).filter(Boolean);
  if (option === 'hours.days') return parts.map(part => Number(part) - 1);
  if (option === 'hours.holidays') return parts.map(isoDay);
  if (OPTIONS[option][1] === 'number') return typed === '' ? typed : Number(typed);
  return typed;
}
