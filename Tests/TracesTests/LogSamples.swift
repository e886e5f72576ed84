import Testing

@testable import Traces

/// A line of each format and what it says.
struct LogSample: Sendable {
  let format: String
  /// Lines before the entry.
  var header = ""
  let line: String
  var service = "default"
  /// Microseconds since 1970, or since the log's origin.
  let arrival: Int64
  let duration: Int64
  var memory: Int32 = 512
  var requestBytes: Int64?
  var responseBytes: Int64?
  /// What the entry is by `host` and by `path:/api/{1}`; nil where the format does not tell.
  var host: String?
  var apiPath: String?
  var options = TraceReadOptions(spreading: .never)

  var text: String { header + line + "\n" }

  /// 2026-09-19T08:30:00Z in microseconds.
  static let halfPastEight: Int64 = 1_789_806_600_000_000

  private static let combined =
    #"83.149.9.216 - - [19/Sep/2026:10:30:00 +0200] "GET /api/cart/7?x=%20 HTTP/1.1" 200 2030 "#
    + #""https://a.example/ \"b\"" "Mozilla/5.0 (X11; Linux)""#

  /// Entries as the documentation of each format shows them, with values of our own.
  static let all: [LogSample] = [
    LogSample(
      format: "alb",
      line: #"https 2026-09-19T08:30:02.186641Z app/front/50dc6c495c0c9188 [fe80::1]:2817 "#
        + #"[2001:db8::1]:80 0.086 0.048 0.037 200 200 12 57 "#
        + #""GET https://shop.example:443/api/cart?a=b HTTP/1.1" "curl/7 \"x\"" ECDHE TLSv1.2 "#
        + #"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/cart/73e2d6bc24d8a067 "#
        + #""Root=1" "shop.example" "arn:aws:acm" 1 2026-09-19T08:30:00.000000Z "forward" "-" "-" "#
        + #""[2001:db8::1]:80" "200" "-" "-" TID_1"#,
      service: "cart", arrival: halfPastEight, duration: 48_000, requestBytes: 12,
      responseBytes: 57, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "cloudfront",
      header: "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) "
        + "cs-uri-stem sc-status x-host-header cs-bytes time-taken\n",
      line:
        "2026-09-19\t08:30:01\tFRA2\t2390\t192.0.2.10\tGET\td1.cloudfront.net\t/api/cart/7\t200\t"
        + "shop.example\t23\t0.250",
      service: "shop.example", arrival: halfPastEight + 750_000, duration: 250_000,
      requestBytes: 23, responseBytes: 2390, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "iis",
      header: "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time "
        + "cs-method cs-uri-stem cs(Host) sc-status sc-win32-status sc-bytes cs-bytes time-taken\n",
      line: "2026-09-19 08:30:01 GET /api/cart/7 shop.example 200 0 2390 23 250",
      service: "shop.example", arrival: halfPastEight + 750_000, duration: 250_000,
      requestBytes: 23, responseBytes: 2390, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "gcp-load-balancer",
      line: #"{"timestamp":"2026-09-19T08:30:00Z","httpRequest":{"latency":"0.25s","#
        + #""requestUrl":"https://shop.example/api/cart/7","requestSize":"12","responseSize":"57"},"#
        + #""resource":{"type":"http_load_balancer","labels":{"backend_service_name":"cart"}}}"#,
      service: "cart", arrival: halfPastEight, duration: 250_000, requestBytes: 12,
      responseBytes: 57, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "nginx", line: combined + " 0.250", arrival: halfPastEight - 250_000,
      duration: 250_000, responseBytes: 2030, apiPath: "/api/cart"),
    LogSample(
      format: "nginx", line: combined + #" "10.0.0.1, 10.0.0.2" 0.250"#,
      arrival: halfPastEight - 250_000, duration: 250_000, responseBytes: 2030,
      apiPath: "/api/cart"),
    LogSample(
      format: "ingress-nginx",
      line: combined
        + " 345 0.250 [shop-cart-80] [] 10.4.0.7:8080, 10.4.0.8:8080 1024 0.2 200 3b9a",
      service: "shop-cart-80", arrival: halfPastEight - 250_000, duration: 250_000,
      requestBytes: 345, responseBytes: 2030, apiPath: "/api/cart"),
    LogSample(
      format: "apache", line: combined + " 250", arrival: halfPastEight, duration: 250,
      responseBytes: 2030, apiPath: "/api/cart"),
    LogSample(
      format: "apache-seconds", line: combined + " 2", arrival: halfPastEight,
      duration: 2_000_000, responseBytes: 2030, apiPath: "/api/cart",
      options: TraceReadOptions(format: "apache-seconds", spreading: .never)),
    LogSample(
      format: "combined", line: combined, arrival: halfPastEight, duration: 120_000,
      responseBytes: 2030, apiPath: "/api/cart",
      options: TraceReadOptions(duration: 120_000, spreading: .never)),
    LogSample(
      format: "traefik",
      line: combined + #" 17 "cart@docker" "http://172.18.0.3:8080" 250ms"#,
      service: "cart@docker", arrival: halfPastEight, duration: 250_000, responseBytes: 2030,
      apiPath: "/api/cart"),
    LogSample(
      format: "traefik-json",
      line: #"{"DownstreamContentSize":2030,"DownstreamStatus":200,"Duration":250000000,"#
        + #""OriginDuration":240000000,"RequestContentSize":345,"RequestHost":"shop.example","#
        + #""RequestPath":"/api/cart/7","RouterName":"cart@docker","StartUTC":"#
        + #""2026-09-19T08:30:00.0Z","level":"info","msg":""}"#,
      service: "cart@docker", arrival: halfPastEight, duration: 250_000, requestBytes: 345,
      responseBytes: 2030, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "envoy",
      line: #"[2026-09-19T08:30:00.000Z] "POST /api/cart HTTP/2" 204 - 154 7 226 100 "10.0.35.28" "#
        + #""nsq2http" "cc21d9b0" "shop.example:443" "tcp://10.0.2.1:80""#,
      service: "shop.example", arrival: halfPastEight, duration: 226_000, requestBytes: 154,
      responseBytes: 7, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "envoy",
      line:
        #"[2026-09-19T08:30:00.000Z] "GET /api/cart HTTP/1.1" 418 - via_upstream - "-" 0 135 3 "#
        + #"1 "-" "curl/7.73.0" "84961386" "httpbin:8000" "127.0.0.1:80" inbound|8000|| "#
        + #"127.0.0.6:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000 default"#,
      service: "httpbin", arrival: halfPastEight, duration: 3_000, requestBytes: 0,
      responseBytes: 135, host: "httpbin", apiPath: "/api/cart"),
    LogSample(
      format: "envoy-json",
      line: #"{"authority":"shop.example:80","bytes_received":0,"bytes_sent":135,"duration":4,"#
        + #""path":"/api/cart","response_code":200,"response_flags":"-","start_time":"#
        + #""2026-09-19T08:30:00.000Z"}"#,
      service: "shop.example", arrival: halfPastEight, duration: 4_000, requestBytes: 0,
      responseBytes: 135, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "haproxy",
      line: "Sep 19 08:30:00 lb haproxy[14389]: 10.0.1.2:33317 [19/Sep/2026:08:30:00.655] http-in "
        + #"static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "#
        + #""GET /api/cart HTTP/1.1""#,
      service: "static", arrival: halfPastEight + 655_000, duration: 109_000,
      responseBytes: 2750, apiPath: "/api/cart"),
    LogSample(
      format: "caddy",
      line: #"{"level":"info","ts":1789806600.25,"logger":"http.log.access","msg":"handled "#
        + #"request","request":{"remote_ip":"::1","proto":"HTTP/2.0","method":"GET","host":"#
        + #""shop.example:8443","uri":"/api/cart/7?a=\"b\"","headers":{"A":["b","\u00e9"]}},"#
        + #""bytes_read":5,"duration":0.25,"size":12,"status":200}"#,
      service: "shop.example", arrival: halfPastEight, duration: 250_000, requestBytes: 5,
      responseBytes: 12, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "cloud-run",
      line: #"{"httpRequest":{"latency":"0.250s","requestSize":"333","responseSize":"188","#
        + #""requestUrl":"https://cart-1.run.app/api/cart"},"resource":{"labels":{"service_name":"#
        + #""cart"},"type":"cloud_run_revision"},"timestamp":"2026-09-19T08:30:00Z","#
        + #""labels":{"instanceId":"007f"}}"#,
      service: "cart", arrival: halfPastEight, duration: 250_000, requestBytes: 333,
      responseBytes: 188, host: "cart-1.run.app", apiPath: "/api/cart"),
    LogSample(
      format: "otlp",
      line: #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":"#
        + #"{"stringValue":"cart"}}]},"scopeSpans":[{"spans":[{"spanId":"a","parentSpanId":"b","#
        + #""kind":2,"startTimeUnixNano":"1789806600000000000","endTimeUnixNano":"#
        + #""1789806600250000001","attributes":[{"key":"url.path","value":{"stringValue":"#
        + #""/api/cart"}}]}]}]}]}"#,
      service: "cart", arrival: halfPastEight, duration: 250_001, apiPath: "/api/cart"),
    LogSample(
      format: "k6",
      header: "metric_name,timestamp,metric_value,check,name,service,status,url,extra_tags\n"
        + "http_reqs,1789806601,1.000000,,,,200,https://shop.example/,\n",
      line:
        #"http_req_duration,1789806601,250.000000,,n,,200,"https://shop.example/api/cart?a,b","#,
      service: "shop.example", arrival: halfPastEight + 750_000, duration: 250_000,
      host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "vegeta",
      line: "1789806600000000000,200,250000000,7,188,,aGk=,attack,0,GET,"
        + "https://shop.example/api/cart,Q29u",
      service: "shop.example", arrival: halfPastEight, duration: 250_000, requestBytes: 7,
      responseBytes: 188, host: "shop.example", apiPath: "/api/cart"),
    LogSample(
      format: "azure-functions-2021", header: "app,func,end_timestamp,duration\n",
      line: "7b2c,e3cd,0.079,0.08", service: "7b2c/e3cd", arrival: -1_000, duration: 80_000),
    LogSample(
      format: "huawei-2025",
      header:
        "time_worker,requestID,funcName,podID,userID,totalCost_worker,cpu_usage,memory_usage\n",
      line: "2600186.995,763ff09a,296,pool22-300-128-0000618412,224,0.023749,0.1,33",
      service: "296", arrival: 2_600_186_995_000, duration: 23_749, memory: 128),
    LogSample(
      format: "json",
      line:
        #"{"at":{"iso":"2026-09-19T08:30:00.5Z"},"took":"0.25","app":"cart","ram":256,"x.y":1}"#,
      service: "cart", arrival: halfPastEight + 250_000, duration: 250_000, memory: 256,
      options: TraceReadOptions(
        durationUnit: .seconds,
        fields: (try? FieldMapping("end=at.iso,duration=took,service=app,memory=ram"))
          ?? FieldMapping())),
  ]
}

extension LogSample: CustomTestStringConvertible {
  var testDescription: String { format }
}
