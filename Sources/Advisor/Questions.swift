import Documents
import Rules
import Units

/// Something that files cannot tell and the user may.
public struct Question: Sendable {
  public let id: String
  public let form: FactField.Form
  let english: String
  let chinese: String

  public func text(in language: Rule.Language) -> String {
    language == .chinese ? chinese : english
  }

  /// The file `questions.json`.
  static func all() throws -> [Question] {
    try DataFiles.json("questions.json")["questions"].elements().map { field in
      try field.allowKeys(["id", "type", "question", "zh"])
      return Question(
        id: try field["id"].string(), form: try field["type"].choice(Form.self).form,
        english: try field["question"].string(), chinese: try field["zh"].string())
    }
  }

  private enum Form: String, CaseIterable {
    case flag, number, text

    var form: FactField.Form {
      switch self {
      case .flag: return .flag
      case .number: return .number
      case .text: return .text
      }
    }
  }
}

/// What the user answered, by service.
public struct Answers: Sendable {
  private let values: [String: [String: FactValue]]

  public static let none = Answers(values: [:])

  private init(values: [String: [String: FactValue]]) { self.values = values }

  /// Reads an answers file: `{"services": {"api": {"websocket": false}}}`; null is no answer.
  ///
  /// Throws `.configuration` with file and line where a service or a question is unknown or an
  /// answer is not of its kind.
  init(
    _ bytes: [UInt8], file: String, questions: [Question], services: [String]
  ) throws {
    let root = Field(
      try JSONReader.read(bytes, file: file, code: .configuration), file: file,
      code: .configuration)
    try root.allowKeys(["services", "questions"])
    var values: [String: [String: FactValue]] = [:]
    for (service, field) in try root["services"].entries() {
      guard services.contains(service) else {
        throw field.failure(
          "is about a service that the project has not" + didYouMean(service, among: services))
      }
      try field.allowKeys(questions.map(\.id))
      for question in questions {
        guard let answer = try field.optional(question.id) else { continue }
        values[service, default: [:]][question.id] = try Self.value(answer, question.form)
      }
    }
    self.values = values
  }

  private static func value(_ field: Field, _ form: FactField.Form) throws -> FactValue {
    switch form {
    case .flag: return .flag(try field.bool())
    case .number: return .number(try field.decimal())
    default: return .text(try field.string())
    }
  }

  func answers(of service: String) -> [String: FactValue] { values[service] ?? [:] }

  /// The file that asks the open questions, with the answers there are.
  static func template(
    open: [OpenQuestion], answered: Answers, questions: [Question]
  ) -> [UInt8] {
    var services: [String] = open.map(\.service) + answered.values.keys.sorted()
    services = Array(Set(services)).sorted()
    var writer = JSONWriter()
    writer.object { writer in
      writer.object("questions") { writer in
        for question in questions where open.contains(where: { $0.question.id == question.id }) {
          writer.value(.text(question.english), key: question.id)
        }
      }
      writer.object("services") { writer in
        for service in services {
          writer.object(service) { writer in
            let known = answered.answers(of: service)
            for question in questions {
              if let answer = known[question.id] {
                writer.value(answer.fieldValue, key: question.id)
              } else if open.contains(where: {
                $0.service == service && $0.question.id == question.id
              }) {
                writer.value(.missing, key: question.id)
              }
            }
          }
        }
      }
    }
    return writer.bytes
  }
}

/// A question that nobody has answered for a service.
public struct OpenQuestion: Sendable {
  public let service: String
  public let question: Question
  /// Ids of the rules that hang on it.
  public let rules: [String]
}

extension FactValue {
  fileprivate var fieldValue: FieldValue {
    switch self {
    case .text(let text): return .text(text)
    case .number(let number): return .decimal(number)
    case .flag(let flag): return .flag(flag)
    }
  }
}
