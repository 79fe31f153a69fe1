/// How many: where it is more than can be counted at once, what the server's statistics say.
public enum Count: Sendable, Equatable {
  case exact(Int)
  case about(Int)

  public var number: Int {
    switch self {
    case .exact(let number), .about(let number): number
    }
  }

  public var isExact: Bool { self == .exact(number) }

  public static func + (one: Count, other: Count) -> Count {
    let sum = one.number + other.number
    return one.isExact && other.isExact ? .exact(sum) : .about(sum)
  }
}
