internal import Envoi
internal import Foundation

/// Rows a minute by the state they came to, as lines of an SVG picture.
struct Chart: Sendable {
  private static let (width, height) = (900.0, 200.0)
  /// Minutes are told apart badly where there are hundreds of them: they are drawn by fives.
  private static let step = 5

  struct Line: Sendable {
    let state: String
    let label: String
    let total: String
    /// The `d` of an SVG path.
    let path: String
  }

  struct Mark: Sendable {
    let x: Int
    let text: String
  }

  let lines: [Line]
  let marks: [Mark]
  let most: String
  let isAbout: Bool
  let isEmpty: Bool

  init(_ overview: Overview, _ labels: Labels, _ formatting: Formatting) {
    let spans = stride(from: 0, to: overview.minutes.count, by: Self.step).map {
      overview.minutes[$0..<min($0 + Self.step, overview.minutes.count)]
    }
    let shown: [QueueStatus] = [.pending, .sent, .error, .delivered]
    func rate(_ span: ArraySlice<Overview.Minute>, _ status: QueueStatus) -> Double {
      Double(span.reduce(0) { $0 + ($1.rows[status] ?? 0) }) / Double(span.count)
    }
    let top = max(1, spans.flatMap { span in shown.map { rate(span, $0) } }.max() ?? 1)
    let pace = Self.width / Double(max(1, spans.count - 1))
    lines = shown.map { status in
      let points = spans.enumerated().map { index, span in
        "\(Int(Double(index) * pace)),\(Int(Self.height - rate(span, status) / top * Self.height))"
      }
      let total = overview.minutes.reduce(0) { $0 + ($1.rows[status] ?? 0) }
      return Line(
        state: status.rawValue, label: labels(status == .pending ? "chart_put_in" : "status_\(status.rawValue)"),
        total: (overview.isAbout ? Count.about(total) : .exact(total)).text(formatting, labels), path: "M" + points.joined(separator: "L"))
    }
    marks = stride(from: 0, to: spans.count, by: 12).map { index in
      Mark(x: Int(Double(index) * pace), text: formatting.clock(spans[index][spans[index].startIndex].start))
    }
    most = labels("chart_most", ["n": formatting.number(Int(top.rounded(.up)))])
    isAbout = overview.isAbout
    isEmpty = overview.minutes.allSatisfy { $0.rows.values.allSatisfy { $0 == 0 } }
  }
}
