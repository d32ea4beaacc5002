'use strict';

const { call } = require('./error.js');
const { Handle } = require('./handle.js');
const native = require('./native.js');
const { facts, instant, parsed, text } = require('./values.js');

class Relationship extends Handle {
  constructor(patient, salt) {
    text(patient, 'patient');
    text(salt, 'salt');
    super(call(() => new native.Relationship(patient, salt)));
  }

  static load(saved) {
    text(saved, 'text');
    return Handle.around(Relationship, call(() => native.Relationship.load(saved)));
  }

  save() {
    return use(this, (held) => held.save());
  }

  digest() {
    return use(this, (held) => held.digest());
  }

  get patient() {
    return use(this, (held) => held.patient);
  }

  get revision() {
    return use(this, (held) => held.revision);
  }

  get wake() {
    return parsed(use(this, (held) => held.wake));
  }

  get factCount() {
    return use(this, (held) => held.factCount);
  }

  get entryCount() {
    return use(this, (held) => held.entryCount);
  }

  lines(news, now) {
    const args = [facts(news), instant(now, 'now')];
    return JSON.parse(use(this, (held) => held.lines(...args)));
  }

  status(key) {
    text(key, 'key');
    return parsed(use(this, (held) => held.status(key)));
  }

  revokedLinks(now) {
    const at = instant(now, 'now');
    return JSON.parse(use(this, (held) => held.revokedLinks(at)));
  }

  join(other) {
    const from = Handle.of(Relationship, other, 'other');
    use(this, (held) => held.join(from));
  }

  merge(duplicate, now) {
    const args = [Handle.of(Relationship, duplicate, 'duplicate'), instant(now, 'now')];
    use(this, (held) => held.merge(...args));
  }

  unmerge(duplicate, now) {
    const args = [Handle.of(Relationship, duplicate, 'duplicate'), instant(now, 'now')];
    use(this, (held) => held.unmerge(...args));
  }

  clone() {
    return Handle.around(Relationship, use(this, (held) => held.clone()));
  }

  close() {
    use(this, (held) => held.close());
  }
}
Handle.closing(Relationship);

function use(self, body) {
  return Handle.use(Relationship, self, body);
}

module.exports = { Relationship };
