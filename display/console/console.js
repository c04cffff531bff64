// The officers' page. Strategy: the machine's `state` is the only truth; this page draws it and sends one wish at a time
// (page.js). Plain ES2017 in small modules, for browsers from 2018 on, served as they are. Nothing here knows of ratings.

import { close, isAsked, lookAgain } from './dialog.js';
import { $, fill, make, text, tick } from './dom.js';
import { drawButtons, drawHand, drawHelp, drawStatus, drawUndo, fit } from './hand.js';
import { drawAbsent, drawLists } from './lists.js';
import { page, passed, say, waitingForMe, wish } from './page.js';
import { history } from './past.js';
import { aboutNumber, open } from './questions.js';
import { drawSignIn } from './sign_in.js';
import { allow, chime, isOn, switchTo } from './sound.js';
import { listen } from './stream.js';
import { TICKING, WHY_OUT, longWait } from './words.js';

// F2 is what Enter is; F5, F11 and F12 are the browser's.
const KEYS = { F3: 'start', F4: 'recall', F6: 'undo', F7: 'no-show', F8: 'hold', F9: 'transfer', F10: 'finish' };
const ASK = {
  number: aboutNumber,
  resume: ticket => wish('resume', { ticket: ticket }),
  comeBack: ticket => wish('return', { ticket: ticket }),
  story: history,
};

// --- drawing ---

function show(id) {
  if ($(id).hidden && document.activeElement) document.activeElement.blur();  // Enter must reach the page, not a field that is gone
  ['login', 'desk'].forEach(name => { $(name).hidden = name !== id; });
  document.body.classList.remove('loading');
}

function draw() {
  const state = page.state;
  show('desk');
  lookAgain();
  text($('counter'), String(state.counter));
  text($('name'), state.name || state.officer);
  $('training').hidden = !state.training;
  document.title = waitingForMe() + ' đợi' + (state.visit ? ' · ' + state.visit.ticket : '') + ' · Quầy ' + state.counter;
  drawOffice();
  drawLists(ASK);
  drawHelp(counter => wish('help-answer', { to_counter: counter }), () => wish('help-end'));
  drawHand();
  time();
}

function drawOffice() { text($('office'), [page.state.office, page.board && page.board.opening].filter(Boolean).join(' · ')); }

// What is wrong with the machine itself stands above everything, at the counter and before signing in; and who waits long.
function drawNotices() {
  const said = page.notices.concat(page.state ? longWait(page.state.waiting, passed()) : []), now = said.join('\n');
  $('notices').hidden = !said.length;
  if ($('notices').dataset.now === now) return;
  $('notices').dataset.now = now;
  fill($('notices'), said.map(one => make('p', one)));
}

// Once a second, while somebody can see it.
function time() {
  if (document.hidden) return;
  drawNotices();
  if (!page.state) return;
  tick(TICKING);
  drawStatus();
  drawUndo();
  drawAbsent(ASK);
}

function drawSound() { $('sound').setAttribute('aria-pressed', String(isOn())); text($('sound'), isOn() ? 'Âm báo: bật' : 'Âm báo: tắt'); }

// --- what the machine says ---

const HEARD = {
  state: (data, leads, age) => {
    const empty = page.state && page.state.counter === data.counter && !waitingForMe();
    page.state = data; page.since = performance.now() - age * 1000;
    page.leaving = false;  // whose page it is now is said: what was heard of the sign-in before is no news
    text($('why-out'), '');
    if (leads && empty && waitingForMe()) chime();
    draw();
  },
  board: data => { page.board = data; if (page.state) drawOffice(); else signedOut($('why-out').textContent); },
  notices: data => { page.notices = data.notices; drawNotices(); },
  'signed-out': data => {
    if (page.leaving) return;  // what this page asked for itself needs no reason
    signedOut(WHY_OUT[data.why || (page.state ? 'expired' : '')] || $('why-out').textContent);
  },
  found: () => { page.notices = []; drawNotices(); },
};

function hear(name, data, leads, age) {
  connected(name !== 'lost');
  if (HEARD[name]) HEARD[name](data ? JSON.parse(data) : null, leads, age);
}

function connected(yes) {
  page.offline = !yes;
  $('offline').hidden = yes;
  drawButtons();
}

function signedOut(why) {
  page.state = null;
  close();
  show('login');
  drawSignIn(why);
}

// --- keys and clicks ---

function main() {
  if ($('main').disabled) return;
  if (page.state.paused && !waitingForMe()) wish('back'); else wish('next');
}

function pressed(name) {
  const node = document.querySelector('[data-do="' + name + '"],[data-ask="' + name + '"]');
  if (!node || node.disabled || node.offsetParent === null) return;
  if (node.dataset.do) wish(name); else open(name);
}

// A button that has the focus is what Enter presses; otherwise Enter is the page's.
function isElsewhere() {
  const at = document.activeElement;
  return at && at !== $('main') && ['BUTTON', 'INPUT'].indexOf(at.tagName) >= 0;
}

function key(event) {
  allow();
  if (event.repeat && ['Enter', ' '].indexOf(event.key) >= 0) { event.preventDefault(); return; }  // a held key answers no question
  if ($('desk').hidden || isAsked() || event.ctrlKey || event.altKey || event.metaKey) return;
  const named = KEYS[event.key], is = event.key === 'F2' || (['Enter', ' '].indexOf(event.key) >= 0 && !isElsewhere());
  const question = event.key === 'F1' && !$('came').hidden;
  if (!named && !is && !question) return;
  event.preventDefault();
  if (event.repeat) return;
  if (question) $('came').querySelector('button').focus();
  else if (named) pressed(named);
  else main();
}

page.redraw = drawButtons;
page.signedOut = signedOut;
page.listen = () => stream.again();
document.addEventListener('keydown', key);
document.addEventListener('keyup', event => { if (event.key === ' ' && document.activeElement === $('main')) event.preventDefault(); });
document.addEventListener('click', allow);
addEventListener('resize', fit);
$('main').onclick = () => { $('main').blur(); main(); };
document.querySelectorAll('[data-do],[data-ask]').forEach(b => { b.onclick = () => { b.blur(); pressed(b.dataset.do || b.dataset.ask); }; });
document.querySelectorAll('[data-said]').forEach(b => { b.onclick = () => { b.blur(); wish(b.dataset.said, { ticket: page.state.unconfirmed }); }; });
$('number').onclick = () => { if (page.state.visit) history(page.state.visit.ticket); };
$('sound').onclick = () => { $('sound').blur(); switchTo(!isOn()); drawSound(); if (isOn()) chime(); };
drawSound();
const stream = listen(hear);
document.addEventListener('visibilitychange', time);
setInterval(() => { if (!document.hidden) { stream.look(); time(); } }, 1000);
