import Foundation
import PrmCore
import XCTest

/// What a case works on, as a host would keep it: everything is text between two steps.
private struct Store {
    let playbook: Playbook
    var (relationships, keys): ([String: String], [String: String]) = ([:], [:])
    var kept: [String] = []
    var routed: [Int: [Fact]] = [:]

    init(playbook: Playbook, given: Object) throws {
        self.playbook = playbook
        for saved in given["relationships"] as? [String] ?? [] {
            relationships["\(try Relationship.load(text: saved).patient())@"] = saved
        }
        kept = given["lines"] as? [String] ?? []
    }

    mutating func offer(_ slot: Slot, _ now: Date, _ lines: Lines, _ take: Bool) throws -> Object {
        let panel = Panel()
        for name in relationships.keys.sorted() { try panel.add(relationship: Relationship.load(text: relationships[name]!)) }
        let offers = try panel.offer(playbook: playbook, slot: slot, now: now)
        for one in offers.candidates { keys["@\(one.patient)"] = one.appointment }
        var outcomes: [Any] = []
        for fact in take ? offers.facts : [] {
            let here = try Relationship.load(text: relationships["\(fact.patient)@"]!)
            let outcome = try playbook.step(relationship: here, lines: lines, facts: [fact], executor: .server, now: now)
            outcomes.append(parsed(try outcomeToJson(outcome: outcome)))
            relationships["\(fact.patient)@"] = try here.save()
        }
        kept = try lines.ids().compactMap { try lines.save(line: $0) }
        return ["offers": parsed(try offersToJson(offers: offers)), "outcomes": outcomes]
    }

    mutating func run(_ index: Int, _ raw: Any) throws -> Object {
        let step = withKeys(raw) as! Object
        if let document = step["check"] { return ["faults": parsed(try faultsToJson(faults: checkPlaybook(document: text(document))))] }
        if let fact = step["fact"] { return ["fact": parsed(try factToJson(fact: factFromJson(text: text(fact))))] }
        if let change = step["change"] as? Object { return ["faults": parsed(try faultsToJson(faults: checkChange(before: text(change["before"]!), after: text(change["after"]!))))] }
        if let publish = step["publish"] as? Object { return ["document": parsed(try publishPlaybook(before: text(publish["before"]!), after: text(publish["after"]!), at: instant(publish["at"])))] }
        if let fuzz = step["fuzz"] as? Object { return ["fuzz": parsed(try fuzzReportToJson(report: playbook.fuzz(seed: UInt32(fuzz["seed"] as! Int), courses: UInt32(fuzz["courses"] as! Int))))] }
        if let proof = step["proof"] as? String { return ["proof": parsed(try prove(proof: proof, spec: text(step["spec"]!)))] }
        if step["op"] as? String == "test" { return ["tests": parsed(try testReportsToJson(reports: playbook.test()))] }
        let lines = Lines()
        for line in kept { _ = try lines.load(text: line) }
        if let slot = step["offer"] { return try offer(slotFromJson(text: text(slot)), instant(step["now"]), lines, step["take"] as? Bool ?? false) }
        if let reply = step["reply"] {
            let found = try playbook.route(lines: lines, reply: replyFromJson(text: text(reply)))
            kept = try lines.ids().compactMap { try lines.save(line: $0) }
            routed[index] = found.facts
            return ["routed": parsed(try routedToJson(routed: found))]
        }
        let patient = step["patient"] as! String
        func name(_ replica: String) -> String { "\(patient)@\(step[replica] as? String ?? "")" }
        func known(_ name: String) throws -> Relationship {
            try relationships[name].map { try Relationship.load(text: $0) } ?? Relationship(patient: patient, salt: "vector")
        }
        let here = try known(name("replica"))
        let (now, key) = (instant(step["now"] ?? "1970-01-01T00:00:00Z"), step["key"] as? String ?? "")
        switch step["op"] as? String ?? "step" {
        case "plan":
            let plan = try playbook.plan(relationship: here, lines: lines, now: now, until: instant(step["until"]))
            return ["plan": parsed(try planToJson(plan: plan))]
        case "explain":
            return ["explanation": parsed(try explanationToJson(explanation: playbook.explain(relationship: here, lines: lines, key: key, now: now, language: step["language"] as? String)))]
        case "still":
            return ["still": parsed(try stillToJson(still: playbook.still(relationship: here, lines: lines, key: key, now: now)))]
        case "revoked_links":
            return ["revoked_links": parsed(try here.revokedLinks(now: now))]
        case "access":
            return ["access": parsed(try playbook.access(relationship: here, viewer: text(step["viewer"]!), action: text(step["action"]!), item: text(step["item"]!), now: now))]
        case "view":
            return ["view": parsed(try playbook.view(relationship: here, viewer: text(step["viewer"]!), action: text(step["action"]!), items: text(step["items"]!), now: now))]
        case "erase":
            let erasure = try playbook.erase(relationship: here, lines: lines, now: now)
            kept = try lines.ids().compactMap { try lines.save(line: $0) }
            relationships[name("replica")] = try here.save()
            return ["erasure": parsed(try erasureToJson(erasure: erasure)), "digest": try here.digest()]
        case "merge", "unmerge":
            let with = step["with"] as! String
            let place = "\(with)@\(step["replica"] as? String ?? "")"
            let other = try relationships[place].map { try Relationship.load(text: $0) } ?? Relationship(patient: with, salt: "vector")
            if step["op"] as? String == "merge" { try here.merge(duplicate: other, now: now) } else { try here.unmerge(duplicate: other, now: now) }
            relationships[name("replica")] = try here.save()
            relationships[place] = try other.save()
            return ["digests": [try here.digest(), try other.digest()]]
        case "join":
            try here.join(other: known(name("from")))
            relationships[name("replica")] = try here.save()
            return ["digest": try here.digest()]
        default:
            let told = (step["routed"] as? Int).flatMap { routed[$0] } ?? []
            let facts = try (step["facts"] as? [Any] ?? []).map { try factFromJson(text: text($0)) } + told
            let executor: Executor = step["executor"] as? String == "device" ? .device : .server
            let outcome = try playbook.step(relationship: here, lines: lines, facts: facts, executor: executor, now: now)
            let answer = parsed(try outcomeToJson(outcome: outcome)) as! Object
            for (place, action) in (answer["actions"] as! [Object]).enumerated() { keys["@\(index).\(place)"] = action["key"] as? String }
            kept = try lines.ids().compactMap { try lines.save(line: $0) }
            relationships[name("replica")] = try here.save()
            return ["outcome": answer, "digest": try here.digest()]
        }
    }

