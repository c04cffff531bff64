// What became of a number today and by whom, as the officers' page draws it, with names.

import { story } from '/assets/console/story.js';
import { numberOf } from '/assets/console/typed.js';
import { $, fill, make } from './dom.js';
import { get } from './wire.js';

const NOT_A_NUMBER = 'Xin nhập chữ và số, ví dụ A015.';

export async function showStory() {
  const ticket = numberOf($('story-number').value, '');
  if (!ticket) { fill($('story'), [make('p', NOT_A_NUMBER, 'error')]); return; }
  const answer = await get('history?ticket=' + ticket);
  fill($('story'), answer.ok ? [make('h3', title(answer.told)), story(answer.told.lines)] : [make('p', answer.message, 'error')]);
}

function title(told) { return told.ticket + ' · dịch vụ ' + told.service + (told.priority ? ' · ưu tiên' : ''); }
