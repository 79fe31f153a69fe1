extension Door {
  /// What people can write: mail always, and what there is a gateway for.
  public var channels: [Channel] { [.email] + ((try? smsRules()) == nil ? [] : [.sms]) + (chats.isEmpty ? [] : [.chat]) }

  /// Names of the chats that can be posted in.
  public var chatNames: [String] { chats.sorted() }
}
