import Pricing
import Testing
import Units

@testable import Comparison

@Suite struct OptionSpecTests {
  @Test func readsSettingsAndParentheses() throws {
    let spec = try OptionSpec("aws-lambda:memory=512,init=lognormal(131ms,0.26),reserved=3")
    #expect(spec.platform == "aws-lambda")
    #expect(spec["init"] == "lognormal(131ms,0.26)")
    #expect(spec["reserved"] == "3")
    #expect(spec["arch"] == nil)
    #expect(
      spec.description == "aws-lambda:memory=512,init=lognormal(131ms,0.26),reserved=3")
    #expect(try OptionSpec("aws-fargate").description == "aws-fargate")
  }

  @Test(arguments: [
    "", ":memory=1", "aws-lambda:", "aws-lambda:memory", "aws-lambda:memory=",
    "aws-lambda:=1", "aws-lambda:memory=1,", "aws-lambda:memory=1,memory=2",
    "aws-lambda:init=lognormal(1ms,0.2", "aws-lambda:init=1ms)",
  ])
  func refusesOtherTexts(text: String) throws {
    let failure = try #require(throws: Failure.self) { try OptionSpec(text) }
    #expect(failure.code == .usage)
  }
}

@Suite struct OptionResolverTests {
  static let book = Result { try PriceBook(.embedded) }

  private func resolve(_ text: String) throws -> PlatformOption {
    try OptionResolver(priceBook: Self.book.get()).resolvePlatform(OptionSpec(text))
  }

  @Test func platformDefaultsFillWhatIsNotSaid() throws {
    let option = try resolve("aws-lambda:arch=arm64")
    #expect(option.region == "us-east-1")
    #expect(option["ephemeral"] == "512")
    guard case .perInvocation(let settings) = option.deployment else {
      Issue.record("aws-lambda is per invocation")
      return
    }
    #expect(settings.keepAlive == .ramp(300_000_000...360_000_000))
    #expect(settings.accountConcurrency == 1_000)
    #expect(settings.memory == nil)
  }

  @Test(arguments: [
    ("aws-lamda", "unknown platform \"aws-lamda\"; did you mean \"aws-lambda\"?"),
    ("aws-lambda:memroy=512", "aws-lambda:memroy=512: aws-lambda has no key \"memroy\""),
    (
      "aws-lambda:memory=abc",
      "aws-lambda:memory=abc: memory \"abc\" is not a positive whole number of MB"
    ),
    (
      "aws-lambda:memory=0",
      "aws-lambda:memory=0: memory \"0\" is not a positive whole number of MB"
    ),
    ("aws-lambda:arch=x86", "aws-lambda:arch=x86: arch \"x86\" is not known to aws-lambda"),
    ("aws-lambda:region=us-esat-1", "aws-lambda has no prices for region \"us-esat-1\""),
    (
      "aws-lambda:keep-alive=5",
      "aws-lambda:keep-alive=5: keep-alive \"5\" is not a duration such as 600s or a ramp 300s..360s"
    ),
    (
      "aws-lambda:init=soon",
      "aws-lambda:init=soon: init \"soon\" is not 253ms, exponential(253ms), lognormal(131ms,0.26) or trace"
    ),
    ("aws-lambda:routing=mru", "aws-lambda:routing=mru: routing \"mru\" is not known"),
    ("aws-lambda:count=2", "aws-lambda:count=2: aws-lambda has no key \"count\""),
    ("aws-ec2", "aws-ec2 needs an instance type"),
    ("aws-ec2:type=c5.larg", "aws-ec2:type=c5.larg: type \"c5.larg\" is not known to aws-ec2"),
    (
      "aws-ec2:type=c5.large,count=0",
      "aws-ec2:type=c5.large,count=0: count \"0\" is not a whole number from 1 to 1000000000"
    ),
    (
      "aws-ec2:type=c5.large,queue-timeout=soon",
      "aws-ec2:type=c5.large,queue-timeout=soon: queue-timeout \"soon\" is not a duration such as 500ms or 30s"
    ),
    (
      "aws-fargate:cpu-per-request=0.0001",
      "aws-fargate:cpu-per-request=0.0001: cpu-per-request \"0.0001\" is not a positive number of vCPU with at most three decimals"
    ),
  ])
  func saysWhatIsWrong(text: String, message: String) throws {
    let failure = try #require(throws: Failure.self) { try resolve(text) }
    #expect(failure.code == .usage)
    #expect(failure.message == message)
  }
}
