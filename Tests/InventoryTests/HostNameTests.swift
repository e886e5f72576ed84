import Testing

@testable import Inventory

/// Hosts in the values of variables, in the forms that drivers document.
struct HostNameTests {
  @Test(arguments: [
    ("Server=db,1433;Database=a;User Id=sa", 1433), ("Data Source = tcp:db ; Pwd=x", nil),
    ("host=db port=5433 user=app", 5433), ("postgres://app@db:5434/app", 5434),
    ("Server=other,db;Uid=x", nil),
  ])
  func connectionStringsNameHosts(_ text: String, _ port: Int?) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "compose.yaml",
      "services:\n  db: { image: x }\n  a: { image: y, environment: { CS: \"\(text)\" } }\n")
    let inventory = try ProjectInventory.read(["\(folder.path)/compose.yaml"])
    let service = try #require(inventory.services.first { $0.name == "a" })
    #expect(service.addresses.map(\.port) == [port], "\(service.addresses)")
  }
}
