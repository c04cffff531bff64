// What the page itself says at a call: a chime of two soft falling tones, made here, and the office's recordings behind
// it, where there are some. One call at a time with a gap, none that waited for a minute or that nobody wants any more.
// A browser keeps a page silent until somebody has touched it, unless it was told otherwise: then `asks` says so.
(function () {
  'use strict';
  const TONES = [[880, 0, 0.45], [660, 0.3, 0.6]], CHIME_S = 1, GAP_MS = 700, STALE_MS = 60000, LOUD = 0.3;
  const kept = {};
  let context = null, waiting = [], speaks = false;

  function asks() {
    if (!context && window.AudioContext) context = new AudioContext();
    return !!context && context.state !== 'running';
  }
  function allow() { if (asks()) context.resume(); }

  // `wanted`: asked when its turn comes; a later call about the same thing replaces one that waits.
  function call(about, pieces, percent, wanted) {
    if (asks() || !context || !percent) return;
    waiting = waiting.filter(one => one.about !== about);
    waiting.push({ about: about, pieces: pieces, percent: percent, wanted: wanted, since: performance.now() });
    next();
  }
  function next() {
    if (speaks || !waiting.length) return;
    const one = waiting.shift();
    if (performance.now() - one.since > STALE_MS || !one.wanted()) { next(); return; }
    speaks = true;
    Promise.all(one.pieces.map(piece)).catch(() => []).then(sounds => {
      setTimeout(() => { speaks = false; next(); }, play(sounds, one.percent) * 1000 + GAP_MS);
    });
  }
  function piece(address) {
    if (!kept[address]) {
      const sound = fetch(address).then(answer => answer.arrayBuffer()).then(bytes => context.decodeAudioData(bytes));
      kept[address] = sound;
      sound.catch(() => { delete kept[address]; });
    }
    return kept[address];
  }

  function play(sounds, percent) {  // seconds that it lasts
    const volume = context.createGain();
    volume.gain.value = percent / 100;
    volume.connect(context.destination);
    TONES.forEach(tone => ring(volume, tone));
    let at = CHIME_S;
    sounds.forEach(sound => {
      const source = context.createBufferSource();
      source.buffer = sound;
      source.connect(volume);
      source.start(context.currentTime + at);
      at += sound.duration;
    });
    return at;
  }
  function ring(volume, [pitch, from, long]) {
    const tone = context.createOscillator(), fades = context.createGain(), at = context.currentTime + from;
    tone.frequency.value = pitch;
    fades.gain.setValueAtTime(0.0001, at);
    fades.gain.exponentialRampToValueAtTime(LOUD, at + 0.02);
    fades.gain.exponentialRampToValueAtTime(0.0001, at + long);
    tone.connect(fades);
    fades.connect(volume);
    tone.start(at);
    tone.stop(at + long);
  }

  window.Voice = { asks: asks, allow: allow, call: call };
}());
