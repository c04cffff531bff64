// What the page is drawn with: text and nodes, never markup from data; no line parts a word (tokens/whole.js). A list keeps the nodes of what did not change, so
// that a button which is just being pressed, or has the focus, stays; times go on by the clock of the browser alone.

export const $ = id => document.getElementById(id);

export function text(node, value) {
  const said = window.Whole.text(value);
  if (node.textContent !== said) node.textContent = said;
}

export function make(tag, value, className) {
  const node = document.createElement(tag);
  if (value !== undefined) node.textContent = window.Whole.text(value);
  if (className) node.className = className;
  return node;
}

export function button(label, onclick, className) {
  const node = make('button', label, className);
  node.type = 'button';
  node.onclick = () => { node.blur(); onclick(); };  // Enter belongs to the page again
  return node;
}

export function fill(node, children) {
  node.textContent = '';
  children.forEach(child => node.appendChild(child));
}

// `items`: [key, seconds of its clocks, makeNode]; one with the same key keeps its node.
export function list(node, items) {
  const kept = {};
  Array.from(node.children).forEach(child => { kept[child.dataset.key] = child; });
  items.forEach((item, place) => {
    const child = kept[item[0]] || item[2]();
    child.dataset.key = item[0];
    delete kept[item[0]];
    if (node.children[place] !== child) node.insertBefore(child, node.children[place] || null);
    child.querySelectorAll('[data-at]').forEach((node, n) => { node.dataset.at = String(performance.now() - item[1][n] * 1000); });
  });
  Object.keys(kept).forEach(key => node.removeChild(kept[key]));
}

export function clock(className, words) {
  const node = make('span', '', className);
  node.dataset.at = String(performance.now());
  node.dataset.words = words || '';
  return node;
}

// `said`: seconds to words, by the clock's name; only words that changed are touched.
export function tick(said) {
  document.querySelectorAll('[data-at]').forEach(node => {
    text(node, said[node.dataset.words]((performance.now() - Number(node.dataset.at)) / 1000));
  });
}
