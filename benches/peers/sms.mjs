// node sms.mjs LIBRARY FILE MILLISECONDS: counts the segments of the texts of a JSON list over and
// over for so long, and prints how many texts in a second. Run by sms.py, in a folder with
// node_modules.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [name, file, millis] = process.argv.slice(2);
const library = createRequire(join(process.cwd(), "x.js"))(name);
const texts = JSON.parse(readFileSync(file, "utf8"));
const segments = (text) => new library.SegmentedMessage(text).segmentsCount;

const began = process.hrtime.bigint();
const end = began + BigInt(millis) * 1_000_000n;
let [count, all] = [0, 0];
while (process.hrtime.bigint() < end) {
  for (const text of texts) {
    all += segments(text);
    count += 1;
    if (process.hrtime.bigint() >= end) break;
  }
}
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
if (all === 0) throw new Error("nothing was counted");
console.log((count / seconds).toFixed(0));
