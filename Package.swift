// swift-tools-version: 6.1

import PackageDescription

/// The hot path is checked for overlapping access in debug builds, where all tests run; in a release build the checks
/// would take a tenth of an import's time.
let hotPath: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

/// For a package, Swift's libraries are linked in, so that the machine it goes to needs none. `--static-swift-stdlib` does the
/// same, but compiles everything anew.
let staticRuntime: [LinkerSetting] =
    Context.environment["CERTDROP_STATIC_RUNTIME"] == nil
    ? []
    : [.unsafeFlags(["-static-stdlib"])]
        + ["CoreFoundation", "_FoundationICU", "_FoundationCShims", "_FoundationCollections", "BlocksRuntime"]
        .map { .linkedLibrary($0) }

let package = Package(
    name: "certdrop",
    products: [
        .executable(name: "certdrop", targets: ["certdrop"])
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .systemLibrary(name: "CInotifyTools", providers: [.apt(["libinotifytools0-dev"])]),
        .target(name: "DelimitedText", swiftSettings: hotPath),
        .target(name: "Certification"),
        .target(name: "Wording", dependencies: ["Certification", "DelimitedText"]),
        .target(
            name: "Store",
            dependencies: [
                "Certification",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: hotPath
        ),
        .target(
            name: "Import",
            dependencies: [
                "DelimitedText", "Certification", "Wording", "Store",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: hotPath
        ),
        .target(
            name: "Reports",
            dependencies: [
                "DelimitedText", "Certification", "Wording",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: hotPath
        ),
        .target(
            name: "Mail",
            dependencies: [
                "Certification", "Wording",
                .product(name: "Mustache", package: "swift-mustache"),
            ]
        ),
        .target(
            name: "DropFolder",
            dependencies: [
                "CInotifyTools", "DelimitedText", "Certification", "Wording", "Store", "Import", "Reports", "Mail",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .executableTarget(
            name: "certdrop",
            dependencies: [
                "DelimitedText", "Certification", "Wording", "Store", "Import", "Reports", "Mail", "DropFolder",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            linkerSettings: staticRuntime
        ),
        .executableTarget(
            name: "read-benchmark",
            dependencies: ["DelimitedText"],
            path: "Tests/Benchmarks/ReadBenchmark"
        ),
        .testTarget(name: "DelimitedTextTests", dependencies: ["DelimitedText"]),
        .testTarget(name: "CertificationTests", dependencies: ["Certification"]),
        .testTarget(name: "WordingTests", dependencies: ["Wording", "Certification", "DelimitedText"]),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Certification", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .testTarget(
            name: "ImportTests",
            dependencies: ["Import", "Store", "Certification", "Wording", "DelimitedText"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "Certification", "Wording", "DelimitedText"],
            exclude: ["Browser"]
        ),
        .testTarget(name: "MailTests", dependencies: ["Mail", "Certification", "Wording"]),
        .testTarget(
            name: "DropFolderTests",
            dependencies: [
                "DropFolder", "Import", "Store", "Certification", "Wording", "Mail",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
