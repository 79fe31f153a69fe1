internal import HTTPTypes

/// What a browser shows where something is refused or fails.
enum ErrorPage {
  struct Model: Sendable {
    let heading: String
    let detail: String?
    let status: Int
  }

  static func answer(_ problem: Problem, _ visitor: Visitor) -> PageAnswer {
    let labels = visitor.labels
    let known = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503]
    let heading = labels("error_\(known.contains(problem.status.code) ? problem.status.code : 500)")
    return .page("error", Model(heading: heading, detail: problem.detail, status: problem.status.code), status: problem.status)
  }
}
