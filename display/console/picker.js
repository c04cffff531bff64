// A number that somebody types. Letters are buttons, so that no keyboard eats their marks; digits alone are of the letter
// that is chosen; the key says what it will do before it is pressed.

import { $, button, make, text } from './dom.js';
import { ask, close, field, row } from './dialog.js';
import { page } from './page.js';
import { numberOf } from './typed.js';
import { NOT_A_NUMBER } from './words.js';

// `then(ticket)` once a number was typed; `more`: nodes below.
export function pick(question, verb, then, more) {
  const letters = page.state.waiting.slice().sort((a, b) => b.mine - a.mine).map(line => line.service);
  const input = make('input'), error = make('p', '', 'error');
  let chosen = letters[0];
  const go = button(verb + ' số này', () => typed(numberOf(input.value, chosen), then), 'main');
  const keys = letters.map(letter => button(letter, () => { chosen = letter; press(); input.focus(); }, 'letter'));
  const press = () => {
    keys.forEach(key => key.setAttribute('aria-pressed', String(key.textContent === chosen)));
    text(go, verb + ' ' + (numberOf(input.value, chosen) || 'số này'));
  };
  input.maxLength = 8; input.inputMode = 'numeric'; input.id = 'typed'; input.autocomplete = 'off';
  input.oninput = press;
  input.onkeydown = event => { if (event.key === 'Enter' && !event.repeat) { event.preventDefault(); go.click(); } };
  press();
  error.id = 'typed-error'; error.setAttribute('role', 'alert');
  ask(question, [row(keys), field('Số', input), error, go].concat(more));
  input.focus();
}

function typed(ticket, then) {
  if (!ticket) { text($('typed-error'), NOT_A_NUMBER); $('typed').focus(); return; }
  close();
  then(ticket);
}
