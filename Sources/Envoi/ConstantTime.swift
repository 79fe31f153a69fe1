extension Collection<UInt8> {
  /// Whether they are the same, in a time that does not tell where they differ. How long they are is no secret.
  func equalsInConstantTime(_ other: some Collection<UInt8>) -> Bool {
    count == other.count && zip(self, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
