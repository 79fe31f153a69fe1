import Foundation

/// A certificate authority of its own and what it signed, for `localhost` and 127.0.0.1: good, of another host, expired; and one that
/// nobody signed.
public struct TestCertificates: Sendable {
  public enum Name: String, Sendable, CaseIterable {
    case good, wrongHost = "wrong-host", expired, selfSigned = "self-signed"
  }

  public let folder: String
  public var authority: String { "\(folder)/ca.pem" }

  public init(in folder: String) async throws {
    self.folder = folder
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    try await openssl(
      "req -x509 \(key) -keyout ca.key -out ca.pem -days 30 -subj /CN=Envoi.test.CA -addext basicConstraints=critical,CA:TRUE")
    for name in Name.allCases {
      let host = name == .wrongHost ? "DNS:other.example.org" : "DNS:localhost,IP:127.0.0.1"
      let days = name == .expired ? -1 : 30
      try await openssl("req \(key) -keyout \(name.rawValue).key -out \(name.rawValue).csr -subj /CN=\(name.rawValue)")
      try "subjectAltName=\(host)".write(toFile: "\(folder)/\(name.rawValue).ext", atomically: true, encoding: .utf8)
      let signer = name == .selfSigned ? "-signkey self-signed.key" : "-CA ca.pem -CAkey ca.key -CAcreateserial"
      try await openssl(
        "x509 -req -in \(name.rawValue).csr \(signer) -days \(days) -extfile \(name.rawValue).ext -out \(name.rawValue).pem")
    }
  }

  public func certificate(_ name: Name) -> String { "\(folder)/\(name.rawValue).pem" }
  public func key(_ name: Name) -> String { "\(folder)/\(name.rawValue).key" }

  private func openssl(_ arguments: String) async throws {
    _ = try await Command.run(["openssl"] + arguments.split(separator: " ").map(String.init), directory: URL(filePath: folder)).succeeded()
  }
}
