/// Why a callback is not taken; it changes nothing.
public enum CallbackRefusal: Error, Equatable, CustomStringConvertible {
  /// Not from the gateway, as far as can be told: to be answered with 403.
  case forged(String)
  /// From the gateway and not what its description says: to be answered with 400.
  case malformed(String)

  public var description: String {
    switch self {
    case .forged(let why), .malformed(let why): why
    }
  }
}
