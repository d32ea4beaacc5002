// node hl7v2.mjs LIBRARY FILE MILLISECONDS: reads the messages of a JSON list of texts over and
// over for so long, and prints how many in a second. Run by hl7v2.py, in a folder with
// node_modules.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [name, file, millis] = process.argv.slice(2);
const library = createRequire(join(process.cwd(), "x.js"))(name);
const messages = JSON.parse(readFileSync(file, "utf8"));

const parser = name === "simple-hl7" ? new library.Parser() : undefined;
const read = parser ? (text) => parser.parse(text) : (text) => library.Hl7Message.parse(text);

const began = process.hrtime.bigint();
const end = began + BigInt(millis) * 1_000_000n;
let count = 0;
while (process.hrtime.bigint() < end) {
  for (const message of messages) {
    try {
      read(message);
    } catch {
      // Some refuse odd messages; so do we, and go on.
    }
    count += 1;
  }
}
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log((count / seconds).toFixed(0));
