/// `verify` of a gateway's description: how a callback proves that it is the gateway's.
enum VerificationDescription: Sendable {
  case authorization(Authorization)
  case twilio(key: GatewayTemplate)
  case vonage(key: GatewayTemplate, method: GatewayTemplate)
  case plivo(key: GatewayTemplate)
  case hmac(key: GatewayTemplate, HMACHeader)

  /// - Returns: nil where it is missing or "none".
  init?(_ fields: DescriptionFields, settings: [Setting]) throws(InvalidInput) {
    if fields["verify"] == nil || fields["verify"] == .string("none") { return nil }
    let path = fields.path(of: "verify")
    let kinds = Authorization.fields + ["twilio", "vonage", "plivo", "hmac"]
    guard case .object(let members)? = fields["verify"], members.count == 1, let member = members.first else {
      throw InvalidInput(path, "must be \"none\" or an object with one of \(kinds.joined(separator: ", "))", fields["verify"]?.summary)
    }
    let (kind, tree) = (member.name, member.value)
    func inside(_ known: String...) throws(InvalidInput) -> DescriptionFields {
      try DescriptionFields(tree, path: "\(path).\(kind)", known: known)
    }
    switch kind {
    case "basic", "bearer": self = .authorization(try Authorization(DescriptionFields(.object(members), path: path), settings: settings))
    case "twilio": self = .twilio(key: try inside("key").fixed("key", settings))
    case "plivo": self = .plivo(key: try inside("key").fixed("key", settings))
    case "vonage":
      let fields = try inside("key", "method")
      self = .vonage(key: try fields.fixed("key", settings), method: try fields.fixed("method", settings))
    case "hmac":
      let fields = try inside("key", "header", "prefix", "algorithm", "encoding")
      let header = HMACHeader(
        name: try fields.required("header"), prefix: try fields.string("prefix") ?? "",
        algorithm: try fields.choice("algorithm", of: HashAlgorithm.self) ?? .sha256,
        encoding: try fields.choice("encoding", of: HMACHeader.Encoding.self) ?? .hex)
      self = .hmac(key: try fields.fixed("key", settings), header)
    default: throw .unknown("\(path).\(kind)", kind, known: kinds)
    }
  }

  /// - Returns: nil where its key is a setting without a value: then nothing is verified.
  func bound(_ values: SettingValues) throws(InvalidInput) -> Verification? {
    switch self {
    case .authorization(let authorization): return try authorization.header(values).map { .authorization($0) }
    case .twilio(let key): return try key.text(values).map { .twilio(key: $0) }
    case .plivo(let key): return try key.text(values).map { .plivo(key: $0) }
    case .hmac(let key, let header): return try key.text(values).map { .hmac(key: $0, header) }
    case .vonage(let key, let method):
      guard let key = try key.text(values), let name = try method.text(values) else { return nil }
      let algorithm = HashAlgorithm(rawValue: name)
      guard algorithm != nil || name == "md5hash" else {
        let known = ["md5hash"] + HashAlgorithm.allCases.map(\.rawValue)
        throw InvalidInput("verify.vonage.method", "must be one of \(known.joined(separator: ", "))", name)
      }
      return .vonage(key: key, algorithm)
    }
  }
}
