// A quiet sound when somebody comes to a line that was empty. It can be switched off; the browser keeps that. A browser
// lets a page sound only after somebody pressed something on it.

import { remember, remembered } from './memory.js';

let speaker = null;

export function isOn() { return remembered('sound') !== 'off'; }
export function switchTo(on) { remember('sound', on ? 'on' : 'off'); }

// On each press: the first one is what the browser asks for.
export function allow() {
  if (speaker || !window.AudioContext) return;
  speaker = new AudioContext();
}

export function chime() {
  if (!speaker || !isOn()) return;
  speaker.resume();
  [[660, 0], [880, 0.18]].forEach(tone => strike(tone[0], speaker.currentTime + tone[1]));
}

function strike(hertz, at) {
  const wave = speaker.createOscillator(), loud = speaker.createGain();
  wave.frequency.value = hertz;
  loud.gain.setValueAtTime(0, at);
  loud.gain.linearRampToValueAtTime(0.08, at + 0.02);
  loud.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
  wave.connect(loud);
  loud.connect(speaker.destination);
  wave.start(at);
  wave.stop(at + 0.55);
}
