// The supervisor's page: signs in by PIN, shows today, asks again every two seconds while it is seen, sends wishes.

import { $, forget, text } from './dom.js';
import { get, post } from './wire.js';
import { drawToday } from './today.js';
import { bindForms, drawSettings } from './manage.js';
import { showFigures } from './figures.js';
import { showStory } from './history.js';
import { CHANGED, clockOf, dayOf } from './words.js';

const LOOK_MS = 2000;
let timer = 0, ahead = 0, tab = 'today', busy = false;

function say(words, good) {
  text($('said'), words);
  $('said').className = good ? '' : 'bad';
}

function outside(words) {
  clearTimeout(timer);
  if ($('ask').open) $('ask').close();
  $('room').hidden = true;
  $('login').hidden = false;
  text($('login-error'), words);
  $('pin').focus();
}

// By the box's clock, which counts on while nobody knows the time.
function now() { return Date.now() + ahead; }

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  const answer = await get('state');
  $('offline').hidden = answer.refusal !== 'lost';
  if (answer.refusal === 'no-supervisor') { outside(''); return; }
  timer = setTimeout(look, LOOK_MS);
  if (answer.ok) show(answer.told);
}

function show(state) {
  if ($('room').hidden) { forget(); $('login').hidden = true; $('room').hidden = false; settings(); }
  text($('name'), [state.office, state.place].filter(Boolean).join(' · '));
  $('clock').textContent = state.clock === null ? '--:--' : clockOf(state.clock);
  if (state.clock !== null) ahead = state.clock - Date.now();
  drawToday(state, wish);
}

async function settings() {
  const answer = await get('settings');
  if (answer.ok) drawSettings(answer.told, send);
}

async function sent(path, body, done, stale) {
  if (busy) return;
  busy = true;
  const answer = await post(path, body);
  busy = false;
  if (answer.refusal === 'no-supervisor') { outside('Xin nhập lại mã PIN.'); return; }
  say(answer.ok ? done(answer.told) : answer.refusal === 'stale' && stale || answer.message, answer.ok);
  await look();
  return answer.ok;
}

function wish(path, body) {
  return sent(path, body, told => (told.tickets.length ? 'Đã làm xong: ' + told.tickets.join(', ') + '.' : 'Đã làm xong.'));
}

async function send(path, body, then) {
  if (await sent(path, body, () => 'Đã lưu, có hiệu lực ngay.', CHANGED) && then) then();
  await settings();
}

function choose(name) {
  tab = name;
  document.querySelectorAll('[data-tab]').forEach(each => each.setAttribute('aria-selected', String(each.dataset.tab === tab)));
  ['today', 'officers', 'words', 'settings', 'figures'].forEach(each => { $(each).hidden = each !== tab; });
  say('', true);
  if (tab === 'figures') {
    if (!$('figures-date').value) $('figures-date').value = dayOf(now());
    showFigures($('figures-date').value);
  } else if (tab !== 'today') settings();
}

$('login').addEventListener('submit', async event => {
  event.preventDefault();
  const answer = await post('login', { pin: $('pin').value });
  $('pin').value = '';
  if (answer.ok) await look(); else text($('login-error'), answer.message);
});
$('logout').onclick = async () => { await post('logout', {}); outside(''); };
document.querySelectorAll('[data-tab]').forEach(each => { each.onclick = () => choose(each.dataset.tab); });
document.addEventListener('visibilitychange', look);
$('story-form').addEventListener('submit', event => { event.preventDefault(); showStory(); });
$('figures-form').addEventListener('submit', event => { event.preventDefault(); showFigures($('figures-date').value); });
bindForms(send, now);
choose('today');
look();
