import Units

/// A shell that completions can be made for.
public enum Shell: String, CaseIterable, Sendable {
  case bash
  case zsh
  case fish
}

/// Words that complete a value and that are not in the table, such as the platforms of price files.
public struct CompletionWords: Sendable {
  /// By the placeholder of an option's value or the name of an operand, such as `SPEC`.
  public let values: [(placeholder: String, words: [String])]

  public init(_ values: [(placeholder: String, words: [String])]) { self.values = values }

  /// Only those without a character that a shell would act on.
  func words(_ placeholder: String) -> [String] {
    (values.first { $0.placeholder == placeholder }?.words ?? []).filter { word in
      word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "_"):
          return true
        default: return false
        }
      }
    }
  }
}

extension CommandTable {
  /// A script that completes commands, options and values in a shell.
  ///
  /// Placeholders without words of their own are completed by file names.
  public func completions(_ shell: Shell, words: CompletionWords) -> String {
    switch shell {
    case .bash: return bashCompletions(words)
    case .zsh:
      return "#compdef \(program)\nautoload -U +X bashcompinit && bashcompinit\n"
        + bashCompletions(words)
    case .fish: return fishCompletions(words)
    }
  }

  private func values(_ option: Option, _ words: CompletionWords) -> [String] {
    option.allowed.isEmpty ? option.value.map(words.words) ?? [] : option.allowed
  }

  /// The first words of command names.
  private var firstWords: [String] { commands.map { firstWord($0) }.uniqued() + ["help"] }

  private func firstWord(_ command: Command) -> String {
    String(command.name.prefix { $0 != " " })
  }

  private func secondWords(_ word: String) -> [String] {
    family(word).map { String($0.name.dropFirst(word.count + 1)) }
  }

  // MARK: bash

  private func bashCompletions(_ words: CompletionWords) -> String {
    var lines = [
      "_\(program)() {",
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"",
      "  local command=\"${COMP_WORDS[1]}\" words=\"\"",
      "  COMPREPLY=()",
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then",
      "    COMPREPLY=($(compgen -W \"\(firstWords.joined(separator: " ")) --help --version\" -- \"$current\"))",
      "    return",
      "  fi",
      "  case \"$command\" in",
    ]
    for word in firstWords where !family(word).isEmpty {
      lines += [
        "    \(word))",
        "      if [ \"$COMP_CWORD\" -eq 2 ]; then",
        "        COMPREPLY=($(compgen -W \"\(secondWords(word).joined(separator: " "))\" -- \"$current\"))",
        "        return",
        "      fi",
        "      command=\"$command ${COMP_WORDS[2]}\" ;;",
      ]
    }
    lines += ["  esac", "  case \"$command:$previous\" in"]
    for command in commands {
      for option in command.options where option.value != nil {
        let flags = ["--" + option.long] + (option.short.map { ["-\($0)"] } ?? [])
        let pattern = flags.map { "\"\(command.name):\($0)\"" }.joined(separator: "|")
        let values = values(option, words)
        let reply =
          values.isEmpty
          ? "compgen -f -- \"$current\""
          : "compgen -W \"\(values.joined(separator: " "))\" -- \"$current\""
        lines.append("    \(pattern)) COMPREPLY=($(\(reply))); return ;;")
      }
    }
    lines += ["  esac", "  case \"$command\" in"]
    for command in commands {
      let operands = command.operands.first.map { words.words($0.name) } ?? []
      let all = command.options.map { "--" + $0.long } + ["--help"] + operands
      lines.append("    \"\(command.name)\") words=\"\(all.joined(separator: " "))\" ;;")
    }
    lines += [
      "  esac",
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))",
      "  case \"$current\" in -*) ;; *) COMPREPLY+=($(compgen -f -- \"$current\")) ;; esac",
      "}",
      "complete -o filenames -F _\(program) \(program)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: fish

  private func fishCompletions(_ words: CompletionWords) -> String {
    func quoted(_ text: String) -> String {
      "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
        + "'"
    }
    let names = firstWords.joined(separator: " ")
    var lines = [
      "complete -c \(program) -n 'not __fish_seen_subcommand_from \(names)' -f -a \(quoted(names))"
    ]
    for command in commands {
      let parts = command.name.split(separator: " ").map(String.init)
      if parts.count == 2 {
        let others = secondWords(parts[0]).joined(separator: " ")
        lines.append(
          "complete -c \(program) -n '__fish_seen_subcommand_from \(parts[0]); and not "
            + "__fish_seen_subcommand_from \(others)' -f -a \(parts[1]) -d \(quoted(command.summary))"
        )
      }
      let seen = parts.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      for option in command.options {
        let values = values(option, words)
        lines.append(
          "complete -c \(program) -n '\(seen)' -l \(option.long)"
            + (option.short.map { " -s \($0)" } ?? "") + (option.value == nil ? "" : " -r")
            + (values.isEmpty ? "" : " -f -a \(quoted(values.joined(separator: " ")))")
            + " -d \(quoted(option.help))")
      }
      let operands = command.operands.first.map { words.words($0.name) } ?? []
      if !operands.isEmpty {
        lines.append(
          "complete -c \(program) -n '\(seen)' -a \(quoted(operands.joined(separator: " ")))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
