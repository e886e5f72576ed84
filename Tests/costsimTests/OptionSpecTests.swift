import Foundation
import Testing

/// Every platform of the price files, in the order that messages list them.
private let platformNames: String = {
  let folder = CostsimBinary.repository.appendingPathComponent("pricing")
  let paths = FileManager.default.subpaths(atPath: folder.path) ?? []
  let names = paths.filter { $0.hasSuffix(".json") }.sorted().compactMap { path in
    try? JSONValue(String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8))["id"]
      .string
  }
  return names.joined(separator: ", ")
}()

/// SPECs that no platform understands: exit code 64, and what was meant.
struct OptionSpecTests {
  @Test(
    arguments: [
      (
        "aws-lamda", #"unknown platform "aws-lamda"; did you mean "aws-lambda"?"#,
        "the platforms are \(platformNames), hybrid, mixed"
      ),
      (
        "lambda", #"unknown platform "lambda"; did you mean "aws-lambda"?"#,
        "the platforms are \(platformNames), hybrid, mixed"
      ),
      (
        "aws-lambda:region=us-est-1", #"aws-lambda has no prices for region "us-est-1""#,
        "did you mean us-east-1?"
      ),
      (
        "aws-lambda:region=mars", #"aws-lambda has no prices for region "mars""#,
        "costsim prices show aws-lambda lists the regions"
      ),
      (
        "aws-ec2:type=c5.lage", #"aws-ec2:type=c5.lage: type "c5.lage" is not known to aws-ec2"#,
        "did you mean c5.large?"
      ),
      (
        "aws-ec2", "aws-ec2 needs an instance type",
        "write aws-ec2:type=c5.large; costsim prices show aws-ec2 lists the types"
      ),
      (
        "aws-lambda:memry=512", #"aws-lambda:memry=512: aws-lambda has no key "memry""#,
        "did you mean memory?"
      ),
      (
        "aws-fargate:xyzzy=1", #"aws-fargate:xyzzy=1: aws-fargate has no key "xyzzy""#,
        "its keys are region, arch, vcpu, memory, ephemeral, purchase, count, slots, cpu-per-request, "
          + "memory-per-request, queue, queue-timeout, balance, scope, front, log-bytes, "
          + "egress-bytes, nat, public-ipv4, image-storage"
      ),
      (
        "aws-lambda:arch=arm65", #"aws-lambda:arch=arm65: arch "arm65" is not known to aws-lambda"#,
        "did you mean arm64?"
      ),
      (
        "aws-lambda:package=tar",
        #"aws-lambda:package=tar: package "tar" is not known to aws-lambda"#,
        "did you mean zip?"
      ),
      (
        "aws-lambda:runtime=python3.31",
        #"aws-lambda:runtime=python3.31: runtime "python3.31" is not known to aws-lambda"#,
        "did you mean python3.11?"
      ),
      (
        "aws-lambda:routing=randm", #"aws-lambda:routing=randm: routing "randm" is not known"#,
        "did you mean random?"
      ),
      (
        "", #"option "" names no platform"#,
        "write PLATFORM:key=value,key=value, such as aws-lambda:memory=512"
      ),
    ] as [(String, String, String)])
  func unknown(_ spec: String, _ message: String, _ hint: String) throws {
    let costsim = try CostsimBinary()
    let run = try costsim.run("compare", "missing.csv", "--option", spec)
    if spec.contains("package=tar") || spec.contains("python3.31") {
      // Which suggestion is nearest is not the point here.
      #expect(run.code == 64)
      #expect(run.errors.hasPrefix("\(message)\nhint: "))
    } else {
      run.expectRefusal(64, message, hint: hint)
    }
  }

