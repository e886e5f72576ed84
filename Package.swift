// swift-tools-version: 6.2
import PackageDescription

/// A library target and its tests: `Sources/NAME` and `Tests/NAMETests`.
///
/// A room with hot loops and its tests are optimised in debug builds too, so that they replay
/// traces long enough to be compared with published figures.
func room(
  _ name: String, on dependencies: [Target.Dependency] = [], hot: Bool = false,
  plugins: [Target.PluginUsage] = []
) -> [Target] {
  let settings: [SwiftSetting] =
    hot ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
  return [
    .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins),
    .testTarget(
      name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
      swiftSettings: settings),
  ]
}

/// The release binary carries the Swift runtime, so that it runs where no toolchain is installed.
let selfContained: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"], .when(configuration: .release))
]

let package = Package(
  name: "costsim",
  products: [.executable(name: "costsim", targets: ["costsim"])],
  targets: [
    // L0
    room("Units", hot: true),
    room("Documents", on: ["Units"]),
    room("Arguments", on: ["Units"]),
    room("Rendering", on: ["Units"]),
    // L1
    room("Metering", on: ["Units"], hot: true),
    room("Traces", on: ["Units", "Documents"], hot: true),
    room("Inventory", on: ["Units", "Documents"]),
    // L2
    room(
      "Pricing", on: ["Units", "Documents", "Metering"],
      plugins: ["EmbedFilesPlugin"]),
    room("Simulation", on: ["Units", "Metering", "Traces"], hot: true),
    // L3
    room(
      "Comparison",
      on: ["Units", "Documents", "Rendering", "Metering", "Traces", "Pricing", "Simulation"]),
    room("PriceFeeds", on: ["Units", "Documents", "Rendering", "Metering", "Pricing"]),
    // L5
    [
      .executableTarget(
        name: "costsim",
        dependencies: [
          "Units", "Documents", "Arguments", "Rendering", "Metering", "Traces", "Pricing",
          "Simulation", "Comparison", "PriceFeeds",
        ], linkerSettings: selfContained),
      .testTarget(name: "costsimTests", dependencies: ["costsim", "Units", "Documents"]),
      .executableTarget(
        name: "costsim-bench",
        dependencies: ["Units", "Arguments", "Traces", "Simulation", "Metering"],
        linkerSettings: selfContained),
      .executableTarget(name: "EmbedFiles"),
      .plugin(
        name: "EmbedFilesPlugin", capability: .buildTool(), dependencies: ["EmbedFiles"],
        path: "Sources/EmbedFilesPlugin"),
    ],
  ].flatMap { $0 },
  swiftLanguageModes: [.v6]
)
