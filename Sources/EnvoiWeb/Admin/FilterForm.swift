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
  let problem: String?
  let isOpen: Bool

  /// - Parameter typed: what was given, where the filter could not be made from it.
  init(_ filter: QueueFilter, _ labels: Labels, _ visible: [Site], typed: Fields? = nil, problem: String? = nil) {
    let given = typed ?? Fields(filter.query(sites: visible))
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
    isOpen = given.pairs.contains { QueueFilter.queryNames.contains($0.name) && !$0.value.isEmpty }
  }
}
