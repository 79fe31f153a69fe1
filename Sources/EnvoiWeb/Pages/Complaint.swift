internal import Envoi

/// What was wrong with a form, in the words of its labels. The rule itself is English, as everything that the domain says.
struct Complaint: Sendable {
  let label: String
  /// Id of the field, to go to; nil where the form has none for it.
  let anchor: String?
  let rule: String

  init(_ error: InvalidInput, _ labels: Labels) {
    let name = Self.name(error.field)
    let ofFilter = QueueFilter.fieldNames.contains(name) ? labels.texts["row_\(name)"] ?? labels.texts[name] : nil
    let known = labels.texts["field_\(name)"] ?? ofFilter
    label = known ?? name.dropPrefix("set.")
    anchor = known == nil && !name.hasPrefix("set.") ? nil : name
    // Rules speak of a command's options.
    let rule = error.rule.replacing("--secret ", with: "").replacing("--set ", with: "").replacing(/--[a-z\-]+/) { option in
      labels.texts["field_\(Self.name(String(option.output)))"].map { "“\($0)”" } ?? String(option.output)
    }
    self.rule = error.value.map { "\(rule), got \($0.debugDescription)" } ?? rule
  }

  /// The name of the field that an option of a command is in a form.
  private static func name(_ field: String) -> String {
    let words = field.split(separator: " ", maxSplits: 1)
    switch words.first {
    case "--set", "--secret": return (["set"] + words.dropFirst()).joined(separator: ".")
    case "--password-file": return "password"
    case "--user": return "login"
    default: return field.dropPrefix("--").replacing("-", with: "_")
    }
  }
}
