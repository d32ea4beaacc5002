// The rows of `recurrence.json` with rrule-rust (npm), as JSON lines: by `between` with a window
// that just fits, and by iterating from the start, whichever is faster. Its cache is off: it
// would answer the same question from memory.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { RRuleSet, DateTime } = createRequire(new URL('../../target/peers/', import.meta.url))('rrule-rust')
const rows = JSON.parse(readFileSync(new URL('recurrence.json', import.meta.url), 'utf8'))

function nanos(runs, once) {
  let times = 1
  let best = Infinity
  for (let round = 0; round < 7; round++) {
    for (;;) {
      const began = process.hrtime.bigint()
      for (let time = 0; time < times; time++) once()
      const taken = Number(process.hrtime.bigint() - began)
      if (taken > 10_000_000) {
        best = Math.min(best, taken / times / runs)
        break
      }
      times *= 2
    }
  }
  return best
}

const noon = (day, more = 0) => {
  const at = new Date(`${day}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + more)
  return DateTime.local(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), 12, 0, 0)
}
const number = at => at.year * 10_000 + at.month * 100 + at.day

for (const row of rows.rules) {
  const start = `${row.start}T${rows.time}:00`.replaceAll(/[-:]/g, '')
  const text = `DTSTART;TZID=${rows.zone}:${start}\nRRULE:${row.rule}`
  const windows = rows.after.map(day => [noon(day), noon(day, row.window_days)])
  const read = () => {
    const set = RRuleSet.fromString(text)
    set.cache.disable()
    return set
  }
  const between = (set, [after, before]) => set.between(after, before)[0]
  const iterate = (set, [after]) => {
    const least = number(after)
    for (const at of set) if (number(at) > least) return at
  }
  const parsed = read()
  for (const next of [between, iterate]) {
    const sum = windows.reduce((sum, window) => sum + number(next(parsed, window)), 0)
    const say = (name, ns) => console.log(JSON.stringify({ row: `${row.row}, ${name}`, sum, ns }))
    say('parsed', nanos(windows.length, () => windows.forEach(window => next(parsed, window))))
    say('from text', nanos(windows.length, () => windows.forEach(window => next(read(), window))))
  }
}
