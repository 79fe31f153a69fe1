internal import MessageFormat

/// What a message that is put in says, parsed as its channel needs it.
enum SubmittedContent: Sendable {
  case mail(Message)
  case sms(TextMessage, SMSRules)
  case chat(TextMessage)

  /// Names of the variables that every recipient must have.
  var requiredVariables: Set<String> {
    switch self {
    case .mail(let message): message.requiredVariables
    case .sms(let text, _), .chat(let text): text.requiredVariables
    }
  }

  /// - Throws: when it could not be sent to this recipient: a variable is missing, one breaks the subject, or makes an SMS too long.
  func check(_ addressee: Addressee, path: String) throws(InvalidInput) {
    do {
      switch self {
      case .mail(let message):
        if message.dependsOnRecipient { try message.validate(name: addressee.name, variables: addressee.variables) }
      case .chat(let text):
        if text.dependsOnRecipient { try text.validate(name: addressee.name, variables: addressee.variables) }
      case .sms(let text, let rules):
        guard case .phone(let number) = addressee.recipient else { return }
        _ = try rules.check(try text.rendered(name: addressee.name, variables: addressee.variables), to: number)
      }
    } catch let error as MessageError {
      throw InvalidInput(path.isEmpty ? error.field : "\(path).\(error.field)", error.problem)
    } catch let error as InvalidInput {
      throw error
    } catch { throw InvalidInput(path, "\(error)") }
  }
}
