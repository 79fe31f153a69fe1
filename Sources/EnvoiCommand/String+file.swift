import Foundation

extension String {
  /// A file whole, also a pipe (`<(pass relay)`); nil where it cannot be read, or is not UTF-8.
  init?(file path: String) {
    guard let data = try? FileHandle(forReadingFrom: URL(filePath: path)).readToEnd() ?? Data() else { return nil }
    self.init(data: data, encoding: .utf8)
  }
}
