import Foundation
import Testing

/// Which services are called functions, and which are not for want of evidence.
struct WhatFunctionsRunTests {
  private let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private func placement(_ files: [String: String], _ more: String...) throws -> JSONValue {
    for (name, text) in files { try costsim.write(name, text) }
    if files["compose.yaml"] == nil {
      try costsim.write("compose.yaml", "services:\n  a:\n    build: .\n    ports: ['8000:8000']\n")
    }
    let run = try costsim.run(["checklist", "--format", "json"] + more)
    #expect(run.code == 0, "\(run.errors)")
    return try JSONValue(run.text)["placements"].elements[0]
  }

  private static let image = "FROM node:22\nCOPY . .\nEXPOSE 8000\nCMD [\"node\", \"main.js\"]\n"

  @Test(arguments: [
    ["package.json": "{\"dependencies\": {\"express\": \"5\"}}"],
    ["main.go": "package main\nfunc main() { http.ListenAndServe(\":8000\", nil) }"],
    ["pom.xml": "<artifactId>spring-boot-starter-web</artifactId>"],
    ["api.csproj": "<Project Sdk=\"Microsoft.NET.Sdk.Web\">"],
    ["Dockerfile": image + "HEALTHCHECK CMD curl -f http://localhost:8000/\n"],
    ["Dockerfile": "FROM python:3.13\nCOPY . .\nCMD [\"gunicorn\", \"a:b\"]\n"],
    [
      "Dockerfile":
        "FROM python:3.13\nCMD [\"uwsgi\", \"--http\", \":8000\", \"--module\", \"a\"]\n"
    ],
  ])
  func evidenceOfHTTPAllowsAFunction(_ files: [String: String]) throws {
    let placement = try placement(["Dockerfile": Self.image].merging(files) { $1 })
    #expect(placement["placement"].string == "function", "\(placement)")
  }

  @Test(arguments: [
    (["main.js": "import net from 'net'"], "no HTTP server was found"),
    ([:], "no code or list of packages"),
    (["main.go": "s := grpc.NewServer()\nhttp.ListenAndServe(\":1\", nil)"], "gRPC (main.go:1)"),
    (["package.json": "{\"dependencies\": {\"express\": \"5\",\n\"ws\": \"8\"}}"], "WebSocket"),
    (["P.cs": "WebApplication.CreateBuilder();\napp.MapHub<H>();"], "WebSocket (P.cs:2)"),
    (["P.csproj": "<Project Sdk=\"Microsoft.NET.Sdk.Worker\">"], "background work"),
    (
      ["P.cs": "WebApplication.CreateBuilder();", "W.cs": "class W : BackgroundService"],
      "background work (W.cs:1)"
    ),
    (["Dockerfile": "FROM php:8-fpm\nEXPOSE 9000\n"], "FastCGI (Dockerfile:1)"),
    (
      ["main.js": "require('thrift').createServer(S)\nthrift.createServer(S)"], "Thrift (main.js:2)"
    ),
    (
      [
        "package.json": "{\"dependencies\": {\"express\": \"5\",\n\"@grpc/grpc-js\": \"1\"}}",
        "main.js": "new Server().bindAsync('0.0.0.0:50051')",
      ], "gRPC (main.js:1)"
    ),
    (
      ["package.json": "{\"dependencies\": {\"express\": \"5\",\n\"@grpc/grpc-js\": \"1\"}}"],
      "gRPC library (package.json:2)"
    ),
    (
      ["Dockerfile": "FROM python:3\nCMD [\"uwsgi\", \"--socket\", \":8000\"]\n"],
      "uwsgi (Dockerfile:2)"
    ),
    (["Dockerfile": "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"], "Windows"),
    (
      [
        "compose.yaml":
          "services:\n  a:\n    build: .\n    platform: wasi/wasm\n    ports: ['8000:8000']\n"
      ], "WebAssembly (compose.yaml:4)"
    ),
  ])
  func withoutItOrAgainstItAServiceIsNotPlaced(_ files: [String: String], _ says: String) throws {
    let placement = try placement(["Dockerfile": Self.image].merging(files) { $1 })
    #expect(placement["placement"].string == "unknown" && placement["target"] == .null)
    let reason = try #require(placement["reason"].string)
    #expect(reason.contains(says) && reason.contains("(question http, --answers)"), "\(reason)")
  }

  @Test(arguments: [
    ["Dockerfile": "FROM php:8-fpm\nEXPOSE 9000\n"],
    ["Dockerfile": "FROM python:3\nCMD [\"uwsgi\", \"--socket\", \":8000\"]\n"],
    ["Dockerfile": "FROM python:3\nCMD [\"uwsgi\", \"uwsgi.ini\"]\n"],
    ["main.py": "server = TServer.TSimpleServer(processor)"], ["main.js": "start()"],
  ])
  func noTargetThatPassesRequestsOnTakesAnotherProtocol(_ files: [String: String]) throws {
    for provider in ["gcp", "own", "cloudflare"] {
      let placement = try placement(
        ["Dockerfile": Self.image].merging(files) { $1 }, "--providers", provider)
      #expect(placement["placement"].string == "unknown", "\(provider): \(placement)")
    }
  }

  @Test(arguments: [
    ["main.js": "new grpc.Server()"], ["main.js": "new WebSocketServer({ port: 8000 })"],
    ["package.json": "{\"dependencies\": {\"express\": \"5\"}}"],
  ])
  func serverlessContainersTakeWhatTheyPassOn(_ files: [String: String]) throws {
    for provider in ["gcp", "own"] {
      let placement = try placement(
        ["Dockerfile": Self.image].merging(files) { $1 }, "--providers", provider)
      #expect(placement["placement"].string == "serverless-container", "\(placement)")
    }
  }

  @Test func theAnswerDecides() throws {
    let files = ["Dockerfile": Self.image]
    #expect(try placement(files)["placement"].string == "unknown")
    try costsim.write("yes.json", "{\"services\": {\"a\": {\"http\": true}}}")
    try costsim.write("no.json", "{\"services\": {\"a\": {\"http\": false}}}")
    #expect(try placement(files, "--answers", "yes.json")["placement"].string == "function")
    #expect(
      try placement(files, "--answers", "no.json")["placement"].string == "serverless-container")
    #expect(try costsim.run("checklist", "--answers", "new.json").code == 0)
    #expect(try costsim.contents("new.json").contains("\"http\": null"))
  }

  @Test func whatAnotherCallsByHTTPAnswersIt() throws {
    let placement = try placement([
      "compose.yaml":
        "services:\n  a:\n    build: .\n    expose: ['8000']\n  b:\n    image: x\n    environment:"
        + " { A_URL: 'http://a:8000' }\n",
      "Dockerfile": Self.image, "main.js": "start()",
    ])
    #expect(placement["placement"].string == "function")
  }
}
