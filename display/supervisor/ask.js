// A plain confirmation: what is asked, what will happen, and the one button that does it. Esc and "Thôi" do nothing.

import { $, fill, make, text } from './dom.js';

let then = null;

// `fields`: [name, label, kind, value or choices]; `done` gets their values by name.
export function ask(question, says, yes, grave, fields, done) {
  text($('ask-question'), question);
  text($('ask-says'), says);
  text($('ask-yes'), yes);
  $('ask-yes').className = grave ? 'main grave' : 'main';
  fill($('ask-fields'), fields.map(field));
  then = done;
  $('ask').showModal();
}

function field(asked) {
  const [name, label, kind, value] = asked;
  const node = make('label', label, kind === 'checkbox' ? 'check' : '');
  const input = make(kind === 'choice' ? 'select' : 'input');
  input.name = name;
  if (kind === 'choice') value.forEach(each => { const option = make('option', each[1]); option.value = each[0]; input.appendChild(option); });
  else if (kind === 'checkbox') { input.type = kind; input.checked = value; }
  else { input.type = kind === 'pin' ? 'text' : kind; input.value = value; if (kind === 'pin') { input.inputMode = 'numeric'; input.autocomplete = 'off'; } }
  if (kind === 'checkbox') node.insertBefore(input, node.firstChild); else node.appendChild(input);
  return node;
}

$('ask').addEventListener('close', () => {
  const values = {};
  $('ask-fields').querySelectorAll('input,select').forEach(input => { values[input.name] = input.type === 'checkbox' ? input.checked : input.value.trim(); });
  const done = $('ask').returnValue === 'yes' ? then : null;
  then = null;
  $('ask').returnValue = '';
  if (done) done(values);
});
