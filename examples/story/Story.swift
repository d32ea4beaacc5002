import Foundation
import PrmCore

/// Priya's story, the same in every language. `facts.jsonl` is given as the first argument.
let heard = try readFacts(text: String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8))
let playbook = try Playbook(document: starter())
let priya = try Relationship(patient: "priya", salt: "a secret of this practice")
let lines = Lines()
let until = ISO8601DateFormatter().date(from: "2026-04-01T00:00:00Z")!
let clock = DateFormatter()
clock.locale = Locale(identifier: "en_US_POSIX")
clock.dateFormat = "yyyy-MM-dd HH:mm"
var next = 0

/// A word as it is written in JSON: `lineOptedOut` is `line_opted_out`.
func word<Word>(_ value: Word) -> String {
    String("\(value)".flatMap { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" })
}

while true {
    // What comes next: a line of the feed, or the instant at which the core wants to be asked.
    let wake = try priya.wake().map { $0.at }.flatMap { $0 < until ? $0 : nil }
    let line = next < heard.count && heard[next].received <= wake ?? .distantFuture ? heard[next] : nil
    guard let now = line?.received ?? wake else { break }
    if line != nil { next += 1 }
    let fact = line?.fact.map { [$0] } ?? []
    let facts = try line?.reply.map { try playbook.route(lines: lines, reply: $0).facts } ?? fact
    let outcome = try playbook.step(relationship: priya, lines: lines, facts: facts, executor: .server, now: now)
    clock.timeZone = TimeZone(identifier: try playbook.zoneOf(relationship: priya, now: now))
    for action in outcome.actions {
        let (key, what, text) = switch action {
        case .sendMessage(let key, _, _, _, _, let channel, _, _, _, _, _, _, let text, _): (key, word(channel), text)
        case .withdrawMessage(let key, let reason): (key, "withdraw", word(reason))
        case .openTask(let key, _, _, _, let title, _, _, _, _): (key, "task", title)
        case .closeTask(let key, let reason): (key, "done", word(reason))
        }
        print("\(clock.string(from: now)) \(what): \(text.replacingOccurrences(of: "\n", with: " "))")
        print("    \(try playbook.explain(relationship: priya, lines: lines, key: key, now: now).sentence)")
    }
}
