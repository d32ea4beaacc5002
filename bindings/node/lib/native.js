'use strict';

const { platform, arch } = process;

/** The native half for this platform; on Linux there is one for glibc and one for musl. */
function load() {
  const names = [`prm-core.${platform}-${arch}.node`];
  if (platform === 'linux') names.push(`prm-core.${platform}-${arch}-musl.node`);
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
