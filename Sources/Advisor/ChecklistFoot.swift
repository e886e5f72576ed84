import Rendering
import Units

/// What stands at the foot of a checklist: open questions, and what was not looked at.
extension ChecklistReport {
  var questions: [String] {
    checklist.questions.map(\.question.id).uniqued().map { id in
      let open = checklist.questions.filter { $0.question.id == id }
      return "\(open[0].question.text(in: wording.language)) (\(id): "
        + "\(shortened(open.map(\.service))))"
    }
  }

  var notes: [Note] {
    let project = checklist.inventory.project
    var notes: [String] = checklist.inventory.problems.map {
      wording("note.unread", ["message": redacted($0.message)])
    }
    if !project.unsetVariables.isEmpty {
      notes.append(
        wording("note.unset", ["names": shortened(project.unsetVariables.map { "$" + $0 })]))
    }
    if !project.inactiveServices.isEmpty {
      notes.append(wording("note.inactive", ["names": shortened(project.inactiveServices)]))
    }
    if let costs = checklist.costs {
      notes += [
        wording("note.docker", ["spec": costs.docker]), wording("note.database"),
        wording("note.surroundings"),
      ]
    }
    notes += checklist.ignored.map { ignored in
      wording(
        "note.ignored",
        [
          "rule": ignored.finding.rule.id,
          "service": ignored.finding.service.map { services[$0].name } ?? "",
          "reason": ignored.reason.map(redacted) ?? wording("note.noReason"),
        ])
    }
    if let artifacts {
      notes.append(
        wording(
          "note.artifacts",
          [
            "files": String(artifacts.paths.count), "volumes": String(artifacts.volumes),
            "omitted": String(artifacts.omitted.count),
          ]))
      notes += artifacts.omitted.map {
        wording("note.omitted", ["service": $0.service, "reason": $0.reason])
      }
    }
    notes += skippedNotes
    notes.append(wording("note.unmatched", ["n": String(checklist.unmatched.count)]))
    return notes.map { Note("·", $0) }
  }

  var skippedNotes: [String] {
    let skipped = checklist.skipped
    return skipped.map(\.reason).uniqued().map { reason in
      let own = skipped.filter { $0.reason == reason }
      return wording(
        "note.skipped",
        [
          "rules": wording.list(own.map(\.rule.id).uniqued()),
          "reason": self.reason(reason, Set(own.flatMap(\.services)).sorted()),
        ])
    }
  }

  func reason(_ reason: String, _ places: [Int]) -> String {
    guard !reason.contains(".") else {
      return wording("missing.field", ["field": String(reason.drop { $0 != "." }.dropFirst())])
    }
    return wording(
      "missing.\(reason)", ["services": shortened(places.map { services[$0].name })])
  }
}
