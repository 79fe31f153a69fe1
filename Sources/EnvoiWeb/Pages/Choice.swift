/// One of the values that a field of a form can have.
struct Choice: Sendable {
  let value: String
  let label: String
  let isChosen: Bool

  init(_ value: String, _ label: String, isChosen: Bool = false) {
    (self.value, self.label, self.isChosen) = (value, label, isChosen)
  }
}
