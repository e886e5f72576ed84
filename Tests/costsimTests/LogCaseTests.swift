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
    "nginx-rt-uct-uht-urt.log[1]",
    "nginx-timed_combined-pipe.log[0]",
    "nginx-timed_combined-pipe.log[1]",
    "nginx-rt-xff-urt-quoted.log[0]",
    "nginx-rt-xff-urt-quoted.log[1]",
    "nginx-time-before-referer.log[0]",
    "nginx-time-before-referer.log[1]",
    "nginx-proxy-manager.log[0]",
    "nginx-proxy-manager.log[1]",
    "nginx-iso8601-text.log[0]",
    "nginx-iso8601-text.log[1]",
    "apache-vhost_combined.log[0]",
    "apache-vhost_combined.log[1]",
    "nginx-request-and-upstream-time.log[0]",
    "nginx-request-and-upstream-time.log[1]",
    "nginx-request-and-upstream-time-lists.log[0]",
    "nginx-request-and-upstream-time-lists.log[1]",
    "apache-combinedio.log[0]",
    "apache-combinedio.log[1]",
    "apache-combinedio.log[2]",
    "apache-common-logio.log[0]",
    "apache-common-logio.log[1]",
    "apache-common-logio.log[2]",
    "tomcat-combined-D-ms.log[0]",
    "tomcat-combined-D-ms.log[1]",
    "apache-common-msT.log[0]",
    "apache-common-msT.log[1]",
    "nginx-image-main.log[0]",
    "nginx-image-main.log[1]",
    "nginx-image-main-forwarded.log[0]",
    "nginx-image-main-forwarded.log[1]",
    "docker-compose-logs.log[0]",
    "docker-logs-t.log[0]",
    "docker-json-file.log[0]",
    "kubernetes-cri.log[0]",
    "kubernetes-cri-partial.log[0]",
    "nginx-docker-logs.log[0]",
    "ingress-nginx-kubectl-logs.log[0]",
    "nginx-utf16-powershell.log[0]",
    "apigw-clf.log[0]",
    "apigw-clf.log[1]",
    "istio-kubectl-logs-with-agent-lines.log[0]",
    "contour-envoy.jsonl[0]",
    "haproxy-tcplog.log[0]",
    "traefik-clf.log[0]",
    "classic-elb.log[0]",
    "heroku-router.log[0]",
    "logs-insights.csv[0]",
    "logs-insights-results.json[0]",
    "gcloud-logging.yaml[0]",
    "app-engine-request-log.json[0]",
    "app-engine-request-log.json[1]",
    "appinsights-portal.csv[0]",
    "appinsights-query-api.json[0]",
    "AppServiceHTTPLogs.jsonl[0]",
    "appinsights-continuous-export.jsonl[0]",
    "whole-seconds-nginx-iso8601.jsonl[0]",
    "whole-seconds-nginx-iso8601.jsonl[1]",
    "aws-logs-tail-short.log[0]",
    "caddy-rfc3339.jsonl[0]",
    "nginx-json-time_local.jsonl[0]",
    "caddy-duration-string.jsonl[0]",
    "caddy-duration-ms.jsonl[0]",
    "caddy-duration-nano.jsonl[0]",
    "caddy-duration-nano.jsonl[1]",
    "caddy-unix_milli.jsonl[0]",
    "caddy-wall_milli.jsonl[0]",
    "tempo-batches.json[0]",
    "zipkin.json[0]",
    "zipkin-flat.json[0]",
    "jaeger.json[0]",
    "xray-trace-summaries.json[0]",
    "k6-unix_milli.csv[0]",
    "k6-unix_nano.csv[0]",
    "k6-rfc3339_nano.csv[0]",
    "k6-out.jsonl[0]",
    "jmeter.jtl.csv[0]",
    "gatling-simulation.log[0]",
    "hey.csv[1]",
    "artillery.json[0]",
    "apigw.jsonl[1]",
    "alibaba-fc-request-metrics.jsonl[0]",
    "cloudflare-workers-trace-events.jsonl[0]",
  ]

  /// Those of them that are read nevertheless, and why that is not wrong without a word.
  private static let readOtherwise: Set<String> = [
    "nginx-request-and-upstream-time.log[0]",
    "apache-combinedio.log[0]",
    "apache-common-logio.log[0]",
    "tomcat-combined-D-ms.log[0]",
    "tomcat-combined-D-ms.log[1]",
    "apache-common-msT.log[0]",
    "whole-seconds-nginx-iso8601.jsonl[0]",
    "whole-seconds-nginx-iso8601.jsonl[1]",
    "aws-logs-tail-short.log[0]",
    "caddy-rfc3339.jsonl[0]",
    "caddy-duration-ms.jsonl[0]",
  ]

  @Test(.enabled(if: corpus != nil), arguments: cases.map(\.name))
  func aLogIsReadAsItsDocumentationSays(_ name: String) throws {
    let log = try #require(cases.first { $0.name == name })
    let costsim = try CostsimBinary()
    let shortfall = try log.shortfall(costsim)
    if Self.notYetRead.contains(name) {
      #expect(!shortfall.isEmpty, "\(name) holds: it is listed as not yet read")
      let isRead = try log.isRead(costsim)
      #expect(
        isRead == Self.readOtherwise.contains(name),
        "\(name) is \(isRead ? "read, and not as its documentation says" : "no longer read")")
    } else {
      #expect(shortfall.isEmpty, "\(name) \(log.flags): \(shortfall)")
    }
  }

  @Test(.enabled(if: corpus != nil)) func theListsNameCasesThatExist() {
    let names = Set(cases.map(\.name))
    #expect(Self.notYetRead.subtracting(names) == [] && !names.isEmpty)
    #expect(Self.readOtherwise.isSubset(of: Self.notYetRead))
  }
}
