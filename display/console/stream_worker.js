// One stream for all pages of ours in one browser: a browser has six connections to a machine, and a stream holds one for
// good. A page that comes hears at once what was said last; what concerns ears is for the page that was looked at last.
(function () {
  'use strict';
  const NAMES = ['state', 'board', 'notices', 'signed-out', 'here'];
  const SILENCE_MS = 13000;   // the server speaks every four seconds
  const AGAIN_MS = 3000;
  let source = null, said = {}, ports = [], watch = 0, dead = false;

  function tell(port, name, data) {
    port.postMessage({ name: name, data: data, since: said[name] ? said[name].at : Date.now(), leads: port === ports[ports.length - 1] });
  }

  function all(name, data) { ports.forEach(port => tell(port, name, data)); }

  function alive() { dead = false; wait(SILENCE_MS); }

  function lost() { dead = true; all('lost', null); }

  function wait(ms) { clearTimeout(watch); watch = setTimeout(() => { lost(); listen(); }, ms); }

  function heard(name, data) {
    alive();
    if (name === 'here') { all(name, data); return; }
    if (name === 'state') delete said['signed-out'];
    if (name === 'signed-out') delete said.state;
    said[name] = { data: data, at: Date.now() };
    all(name, data);
  }

  function listen() {
    if (source) source.close();
    source = new EventSource('/api/stream');
    source.onopen = () => { said = {}; alive(); all('found', null); };
    source.onerror = () => { lost(); wait(AGAIN_MS + (source.readyState === 2 ? 0 : SILENCE_MS)); };
    NAMES.forEach(name => source.addEventListener(name, event => heard(name, event.data)));
    wait(SILENCE_MS);
  }

  function asked(port, wish) {
    ports = ports.filter(other => other !== port);
    if (wish !== 'bye') ports.push(port);
    if (wish === 'again') listen();
    if (wish === 'hello') {
      if (dead) tell(port, 'lost', null);
      Object.keys(said).forEach(name => tell(port, name, said[name].data));
    }
    if (!ports.length && source) { source.close(); source = null; said = {}; clearTimeout(watch); }
    if (ports.length && !source) listen();
  }

  self.onconnect = event => {
    const port = event.ports[0];
    port.onmessage = message => asked(port, message.data);
    port.start();
  };
}());
