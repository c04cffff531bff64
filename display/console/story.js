// What became of a number, as nodes: its own steps, and between them who was called before it and by which rule. Whoever
// only came earlier stands together in one line. The supervisor's page draws it with this too, and reads by whom.

import { make } from './dom.js';

export function story(lines) {
  const node = make('ol', undefined, 'story');
  gathered(lines).forEach(part => node.appendChild(part.length > 1 || part[0].rule === 'earlier' ? together(part) : line(part[0])));
  return node;
}

// Those that only came earlier and follow each other, as one part.
function gathered(lines) {
  const parts = [];
  lines.forEach(one => {
    const last = parts[parts.length - 1];
    if (one.rule === 'earlier' && last && last[0].rule === 'earlier') last.push(one); else parts.push([one]);
  });
  return parts;
}

function together(part) {
  const times = part.map(one => one.time).filter(Boolean), last = times[times.length - 1];
  const row = make('li', undefined, 'before'), what = make('span', 'Gọi số lấy trước: ');
  row.appendChild(make('time', times.length && times[0] !== last ? times[0] + '–' + last : times[0] || ''));
  part.forEach((one, n) => {
    what.appendChild(make('b', one.before));
    what.appendChild(make('span', ' (quầy\u00a0' + one.counter + (one.by ? ', ' + one.by : '') + ')' + (n < part.length - 1 ? ', ' : '')));
  });
  row.appendChild(what);
  return row;
}

function line(one) {
  const row = make('li', undefined, one.before ? 'before' : one.undone ? 'undone' : ''), what = make('span');
  row.appendChild(make('time', one.time || ''));
  if (one.before) {
    what.appendChild(make('span', 'Quầy\u00a0' + one.counter + ' gọi '));
    what.appendChild(make('b', one.before));
    what.appendChild(make('span', ': ' + one.said + by(one)));
  } else what.appendChild(make('span', one.said + where(one) + by(one) + (one.undone ? ' (đã hoàn tác)' : '')));
  row.appendChild(what);
  return row;
}

function where(one) { return one.counter && one.said.indexOf('uầy ' + one.counter) < 0 ? ' · quầy\u00a0' + one.counter : ''; }
function by(one) { return one.by ? ' · ' + one.by : ''; }
