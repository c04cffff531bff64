// Words that no line parts: Vietnamese writes a space between all syllables, and here those of one word get one that does
// not break. The words are compounds.js, made from the table of the screens and slips; the rule is theirs too: the longest
// word that begins at a syllable, and a dash stays with what stands before it. For every page, before its own scripts.
(function () {
  'use strict';
  const KEPT = '\u00a0', DASHES = ['–', '·'], CODE = ['SCRIPT', 'STYLE'];
  const words = new Set(window.COMPOUNDS.split(','));
  const LONGEST = Math.max(...Array.from(words, word => word.split(' ').length));

  // What people read, with the spaces inside of words kept. Once or twice is the same.
  function text(said) {
    if (typeof said !== 'string' || said.indexOf(' ') < 0) return said;
    const parts = said.split(' ');
    let made = parts[0], at = 0, left = length(parts, 0);
    while (++at < parts.length) {
      left -= 1;
      const inside = left > 0 || DASHES.indexOf(parts[at]) >= 0;
      made += (inside ? KEPT : ' ') + parts[at];
      if (left <= 0) left = length(parts, at);
    }
    return made;
  }
  function length(parts, at) {  // of the word that begins there, in syllables
    for (let n = Math.min(LONGEST, parts.length - at); n > 1; n -= 1) if (isWord(parts.slice(at, at + n))) return n;
    return 1;
  }
  function isWord(syllables) {  // what stands before it or behind it is no letter of it
    const said = syllables.join(' ').replace(/^[“"'(]+/, '').replace(/[”"').,;:!?…]+$/, '').toLowerCase();
    return words.has(said) || /^\d+ giờ( \d\d)?$/.test(said);
  }

  // What stands in the page from the beginning.
  function page() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (CODE.indexOf(node.parentNode.tagName) < 0 && node.data.trim()) node.data = text(node.data);
    }
  }

  window.Whole = { text: text };
  page();
}());
