import Testing

/// Projects that `docker compose config` refuses (Docker Compose v2.40), and close ones that it takes.
struct InvalidProjectTests {
  private static let refused = [
    ("services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}", "cycle", 3),
    ("services:\n  a: {image: x, network_mode: 'service:a'}", "cycle", 2),
    ("services:\n  a: {image: x, links: [b]}\n  b: {image: x, volumes_from: [a]}", "cycle", 3),
    ("services:\n  a:\n    image: x\n    depends_on:\n      - bb\n  b: {image: x}", "\"bb\"", 5),
    ("services:\n  a:\n    image: x\n    port: ['80:80']", "did you mean \"ports\"", 4),
    ("services:\n  a: {image: x}\nservice: {}", "did you mean \"services\"", 3),
    ("services:\n  a:\n    build:\n      contxt: .", "did you mean \"context\"", 4),
    ("services:\n  a:\n    image: x\n    healthcheck:\n      tests: x", "\"test\"", 5),
    ("services:\n  a:\n    ports: ['80']", "neither an image nor a build", 3),
    ("services:\n  a:\n    image: x\n    ports: ['80:http']", "\"80:http\"", 4),
    ("services:\n  a:\n    image: x\n    ports: ['99999']", "65535", 4),
    ("services:\n  a:\n    image: x\n    ports: ['8000-8002:80-81']", "lengths", 4),
    ("services:\n  a:\n    image: x\n    ports:\n    - {target: 1, host: 2}", "\"host\"", 5),
    ("services:\n  a:\n    image: x\n    volumes: ['media:/m']", "\"media\"", 4),
    ("services:\n  a:\n    image: x\n    networks: [n]", "\"n\"", 4),
    ("services:\n  a:\n    image: x\n    secrets: [s]", "\"s\"", 4),
    ("services:\n  a:\n    image: x\n    configs: [{source: s, target: /s}]", "\"s\"", 4),
  ]

  @Test(arguments: refused)
  func projectsThatComposeRefusesAreRefused(_ text: String, _ says: String, _ line: Int) throws {
    let costsim = try CostsimBinary()
    try costsim.write("compose.yaml", text)
    let run = try costsim.run("checklist", ".")
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(
      run.errors.contains("compose.yaml:\(line):") && run.errors.contains(says), "\(run.errors)")
  }

  @Test(arguments: [
    "services: {a: {image: x, x-own: 1, ports: ['127.0.0.1::80', '[::1]:81:80/udp', '9-11:19-21']}}",
    "services: {a: {image: x, ports: ['${PORT}:80'], volumes: ['${DATA}:/d']}}",
    "services: {a: {image: x, volumes: ['./m:/m', '/m', '~/m:/n', 'vol:/v']}}\nvolumes: {vol: }",
    "services: {a: {image: x, networks: [default]}, b: {provider: {type: model}}}",
    "services: {a: {image: x, depends_on: {b: {condition: service_started}}},"
      + " b: {image: x, profiles: [p]}}",
    "services: {a: {image: x, depends_on: [b, c]}, b: {image: x, depends_on: [c]}, c: {image: x}}",
  ])
  func projectsThatComposeTakesAreTaken(_ text: String) throws {
    let costsim = try CostsimBinary()
    try costsim.write("compose.yaml", text)
    let run = try costsim.run("checklist", ".")
    #expect(run.code == 0, "\(run.errors)")
  }

  @Test func aLongChainOfDependenciesIsFollowed() throws {
    let costsim = try CostsimBinary()
    let services = (0..<900).map { "  s\($0): {image: x, depends_on: [s\($0 + 1)]}\n" }
    try costsim.write("compose.yaml", "services:\n" + services.joined() + "  s900: {image: x}\n")
    #expect(try costsim.run("checklist", "--fail-if", "problems>0").code == 0)
  }
}
