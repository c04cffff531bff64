// A question: the browser's own dialog keeps Tab inside and lets Esc close it. While it is open no key reaches the page.

import { $, button, fill, make, text } from './dom.js';
import { page, say, wish } from './page.js';
import { CHANGED } from './words.js';

let about = '', asked = '';

export function isAsked() { return $('dialog').open; }

// Whom a question is about: the counter and the number in hand that the page shows.
function shown() { return page.state ? page.state.counter + ' ' + (page.state.visit ? page.state.visit.ticket : '') : ''; }

// A question about what is no more goes: its answer would be one about somebody else.
export function lookAgain() {
  if (isAsked() && about && about !== shown()) { close(); say(CHANGED); }
}

// `parts`: nodes; the first that can be pressed or typed into has the focus.
export function ask(question, parts) {
  about = shown();
  asked = question;
  text($('never-mind').firstChild, 'Không, quay lại');
  text($('question'), question);
  fill($('answers'), parts);
  if (!isAsked()) $('dialog').showModal();
  const first = $('answers').querySelector('input:not([type=checkbox]),button');
  (first || $('never-mind')).focus();
}

// What is only read: it stays, whatever happens at the counter meanwhile.
export function show(title, parts) {
  ask(title, parts);
  about = '';
  text($('never-mind').firstChild, 'Đóng');
}

// Whether that is still what stands there.
export function isShown(title) { return isAsked() && asked === title; }

export function close() { if (isAsked()) $('dialog').close(); }

// An answer that is a wish.
export function choice(label, verb, body, then) { return step(label, () => wish(verb, body, then)); }

// An answer after which something else comes.
export function step(label, next) { return button(label, () => { close(); next(); }); }

export function heading(words) { return make('h3', words); }

export function field(label, input) {
  const node = make('label', label, 'field');
  node.appendChild(input);
  return node;
}

// Many short answers beside each other.
export function row(parts) {
  const node = make('div', undefined, 'choices');
  parts.forEach(part => node.appendChild(part));
  return node;
}

// The browser says so later: the next question may stand there by then.
$('dialog').addEventListener('close', () => { if (!isAsked()) $('answers').textContent = ''; });
$('never-mind').onclick = close;
