/// What tasks keep beyond their containers: one file system, with a folder for each volume
/// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html).
extension TerraformFile {
  mutating func addVolumes(_ tasks: [ContainerUnit]) {
    let volumes = volumes(tasks)
    guard !volumes.isEmpty else { return }
    let vpc = variable("vpc_id", "The network from which what stays is reached")
    let subnets = variable(
      "private_subnet_ids", "Private subnets from which what stays is reached, two at least")
    hcl.block("resource", ["aws_efs_file_system", "volumes"]) { $0.set("encrypted", .flag(true)) }
    hcl.block("resource", ["aws_security_group", "volumes"]) { hcl in
      hcl.set("name_prefix", .text("volumes-"))
      hcl.set("description", .text("The file system of the tasks"))
      hcl.set("vpc_id", vpc)
      Self.rule(
        "ingress", PortRange(2_049), [.expression("data.aws_vpc.network.cidr_block")], &hcl)
    }
    hcl.block("resource", ["aws_efs_mount_target", "volumes"]) { hcl in
      if case .expression(let text) = subnets { hcl.set("for_each", .expression("toset(\(text))")) }
      hcl.set("file_system_id", .expression("aws_efs_file_system.volumes.id"))
      hcl.set("subnet_id", .expression("each.value"))
      hcl.set("security_groups", .list([.expression("aws_security_group.volumes.id")]))
    }
    for (place, volume) in volumes.enumerated() {
      hcl.block("resource", ["aws_efs_access_point", "volume\(place)"]) { hcl in
        hcl.set("file_system_id", .expression("aws_efs_file_system.volumes.id"))
        hcl.set("tags", .map([("Name", .text(volume))]))
        hcl.block("root_directory") { hcl in
          hcl.set("path", .text("/volume\(place)"))
          hcl.block("creation_info") { hcl in
            hcl.set("owner_uid", .number(0))
            hcl.set("owner_gid", .number(0))
            hcl.set("permissions", .text("0777"))
          }
        }
      }
    }
  }

  /// The volumes of all tasks, each once.
  private func volumes(_ tasks: [ContainerUnit]) -> [String] {
    var seen: Set<String> = []
    return tasks.flatMap(\.volumes).map(\.name).filter { seen.insert($0).inserted }
  }

  /// Each volume of a task with the place of its folder.
  func places(of unit: ContainerUnit) -> [Int] {
    let all = volumes(deployment.containers.filter { $0.form == .ecsTask })
    return unit.volumes.map { all.firstIndex(of: $0.name) ?? 0 }
  }

  static func addVolumes(at places: [Int], _ hcl: inout HCL) {
    for (number, place) in places.enumerated() {
      hcl.block("volume") { hcl in
        hcl.set("name", .text("volume\(number)"))
        hcl.block("efs_volume_configuration") { hcl in
          hcl.set("file_system_id", .expression("aws_efs_file_system.volumes.id"))
          hcl.set("transit_encryption", .text("ENABLED"))
          hcl.block("authorization_config") { hcl in
            hcl.set("access_point_id", .expression("aws_efs_access_point.volume\(place).id"))
          }
        }
      }
    }
  }

  func mountPoints(of unit: ContainerUnit) -> [(String, HCL.Value)] {
    guard !unit.volumes.isEmpty else { return [] }
    let points = unit.volumes.enumerated().map { number, volume in
      HCL.Value.map([
        ("sourceVolume", .text("volume\(number)")), ("containerPath", .text(volume.target)),
      ])
    }
    return [("mountPoints", .list(points))]
  }
}
