internal import Transport

/// Makes requests of rows, and reads what the answers mean. Shared by the connections of a transport.
protocol Desk: Sendable {
  var options: HTTPOptions { get }
  /// What it means that no answer came.
  var silence: Answer.Meaning { get }
  /// What has to be said to get this row out, in this order.
  func requests(for parcel: Parcel) throws -> [HTTPRequest]
  func answer(to response: HTTPResponse) -> Answer
  /// Without the secrets that a server may repeat.
  func hidingSecrets(in text: String) -> String
}

extension SiteTransport {
  func desk(of site: Site, _ context: WorkerContext) throws -> any Desk {
    channel == .webhook ? try WebhookDesk(self, context) : try GatewayDesk(self, of: site, context)
  }
}
