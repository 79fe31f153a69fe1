/// A statement with its values. Interpolation binds, it never becomes part of the text:
///
///     "SELECT name FROM site WHERE id = \(id) AND domain = ANY(\(domains))"
///
/// A String goes as text whose type the server finds from its place; where there is none, cast it: `\(word)::text`.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// The text around the parameters: always one piece more than there are parameters.
  private var pieces = [""]
  private(set) var parameters = Parameters()

  public init(stringLiteral text: String) { pieces = [text] }
  public init(stringInterpolation: Interpolation) { self = stringInterpolation.sql }

  /// The statement as the server gets it, with `$1`, `$2` for its parameters.
  public var text: String {
    var text = pieces[0]
    for index in 1..<pieces.count { text += "$\(index)\(pieces[index])" }
    return text
  }

  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL(stringLiteral: "")

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) { sql.pieces[sql.pieces.count - 1] += literal }

    /// Binds the value as a parameter, nil as NULL.
    public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
      sql.parameters.append(value)
      sql.pieces.append("")
    }

    /// Inserts a statement or a part of one, with its parameters.
    public mutating func appendInterpolation(sql part: SQL) {
      appendLiteral(part.pieces[0])
      sql.pieces += part.pieces.dropFirst()
      sql.parameters.append(part.parameters)
    }

    /// Inserts a quoted identifier: a table, a column, a channel.
    public mutating func appendInterpolation(identifier: String) {
      appendLiteral(#""\#(identifier.split(separator: #"""#, omittingEmptySubsequences: false).joined(separator: #""""#))""#)
    }

    /// Inserts text as it is. Never for what comes from outside.
    public mutating func appendInterpolation(unescaped text: String) { appendLiteral(text) }
  }
}