    /// Puts keys of earlier actions in the place of `@step.action`.
    private func withKeys(_ value: Any) -> Any {
        if let word = value as? String { return keys[word] ?? word }
        if let items = value as? [Any] { return items.map(withKeys) }
        return (value as? Object)?.mapValues(withKeys) ?? value
    }
}

final class VectorsTests: XCTestCase {
    private func read(_ name: String) throws -> Object {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../../tests/vectors/\(name)").standardized
        return parsed(try String(contentsOf: file, encoding: .utf8)) as! Object
    }

    func testEveryVectorComesOutAsExpected() throws {
        // Feeds are not read on phones.
        let cases = (try read("index.json")["cases"] as! [Object]).filter { ($0["needs"] as? [String] ?? []).isEmpty }
        var ran = 0
        for entry in cases {
            let file = entry["file"] as! String
            let found = try read(file)
            let book = try (found["playbook"] as? String).map { try $0 == "starter" ? starter() : text(read("playbooks/\($0).json")) }
            var store = try Store(playbook: Playbook(document: book ?? text(found["playbook"]!)), given: found["given"] as? Object ?? [:])
            for (place, step) in (found["steps"] as! [Object]).enumerated() {
                var answer: Object
                do { answer = try store.run(place, step) } catch PrmError.Refused(let code, let path, _, _) {
                    answer = ["error": ["code": snake(code), "path": path]]
                }
                XCTAssertEqual(answer as NSDictionary, step["expect"] as! NSDictionary, "\(file) step \(place)")
                ran += 1
            }
        }
        XCTAssertEqual(ran, cases.reduce(0) { $0 + ($1["steps"] as! Int) })
        print("swift vectors: \(cases.count) cases, \(ran) steps passed")
    }
}
