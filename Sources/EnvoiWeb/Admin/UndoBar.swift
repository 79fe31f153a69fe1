internal import Envoi

/// Something that can still be taken back.
struct UndoBar: Sendable {
  let id: Int
  let text: String
  let seconds: Int

  init(_ operation: Operation, _ labels: Labels) {
    id = operation.id
    text = labels("undo_\(operation.kind.rawValue)", count: operation.rows)
    seconds = Int(operation.secondsLeft.rounded(.up))
  }
}
