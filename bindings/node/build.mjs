// Builds the native half and puts it where `lib/native.js` looks for it.
//
//   node build.mjs              for development
//   node build.mjs --release    for use; lies beside the other, which is taken first
import { spawnSync } from 'node:child_process';
import { copyFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const release = process.argv.includes('--release');
const args = ['build', '-p', 'prm-node', '--message-format=json-render-diagnostics'];
if (release) args.push('--release');
const cargo = spawnSync('cargo', args, {
  cwd: folder,
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (cargo.status !== 0) process.exit(cargo.status ?? 1);

// Cargo itself says where the library is, whatever the platform calls it.
const built = cargo.stdout
  .split('\n')
  .filter((line) => line.includes('"compiler-artifact"') && line.includes('"prm_node"'))
  .map((line) => JSON.parse(line).filenames.find((name) => /\.(so|dylib|dll)$/.test(name)))
  .find(Boolean);
if (!built) throw new Error('cargo built no library');

// A process that has the old file open keeps it.
const name = `prm-core.${process.platform}-${process.arch}${release ? '.release' : ''}.node`;
copyFileSync(built, `${folder}${name}.new`);
renameSync(`${folder}${name}.new`, `${folder}${name}`);
console.log(name);
