// What the page is drawn with: text and nodes, never markup from data; no line parts a word (tokens/whole.js).

export const $ = id => document.getElementById(id);

export function text(node, value) { node.textContent = window.Whole.text(value); }

export function make(tag, value, className) {
  const node = document.createElement(tag);
  if (value !== undefined) text(node, value);
  if (className) node.className = className;
  return node;
}

export function fill(node, children) {
  node.textContent = '';
  children.forEach(child => node.appendChild(child));
}

// A row of a list: what it is, a smaller line, marks beside it, and what can be done.
export function row(title, small, marks, wishes) {
  const li = make('li'), what = make('div', undefined, 'what'), done = make('div', undefined, 'wishes');
  what.appendChild(make('b', title));
  marks.forEach(mark => what.appendChild(make('span', mark[0], 'mark ' + (mark[1] || ''))));
  if (small) what.appendChild(make('small', small));
  wishes.forEach(wish => done.appendChild(wish));
  li.appendChild(what);
  if (wishes.length) li.appendChild(done);
  return li;
}

// The name says of what it is, where several stand under each other.
export function button(label, about, onclick, className) {
  const node = make('button', label, className);
  node.type = 'button';
  if (about) node.setAttribute('aria-label', label + ', ' + about);
  node.onclick = onclick;
  return node;
}

// Drawn again only when something changed, so that a button which is just being pressed stays.
const drawn = {};
export function list(id, rows, makeRow) {
  const said = JSON.stringify(rows);
  if (drawn[id] === said) return;
  drawn[id] = said;
  fill($(id), rows.map(makeRow));
}

export function forget() { Object.keys(drawn).forEach(id => delete drawn[id]); }
