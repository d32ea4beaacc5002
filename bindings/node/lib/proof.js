'use strict';
// Audit and tokens.

const native = require('./native.js');
const { call } = require('./error.js');
const values = require('./values.js');

function prove(proof, spec) {
  const args = [values.text(proof, 'proof'), values.document(spec, 'spec')];
  return JSON.parse(call(() => native.prove(...args)));
}

/** One function for each proof. */
const proof = { prove };
for (const name of JSON.parse(native.proofs())) {
  const camel = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  proof[camel] = (spec) => prove(name, spec);
}

module.exports = { proof: Object.freeze(proof) };
