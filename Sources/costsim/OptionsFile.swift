import Comparison
import Documents
import Units

/// `--options-file`: the options of a comparison as JSON.
///
///     { "options": [ "aws-lambda:memory=512",
///                    { "platform": "aws-ec2", "type": "c5.large", "count": 2 },
///                    { "platform": "mixed", "services": { "checkout": "aws-fargate" } } ] }
enum OptionsFile {
  static func read(_ path: String) throws -> [OptionSpec] {
    let bytes = try FileBytes.read(path)
    let root = Field(
      try JSONReader.read(bytes, file: path, code: .configuration), file: path,
      code: .configuration)
    try root.allowKeys(["options"])
    let options = try root["options"].elements()
    guard !options.isEmpty else { throw try root["options"].failure("names no option") }
    return try options.map(spec)
  }

  private static func spec(_ field: Field) throws -> OptionSpec {
    guard case .mapping = field.node.content else {
      do {
        return try OptionSpec(try field.string())
      } catch let failure as Failure where failure.code == .usage {
        throw field.failure("is not understood: \(failure.message)", hint: failure.hint)
      }
    }
    var settings: [OptionSpec.Setting] = []
    let platform = try field["platform"].string()
    for (key, value) in try field.entries() where key != "platform" {
      if key == "services" && platform == OptionResolver.mixed {
        for (service, option) in try value.entries() {
          settings.append(.init(key: service, value: "(\(try spec(option)))"))
        }
      } else {
        settings.append(.init(key: key, value: try text(value)))
      }
    }
    return OptionSpec(platform: platform, settings: settings)
  }

  /// A value, or the option that a mapping describes, in parentheses.
  private static func text(_ value: Field) throws -> String {
    switch value.node.content {
    case .mapping: return "(\(try spec(value)))"
    case .scalar(let scalar) where scalar.kind != .null: return scalar.text
    default: throw value.failure("is not a text, a number or an option")
    }
  }
}
