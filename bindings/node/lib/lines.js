'use strict';

const { call } = require('./error.js');
const { Handle } = require('./handle.js');
const native = require('./native.js');
const { instant, text } = require('./values.js');

class Lines extends Handle {
  constructor() {
    super(call(() => new native.Lines()));
  }

  load(saved) {
    text(saved, 'text');
    return use(this, (held) => held.load(saved));
  }

  save(line) {
    text(line, 'line');
    return use(this, (held) => held.save(line));
  }

  ids() {
    return JSON.parse(use(this, (held) => held.ids()));
  }

  revision(line) {
    text(line, 'line');
    return use(this, (held) => held.revision(line));
  }

  isBlocked(line, sender) {
    text(line, 'line');
    text(sender, 'sender');
    return use(this, (held) => held.isBlocked(line, sender));
  }

  block(line, sender, at) {
    setBlocked(this, line, sender, true, at);
  }

  unblock(line, sender, at) {
    setBlocked(this, line, sender, false, at);
  }

  close() {
    use(this, (held) => held.close());
  }
}
Handle.closing(Lines);

function use(self, body) {
  return Handle.use(Lines, self, body);
}

function setBlocked(self, line, sender, blocked, at) {
  const args = [text(line, 'line'), text(sender, 'sender'), blocked, instant(at, 'at')];
  use(self, (held) => held.setBlocked(...args));
}

module.exports = { Lines };
