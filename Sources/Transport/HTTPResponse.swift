/// An answer: its status line and its header came as a whole.
public struct HTTPResponse: Sendable, Equatable {
  /// 200 to 599, or whatever three digits the server said; 1xx are not answers.
  public let status: Int
  /// As they came and in their order.
  public let headers: [HTTPHeader]
  public let body: [UInt8]
  /// The body is longer than the limit, or it broke off.
  public let isCut: Bool

  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], isCut: Bool = false) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isCut = isCut
  }

  /// The value of the first header of that name, in any case.
  public subscript(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }
}
