internal import Envoi

/// The fields by which a list of rows is narrowed.
struct FilterForm: Sendable {
  let sites: [Choice]
  let statuses: [Choice]
  let reasons: [Choice]
  let channels: [Choice]
  let recipient: String
  let reference: String
  let tag: String
  let newsletter: String
  let message: String
  let since: String
  let until: String
  let problem: Complaint?
  let isOpen: Bool

  /// - Parameters:
  ///   - given: the filter's fields, or what was typed where no filter could be made from it.
  ///   - problem: what is wrong with it.
  init(_ given: Fields, _ labels: Labels, _ visible: [Site], problem: Complaint? = nil) {
    sites = visible.map { Choice($0.domain, $0.domain, isChosen: given["site"] == $0.domain) }
    statuses = QueueStatus.allCases.map {
      Choice($0.rawValue, labels("status_\($0.rawValue)"), isChosen: given.all("status").contains($0.rawValue))
    }
    reasons = Reason.allCases.map { Choice($0.rawValue, labels("reason_\($0.rawValue)"), isChosen: given["reason"] == $0.rawValue) }
    channels = Channel.allCases.map { Choice($0.rawValue, labels("channel_\($0.rawValue)"), isChosen: given["channel"] == $0.rawValue) }
    (recipient, reference, tag) = (given["recipient"] ?? "", given["reference"] ?? "", given["tag"] ?? "")
    (newsletter, message) = (given["newsletter"] ?? "", given["message"] ?? "")
    (since, until) = (given["since"] ?? "", given["until"] ?? "")
    self.problem = problem
    isOpen = given.pairs.contains { QueueFilter.fieldNames.contains($0.name) && !$0.value.isEmpty }
  }
}

extension QueueFilter {
  /// Of a form or an address: fields left empty say nothing, and others are not the filter's.
  init(_ fields: Fields, sites: [Site]) throws(InvalidInput) {
    let given = fields.pairs.filter { Self.fieldNames.contains($0.name) && !$0.value.isEmpty }
    try self.init(fields: given.map { ($0.name, $0.value) }, sites: sites)
  }
}
