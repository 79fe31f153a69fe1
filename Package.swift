// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "envoi",
  products: [
    .executable(name: "envoi", targets: ["EnvoiCommand"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibidn2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),

    // One C handle, one thread.
    .target(name: "SerialThread", swiftSettings: settings),

    // The three that know nothing of each other.
    .target(name: "Postgres", dependencies: ["CLibpq", "SerialThread"], swiftSettings: settings),
    .target(name: "Transport", dependencies: ["CLibcurl", "SerialThread"], swiftSettings: settings),
    .target(
      name: "MessageFormat",
      dependencies: ["CLibidn2", .product(name: "Mustache", package: "swift-mustache")],
      swiftSettings: settings),

    // The domain and its SQL.
    .target(
      name: "Envoi",
      dependencies: [
        "Postgres", "Transport", "MessageFormat",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["Migrations", "Gateways/Presets"],
      swiftSettings: settings),

    // What is reached over HTTP.
    .target(
      name: "EnvoiWeb",
      dependencies: [
        "Envoi", "MessageFormat", "Postgres", "Transport",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      exclude: ["Resources"],
      swiftSettings: settings),

    // The command line and the composition root.
    .executableTarget(
      name: "EnvoiCommand",
      dependencies: [
        "Envoi", "EnvoiWeb", "MessageFormat", "Postgres", "Transport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),

    .systemLibrary(name: "CSpawn", path: "Tests/CSpawn"),
    .target(
      name: "Support", dependencies: ["CSpawn", "Postgres", .product(name: "Logging", package: "swift-log")], path: "Tests/Support",
      swiftSettings: settings),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", "SerialThread", "Support"], swiftSettings: settings),
    .testTarget(name: "TransportTests", dependencies: ["Transport", "Support"], swiftSettings: settings),
    .testTarget(name: "MessageFormatTests", dependencies: ["MessageFormat", "Support"], swiftSettings: settings),
    .testTarget(
      name: "EnvoiTests",
      dependencies: ["Envoi", "MessageFormat", "Postgres", "Transport", "Support", .product(name: "Logging", package: "swift-log")],
      swiftSettings: settings),
    .testTarget(
      name: "EnvoiWebTests",
      dependencies: [
        "Envoi", "EnvoiWeb", "Postgres", "Transport", "Support",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .testTarget(name: "EnvoiCommandTests", dependencies: ["EnvoiCommand", "Postgres", "Support"], swiftSettings: settings),
  ]
)
