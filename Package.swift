// swift-tools-version: 6.2
import PackageDescription

/// A library target and its tests: `Sources/NAME` and `Tests/NAMETests`.
///
/// A room is optimised as a whole in debug builds too, so that tests replay traces long enough to
/// be compared with published figures. The files of the folder `Data` of a room that has one are
/// compiled into it, those of `pricing/` into `Pricing`.
func room(
  _ name: String, on dependencies: [Target.Dependency] = [], hasData: Bool = false,
  hasFixtures: Bool = false
) -> [Target] {
  let optimised = ["-O", "-whole-module-optimization", "-num-threads", "2"]
  return [
    .target(
      name: name, dependencies: dependencies, exclude: hasData ? ["Data"] : [],
      swiftSettings: [.unsafeFlags(optimised, .when(configuration: .debug))],
      plugins: hasData || name == "Pricing" ? ["EmbedFilesPlugin"] : []),
    .testTarget(
      name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
      exclude: hasFixtures ? ["Fixtures"] : []),
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
    room("Units"),
    room("Documents", on: ["Units"]),
    room("Arguments", on: ["Units"]),
    room("Rendering", on: ["Units"]),
    room("Compression"),
    room("Secrets", on: ["Units", "Documents"], hasData: true),
    // L1
    room("Metering", on: ["Units"]),
    room("Traces", on: ["Units", "Documents", "Compression"]),
    room("Inventory", on: ["Units", "Documents"], hasData: true),
    room("Rules", on: ["Units", "Documents"]),
    room("Artifacts", on: ["Units", "Documents", "Rendering", "Inventory"]),
    // L2
    room("Pricing", on: ["Units", "Documents", "Metering"]),
    room("Simulation", on: ["Units", "Metering", "Traces"]),
    // L3
    room(
      "Comparison",
      on: ["Units", "Documents", "Rendering", "Metering", "Traces", "Pricing", "Simulation"]),
    room("PriceFeeds", on: ["Units", "Documents", "Rendering", "Metering", "Pricing"]),
    // L4
    room(
      "Advisor",
      on: [
        "Units", "Documents", "Rendering", "Traces", "Pricing", "Comparison", "Inventory", "Rules",
        "Artifacts", "Secrets",
      ], hasData: true, hasFixtures: true),
    // L5
    [
      .executableTarget(
        name: "costsim",
        dependencies: [
          "Units", "Documents", "Arguments", "Rendering", "Metering", "Traces", "Pricing",
          "Simulation", "Comparison", "PriceFeeds", "Inventory", "Rules", "Artifacts",
          "Advisor", "Secrets",
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
