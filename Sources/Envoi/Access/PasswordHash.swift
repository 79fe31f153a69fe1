internal import Foundation

/// A password as it is stored: `$scrypt$ln=15,r=8,p=3$<salt>$<key>` (PHC string format).
struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
  let cost: Scrypt.Cost
  let salt: [UInt8]
  let key: [UInt8]

  private init(cost: Scrypt.Cost, salt: [UInt8], key: [UInt8]) { (self.cost, self.salt, self.key) = (cost, salt, key) }

  init(of password: Password, cost: Scrypt.Cost) async throws { self = try await Self.hash(password.text, cost) }

  private static func hash(_ text: String, _ cost: Scrypt.Cost) async throws -> PasswordHash {
    let salt = [UInt8].random(16)
    return PasswordHash(cost: cost, salt: salt, key: try await Scrypt.key(of: text, salt: salt, cost: cost, count: 32))
  }

  /// - Returns: nil where it is none, or one that would take more memory than a login may.
  init?(_ text: String) {
    guard let (_, ln, r, p, salt, key) = text.wholeMatch(of: /\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)/)?.output,
      let logarithm = Int(ln), let blockSize = Int(r), let parallelism = Int(p),
      (1...17).contains(logarithm), (1...16).contains(blockSize), (1...16).contains(parallelism),
      let salt = Self.bytes(salt), let key = Self.bytes(key), key.count >= 16
    else { return nil }
    self.init(cost: .init(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism), salt: salt, key: key)
  }

  var description: String {
    "$scrypt$ln=\(cost.logarithm),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.text(salt))$\(Self.text(key))"
  }

  /// Takes the same time where there is nothing to compare with.
  ///
  /// - Parameter cost: of new hashes.
  /// - Returns: whether it is right, and the hash to store in its place where that was made at another cost.
  static func check(_ password: String, against stored: String?, cost: Scrypt.Cost) async throws -> (isRight: Bool, renewed: PasswordHash?)
  {
    let known = stored.flatMap(PasswordHash.init)
    // Of nobody: no password has it.
    let hash = known ?? PasswordHash(cost: cost, salt: .random(16), key: .random(32))
    // What was never let in as a password is wrong, and must take the same time too.
    let isPossible = !password.isEmpty && password.utf8.count <= Password.longest
    let text = isPossible ? Password.normalised(password) : "-"
    let key = try await Scrypt.key(of: text, salt: hash.salt, cost: hash.cost, count: hash.key.count)
    guard key.equalsInConstantTime(hash.key), known != nil, isPossible else { return (false, nil) }
    return (true, hash.cost == cost ? nil : try await Self.hash(text, cost))
  }

  /// Base64 without padding, as PHC strings have it.
  private static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString().replacing("=", with: "") }
  private static func bytes(_ text: Substring) -> [UInt8]? {
    Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4)).map { [UInt8]($0) }
  }
}
