extension GatewayTemplate {
  /// Nothing in it that has no meaning in XML.
  func checkXML(field: String) throws(InvalidInput) {
    for case .literal(let text) in pieces where text.contains("<![CDATA[") {
      throw InvalidInput(field, "must not have CDATA: values are escaped already")
    }
    guard !placeholders.contains(where: { $0.isCondition || $0.isNumber }) else {
      throw InvalidInput(field, "must not have \"if\" or \"as number\": a value that is missing writes nothing here")
    }
  }
}
