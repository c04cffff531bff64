// What the page says, in one place: one wording for one thing. People are "công dân" here.

export const STATUS = { called: 'Đang mời công dân đến quầy', serving: 'Đang phục vụ' };
export const HOLD_REASONS = {
  papers: 'Thiếu giấy tờ', copy: 'Đi phô tô', fee: 'Đi nộp phí', elsewhere: 'Việc ở nơi khác', other: 'Lý do khác', '': 'Không nêu lý do',
};
export const CALL_REASONS = {
  frail: 'Người yếu, cần làm ngay', papers: 'Đã bổ sung giấy tờ', appointment: 'Có lịch hẹn', skipped: 'Bị gọi sót',
  other: 'Lý do khác', '': 'Không nêu lý do',
};
export const PAUSE_REASONS = { break: 'Nghỉ giải lao', lunch: 'Nghỉ trưa', meeting: 'Đi họp', other: 'Lý do khác', '': 'Không nêu lý do' };
export const RESULTS = {
  done: 'Hoàn thành, chưa gọi số tiếp theo', 'papers-missing': 'Thiếu giấy tờ: công dân phải quay lại',
  'not-ours': 'Không thuộc thẩm quyền',
};
export const WHY_OUT = {
  elsewhere: 'Ông/bà đã đăng nhập ở nơi khác, nên trang này tự đăng xuất. Lượt đang làm vẫn giữ nguyên.',
  taken: 'Cán bộ khác đã đăng nhập quầy này.',
  'day-over': 'Ngày làm việc đã kết thúc, các quầy đã tự đăng xuất.',
  left: 'Quầy này đã được đăng xuất: từ một trang khác, do lãnh đạo bộ phận, hoặc vì đã sang ngày mới.',
  expired: 'Phiên đăng nhập đã hết hạn.',
};
export const SLOW = 'Máy chưa trả lời. Đang gửi lại, xin chờ…';
export const LOST = 'Máy không trả lời. Xin xem máy lấy số có bật và có mạng không; khi nối lại, trang tự hiện đúng số đang làm.';
export const CHANGED = 'Số đang làm vừa đổi ở trang khác, nên câu hỏi đã đóng. Chưa làm gì cả.';
export const NOT_A_NUMBER = 'Xin nhập số, ví dụ 15 hoặc A015.';
const LONG_WAIT_S = 40 * 60;

export function minutes(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  return s < 60 ? s + ' giây' : Math.floor(s / 60) + ' phút';
}

// How times are told that go on by themselves, by name.
export const TICKING = {
  '': minutes,
  waits: seconds => seconds < 60 ? 'vừa đến' : minutes(seconds),
  back: seconds => 'đã quay lại' + (seconds < 60 ? '' : ' ' + minutes(seconds)),
  oldest: seconds => 'lâu nhất ' + minutes(seconds),
  again: seconds => seconds < 0 ? ', mời lại sau ' + minutes(-seconds + 59) : '',  // its end is still to come
};

// Why nobody of this line will be called for now.
export function unserved(line) {
  return !line.open ? 'chưa có quầy nào mở' : line.paused >= line.open ? 'các quầy đang tạm nghỉ' : '';
}

// What officers are told of somebody who waits for long: one sentence for the whole office.
export function longWait(lines, passed) {
  const worst = lines.filter(line => line.waiting).sort((a, b) => b.oldest - a.oldest)[0];
  if (!worst || worst.oldest + passed < LONG_WAIT_S) return [];
  return [worst.service + ' · ' + worst.name + ': có người đã chờ ' + minutes(worst.oldest + passed) + '.'];
}
