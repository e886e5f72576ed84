/// The network of functions and tasks: what each may reach and be reached by.
extension TerraformFile {
  mutating func addNetwork() {
    let vpc = variable("vpc_id", "The network from which what stays is reached")
    hcl.block("data", ["aws_vpc", "network"]) { $0.set("id", vpc) }
  }

  mutating func subnets() -> HCL.Value {
    variable("private_subnet_ids", "Private subnets from which what stays is reached, two at least")
  }

  private mutating func stayingAddresses() -> HCL.Value {
    variable("staying_cidr", "The addresses of the machines on which what stays runs")
  }

  private static let wholeNetwork = HCL.Value.expression("data.aws_vpc.network.cidr_block")

  /// - Parameters:
  ///   - inside: what it calls that is in the network too.
  ///   - inbound: the ports that it answers on itself.
  ///   - isCalledFromDocker: whether what stays connects to these.
  mutating func addSecurityGroup(
    _ service: String, _ peers: [Peer], inside: [Peer], inbound: [Int] = [],
    isCalledFromDocker: Bool = false, toVolumes: Bool = false
  ) {
    let vpc = variable("vpc_id", "The network from which what stays is reached")
    let staying = peers.isEmpty && !isCalledFromDocker ? nil : stayingAddresses()
    let (group, label) = (name(service), plain(service))
    hcl.block("resource", ["aws_security_group", group]) { hcl in
      hcl.set("name_prefix", .text("\(label.prefix(50))-"))
      hcl.set("description", .text("What \(label) may reach"))
      hcl.set("vpc_id", vpc)
      if let staying {
        for ports in PortRange.needed(for: peers) { Self.rule("egress", ports, [staying], &hcl) }
      }
      for ports in PortRange.needed(for: inside) {
        Self.rule("egress", ports, [Self.wholeNetwork], &hcl)
      }
      Self.rule("egress", PortRange(443), [.text("0.0.0.0/0")], &hcl)
      if toVolumes { Self.rule("egress", PortRange(2_049), [Self.wholeNetwork], &hcl) }
      let callers = [Self.wholeNetwork] + (isCalledFromDocker ? [staying].compactMap { $0 } : [])
      for port in Set(inbound).sorted() { Self.rule("ingress", PortRange(port), callers, &hcl) }
    }
  }

  static func rule(
    _ kind: String, _ ports: PortRange, _ addresses: [HCL.Value], _ hcl: inout HCL
  ) {
    hcl.block(kind) { hcl in
      hcl.set("protocol", .text("tcp"))
      hcl.set("from_port", .number(ports.first))
      hcl.set("to_port", .number(ports.last))
      hcl.set("cidr_blocks", .list(addresses))
    }
  }
}
