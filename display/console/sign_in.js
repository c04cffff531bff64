// Signing in: name, PIN, counter. Which counters have somebody is said before; why a page was signed out, too.

import { $, button, fill, make, text } from './dom.js';
import { remember, remembered } from './memory.js';
import { page, rest } from './page.js';
import { post } from './wire.js';

let chosen = Number(remembered('counter')) || 0;

export function drawSignIn(why) {
  document.title = 'Đăng nhập';
  text($('why-out'), why);
  if (!page.board) return;
  text($('login-office'), page.board.office);
  fill($('login-counters'), page.board.counters.map(counterButton));
  const taken = page.board.counters.some(one => one.counter === chosen && one.open);
  text($('login-taken'), taken ? 'Quầy ' + chosen + ' đang có cán bộ đăng nhập. Chỉ người đó, hoặc khi quầy đang trống, mới đăng nhập được.' : '');
}

function counterButton(one) {
  const press = button(String(one.counter), () => { chosen = one.counter; drawSignIn($('why-out').textContent); $('pin').focus(); });
  press.setAttribute('aria-pressed', String(one.counter === chosen));
  press.title = one.name;
  if (one.open) press.appendChild(make('small', ' có người'));
  return press;
}

function missing(officer, pin) {
  return !officer ? 'Xin nhập tên đăng nhập.' : !chosen ? 'Xin chọn quầy.' : !pin ? 'Xin nhập mã PIN.' : '';
}

function signIn(event) {
  event.preventDefault();
  if (page.busy) return;
  const officer = $('officer').value.trim(), pin = $('pin').value, wrong = missing(officer, pin);
  text($('login-error'), wrong);
  if (wrong) return;
  page.busy = true;
  post('login', { officer: officer, pin: pin, counter: chosen }).then(answer => {
    $('pin').value = '';
    if (!answer.ok) { text($('login-error'), answer.data.message); $('pin').focus(); return; }
    remember('officer', officer); remember('counter', String(chosen));
    rest();
    page.listen();
  }).catch(() => text($('login-error'), 'Không nối được với máy. Xin thử lại.')).then(() => { page.busy = false; });
}

function padKey(key) {
  const pin = $('pin');
  return button(key, () => { pin.value = key === 'Xóa' ? '' : pin.value + key; }, key === 'Xóa' ? 'wide' : '');
}

fill($('pad'), ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', 'Xóa'].map(padKey));
$('officer').value = remembered('officer');
$('login-form').onsubmit = signIn;
