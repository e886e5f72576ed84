/// What a service is for.
public enum ServiceRole: String, CaseIterable, Sendable {
  case application
  case database
  case cache
  case queue
  case search
  case objectStore = "object-store"
  case proxy
  case observability
  case job
  /// A tool beside an application, such as a console for a database.
  case other
}

/// What makes a service work.
public enum Workload: String, CaseIterable, Sendable {
  /// Requests over a network.
  case web
  /// Messages that it fetches.
  case worker
  /// The clock.
  case scheduler
  /// It runs once and ends.
  case oneShot = "one-shot"
  /// Nothing: a shell or a pause keeps the container open for whoever works in it.
  case idle
  case unknown
}

/// Why a service is taken to be of its role.
public enum RoleReason: Hashable, Sendable {
  /// Its image is a well-known product.
  case image(String, product: String)
  /// It is built on the image of a well-known product and adds no program.
  case baseImage(String, product: String)
  /// It keeps its data where only this product does.
  case dataFolder(String, product: String)
  /// It runs a command of a well-known image and ends.
  case command(image: String)
  case runsOnce
  case runsByTheClock
  case isOpenForWork
  case isBuiltHere
  case isImageOfOthers
}
