/// Media types of the files that people attach (IANA registry).
enum MediaType {
  private static let byExtension = [
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8", "json": "application/json", "xml": "application/xml", "zip": "application/zip",
  ]

  static func guess(_ name: String) -> String {
    name.split(separator: ".").last.flatMap { byExtension[$0.lowercased()] } ?? "application/octet-stream"
  }
}
