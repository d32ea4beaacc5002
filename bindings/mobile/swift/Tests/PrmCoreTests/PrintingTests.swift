import Foundation
import PrmCore
import XCTest

final class PrintingTests: XCTestCase {
    func testPatientDataIsNotPrinted() {
        let content = FactContent.patientDescribed(names: [HumanName(family: "Sharma")])
        let fact = Fact(id: "1", patient: "p", occurred: Date(timeIntervalSince1970: 0), content: content)
        var dumped = ""
        dump([fact], to: &dumped)
        XCTAssertFalse("\([fact]) \(String(reflecting: content)) \(dumped)".contains("Sharma"))
        XCTAssertEqual("\(fact) \(content)", "Fact(..) FactContent(..)")
    }
}
