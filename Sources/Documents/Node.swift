/// A document as a tree: scalars keep the text they were written as, and the line they stand on.
public struct Node: Equatable, Sendable {
  /// The line on which the value begins, from 1.
  public let line: Int
  /// The file that it stands in, where a document is put together of several; nil where there is one.
  public let file: String?
  /// The tag that the application gives a meaning, such as `!reset`; nil where there is none.
  public let tag: String?
  public let content: Content

  public init(_ content: Content, line: Int, file: String? = nil, tag: String? = nil) {
    self.content = content
    self.line = line
    self.file = file
    self.tag = tag
  }

  public enum Content: Equatable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// In the order of the document; no key appears twice.
    case mapping([Entry])
  }

  public struct Scalar: Equatable, Sendable {
    public let kind: Kind
    /// The raw text of a number, boolean or null, so that no digit is lost; of a string what its
    /// escapes stand for.
    public let text: String

    public init(_ kind: Kind, _ text: String) {
      self.kind = kind
      self.text = text
    }
  }

  public enum Kind: Equatable, Sendable {
    case null, bool, number, string
    /// Text of a format without types, such as a CSV cell: it is whatever it is asked for.
    case plain
  }

  public struct Entry: Equatable, Sendable {
    public let key: String
    /// The line of the key, from 1.
    public let line: Int
    public let value: Node

    public init(key: String, line: Int, value: Node) {
      self.key = key
      self.line = line
      self.value = value
    }
  }
}
