// swift-tools-version:6.0
import Foundation
import PackageDescription

// The library is beside the package, or where PRM_LIBRARY_PATH says.
let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
let library = ProcessInfo.processInfo.environment["PRM_LIBRARY_PATH"] ?? "\(here)/../../../target/debug"

let package = Package(
    name: "PrmCore",
    products: [.library(name: "PrmCore", targets: ["PrmCore"])],
    targets: [
        .target(name: "PrmCoreFFI", publicHeadersPath: "include"),
        .target(
            name: "PrmCore",
            dependencies: ["PrmCoreFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [
                .linkedLibrary("prm_mobile"),
                .unsafeFlags(["-L\(library)", "-Xlinker", "-rpath", "-Xlinker", library]),
            ]
        ),
        .testTarget(name: "PrmCoreTests", dependencies: ["PrmCore"]),
    ]
)