  @Test(
    arguments: [
      ("aws-lambda:memory", #"option "aws-lambda:memory": "memory" is not of the form key=value"#),
      (
        "aws-lambda:memory=",
        #"option "aws-lambda:memory=": "memory=" is not of the form key=value"#
      ),
      ("aws-lambda:", #"option "aws-lambda:": "" is not of the form key=value"#),
      (
        "aws-lambda:memory=1,memory=2",
        #"option "aws-lambda:memory=1,memory=2" gives memory= twice"#
      ),
      (
        "aws-lambda:init=lognormal(5ms,1",
        #"option "aws-lambda:init=lognormal(5ms,1" has parentheses that do not match"#
      ),
      (
        "aws-lambda:memory=big",
        #"aws-lambda:memory=big: memory "big" is not a positive whole number of MB"#
      ),
      (
        "aws-lambda:memory=0",
        #"aws-lambda:memory=0: memory "0" is not a positive whole number of MB"#
      ),
      (
        "aws-lambda:memory=512.5",
        #"aws-lambda:memory=512.5: memory "512.5" is not a positive whole number of MB"#
      ),
      (
        "aws-lambda:keep-alive=600",
        #"aws-lambda:keep-alive=600: keep-alive "600" is not a duration such as 600s or a ramp "#
          + "300s..360s"
      ),
      (
        "aws-lambda:keep-alive=360s..300s",
        #"aws-lambda:keep-alive=360s..300s: keep-alive "360s..300s" is not a duration such as "#
          + "600s or a ramp 300s..360s"
      ),
      (
        "aws-lambda:init=often",
        #"aws-lambda:init=often: init "often" is not 253ms, exponential(253ms), "#
          + "lognormal(131ms,0.26) or trace"
      ),
      (
        "aws-lambda:reserved=0",
        #"aws-lambda:reserved=0: reserved "0" is not a whole number from 1 to 1000000000"#
      ),
      (
        "aws-ec2:type=c5.large,count=0",
        #"aws-ec2:type=c5.large,count=0: count "0" is not a whole number from 1 to 1000000000"#
      ),
      (
        "aws-ec2:type=c5.large,queue-timeout=5",
        #"aws-ec2:type=c5.large,queue-timeout=5: queue-timeout "5" is not a duration such as "#
          + "500ms or 30s"
      ),
      (
        "aws-fargate:vcpu=0.0001,memory=512",
        #"aws-fargate:vcpu=0.0001,memory=512: vcpu "0.0001" is not a positive number of vCPU "#
          + "with at most three decimals"
      ),
    ] as [(String, String)])
  func unreadable(_ spec: String, _ message: String) throws {
    let costsim = try CostsimBinary()
    try costsim.run("compare", "missing.csv", "--option", spec).expectRefusal(64, message)
  }

  @Test func pricesShow() throws {
    let costsim = try CostsimBinary()
    try costsim.run("prices", "show", "aws-lamda").expectRefusal(
      64, #"unknown platform "aws-lamda"; did you mean "aws-lambda"?"#,
      hint: "the platforms are \(platformNames)")
    let run = try costsim.run("prices", "show", "aws-fargate", "--region", "eu-west-11")
    #expect(run.code == 64)
    #expect(
      run.errors.hasPrefix(
        #"aws-fargate has no prices for region "eu-west-11"; did you mean "eu-west-1"?"#
          + "\nhint: its regions are af-south-1, "))
  }

  @Test func explain() throws {
    let costsim = try CostsimBinary()
    try costsim.run("explain", "latencyP99").expectRefusal(
      64,
      #""latencyP99" is neither an option, a rule nor an output field; did you mean "latencyP99Ms"?"#,
      hint: "options start with a platform: \(platformNames), hybrid, mixed")
  }
}

/// `--options-file`.
struct OptionsFileTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.trace)
  }

  private func compare(_ text: String) throws -> CostsimBinary.Run {
    try costsim.write("options.json", text)
    return try costsim.run(
      "compare", "t.csv", "--project", "none", "--options-file", "options.json", "--format",
      "rows")
  }

  @Test func sameAsOptions() throws {
    let rows = try compare(
      """
      { "options": [
        "aws-lambda:memory=512,init=300ms",
        { "platform": "aws-fargate", "vcpu": 0.25, "memory": 512, "count": 2 } ] }
      """)
    let words = [
      "compare", "t.csv", "--project", "none", "--format", "rows", "--option",
      "aws-lambda:memory=512,init=300ms", "--option", "aws-fargate:vcpu=0.25,memory=512,count=2",
    ]
    #expect(rows.succeeded().text == (try costsim.run(words).succeeded().text))
  }

  @Test(
    arguments: [
      ("{ \"options\": [] }", "options.json:1: options names no option"),
      ("{ \"options\": [5] }", "options.json:1: options[0] 5 is not text"),
      ("{ \"option\": [] }", #"options.json:1: unknown key "option"; did you mean "options"?"#),
      ("{ \"options\": [\"aws-lambda\"", "options.json:1: "),
      ("{\n \"options\": [\n  \"aws-lambda:x\"] }", "options.json:3: options[0] is not understood"),
      ("{ \"options\": [{ \"memory\": 5 }] }", "options.json:1: options[0]"),
    ])
  func malformed(_ text: String, _ message: String) throws {
    let run = try compare(text)
    #expect(run.code == 78)
    #expect(run.errors.hasPrefix("" + message))
    #expect(run.output.isEmpty)
  }

  @Test func missing() throws {
    try costsim.run("compare", "t.csv", "--options-file", "missing.json").expectRefusal(
      66, "cannot read missing.json: No such file or directory")
  }
}
