import Foundation
import Testing

private let corpus = ProcessInfo.processInfo.environment["COSTSIM_CORPUS"]

private var cases: [LogCase] {
  let folder = corpus.map { URL(fileURLWithPath: $0).appendingPathComponent("traces/cases") }
  return (try? folder.map { try LogCase.all(in: $0) }) ?? []
}

/// Small logs in the forms that public reports describe, against what their documentation says.
@Suite struct LogCaseTests {
  /// Logs whose form is not read yet.
  private static let notYetRead: Set<String> = [
    "nginx-rt-uct-uht-urt.log[0]",
    "nginx-timed_combined-pipe.log[0]",
    "nginx-rt-xff-urt-quoted.log[0]",
    "nginx-time-before-referer.log[0]",
    "nginx-proxy-manager.log[0]",
    "nginx-iso8601-text.log[0]",
    "apache-vhost_combined.log[0]",
    "nginx-request-and-upstream-time.log[1]",
    "nginx-request-and-upstream-time-lists.log[1]",
    "apache-combinedio.log[2]",
    "apache-common-logio.log[2]",
    "apache-common-msT.log[1]",
    "docker-compose-logs.log[0]",
    "docker-logs-t.log[0]",
    "docker-json-file.log[0]",
    "kubernetes-cri.log[0]",
    "kubernetes-cri-partial.log[0]",
    "ingress-nginx-kubectl-logs.log[0]",
    "istio-kubectl-logs-with-agent-lines.log[0]",
    "haproxy-tcplog.log[0]",
    "classic-elb.log[0]",
    "heroku-router.log[0]",
    "logs-insights.csv[0]",
    "logs-insights-results.json[0]",
    "gcloud-logging.yaml[0]",
    "app-engine-request-log.json[0]",
    "appinsights-portal.csv[0]",
    "appinsights-query-api.json[0]",
    "AppServiceHTTPLogs.jsonl[0]",
    "appinsights-continuous-export.jsonl[0]",
    "tempo-batches.json[0]",
    "zipkin.json[0]",
    "zipkin-flat.json[0]",
    "jaeger.json[0]",
    "xray-trace-summaries.json[0]",
    "k6-out.jsonl[0]",
    "jmeter.jtl.csv[0]",
    "gatling-simulation.log[0]",
    "hey.csv[1]",
    "artillery.json[0]",
    "alibaba-fc-request-metrics.jsonl[0]",
    "cloudflare-workers-trace-events.jsonl[0]",
  ]

  @Test(.enabled(if: corpus != nil), arguments: cases.map(\.name))
  func aLogIsReadAsItsDocumentationSays(_ name: String) throws {
    let log = try #require(cases.first { $0.name == name })
    let costsim = try CostsimBinary()
    let shortfall = try log.shortfall(costsim)
    if Self.notYetRead.contains(name) {
      #expect(!shortfall.isEmpty, "\(name) holds: it is listed as not yet read")
      #expect(try !log.isRead(costsim), "\(name) is read, and not as its documentation says")
    } else {
      #expect(shortfall.isEmpty, "\(name) \(log.flags): \(shortfall)")
    }
  }

  @Test(.enabled(if: corpus != nil)) func theListsNameCasesThatExist() {
    let names = Set(cases.map(\.name))
    #expect(Self.notYetRead.subtracting(names) == [] && !names.isEmpty)
  }
}
