/// How an ``HTTPConnection`` treats every request.
public struct HTTPOptions: Sendable, Equatable {
  /// For a whole exchange, connecting included. Default 30 s.
  public var timeout: Duration = .seconds(30)
  /// For name resolution, connecting and TLS together. Default 10 s.
  public var connectTimeout: Duration = .seconds(10)
  /// A file of CA certificates (PEM) in place of the system's.
  public var caFile: String?
  /// Addresses that are not of the public internet (loopback, RFC 1918 and the like) may be connected to. Default true.
  public var allowsPrivate = true
  /// Bytes of an answer's body that are kept; no more are read. Default 256 KiB.
  public var bodyLimit = 256 << 10

  public init() {}
}
