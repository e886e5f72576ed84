/// Whose migration it is, which some advice depends on.
public enum Profile: String, CaseIterable, Sendable {
  case none
  case startUp = "start-up"
  case enterprise
  case aiTeam = "ai"
}
