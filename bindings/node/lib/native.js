'use strict';

const { resolve } = require('node:path');

const { arch, env, platform } = process;

/**
 * The native half for this platform: the one for development, else that of a release; on Linux
 * there is one for glibc and one for musl. A path in `PRM_CORE_NATIVE` goes before.
 */
function load() {
  if (env.PRM_CORE_NATIVE) return require(resolve(env.PRM_CORE_NATIVE));
  const target = `prm-core.${platform}-${arch}`;
  const names = [`${target}.node`, `${target}.release.node`];
  if (platform === 'linux') names.push(`${target}-musl.node`);
  const causes = [];
  for (const name of names) {
    try {
      return require(`../${name}`);
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new Error(`prm-core has no build for ${platform}-${arch} here: run \`node build.mjs\``, {
    cause: new AggregateError(causes),
  });
}

module.exports = load();
