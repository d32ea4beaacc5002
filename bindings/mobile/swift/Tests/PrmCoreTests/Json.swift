import Foundation
import PrmCore

// What the vectors are written in.

typealias Object = [String: Any]

func parsed(_ text: String) -> Any {
    try! JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
}

func text(_ value: Any) -> String {
    String(decoding: try! JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed]), as: UTF8.self)
}

func instant(_ value: Any?) -> Date {
    let format = ISO8601DateFormatter()
    let written = value as! String
    format.formatOptions = written.contains(".") ? [.withInternetDateTime, .withFractionalSeconds] : [.withInternetDateTime]
    return format.date(from: written)!
}

/// A code as it is written in JSON: `invalidJson` is `invalid_json`.
func snake(_ code: ErrorCode) -> String {
    String("\(code)".flatMap { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" })
}
