public import Foundation

/// A mail as Python's `email` package understands it.
public struct ParsedMail: Decodable, Sendable {
  public struct Part: Decodable, Sendable {
    public let type: String
    /// 0 for the mail itself, 1 for its parts ...
    public let depth: Int
    public let encoding: String?
    public let disposition: String?
    public let filename: String?
    public let contentID: String?
    /// The decoded content in base64; nil for a multipart.
    public let content: Data?
    public var text: String? { content.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// Whatever is wrong: defects that Python finds, lines too long, bare CR or LF, blanks before a line end, no last boundary.
  public let problems: [String]
  public let headers: [[String]]
  public let parts: [Part]
  public let subject: String
  public let toName: String
  public let toAddress: String

  public func values(of name: String) -> [String] { headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] } }

  /// Parses all mails in one run of Python.
  public static func parse(_ mails: [[UInt8]]) async throws -> [ParsedMail] {
    let input = try JSONEncoder().encode(mails.map { Data($0) })
    let output = try await Command.run(["python3", "-c", script], input: String(decoding: input, as: UTF8.self)).succeeded()
    return try JSONDecoder().decode([ParsedMail].self, from: Data(output.utf8))
  }

  private static let script = #"""
    import sys, json, base64, re, email, email.policy
    from email.header import decode_header, make_header

    def parts(part, depth):
        yield part, depth
        if part.is_multipart():
            for child in part.iter_parts():
                yield from parts(child, depth + 1)

    def check(raw, mail):
        if re.search(rb'\r(?!\n)|(?<!\r)\n', raw): yield 'bare CR or LF'
        if not raw.endswith(b'\r\n'): yield 'last line has no end'
        for line in raw.split(b'\r\n'):
            if len(line) > 998: yield f'line of {len(line)} octets'
            if line[-1:] in (b' ', b'\t'): yield f'blank at the end of {line!r}'
        for line in raw.split(b'\r\n\r\n')[0].split(b'\r\n'):
            if len(line) > 78 and b' ' in line.partition(b': ')[2].strip(): yield f'line could be folded: {line!r}'
            if b'=?' in line and len(line) > 76: yield f'line with encoded words is too long: {line!r}'
        for part, depth in parts(mail, 0):
            yield from (f'{part.get_content_type()}: {d!r}' for d in part.defects)
            for name, value in part.items():
                yield from (f'{name}: {d!r}' for d in value.defects)
            if part.is_multipart():
                if f'\r\n--{part.get_boundary()}--\r\n'.encode() not in raw: yield 'no last boundary'
            elif part['Content-Transfer-Encoding'] in ('quoted-printable', 'base64'):
                if any(len(line) > 76 for line in part.get_payload().splitlines()): yield 'encoded line over 76 octets'

    result = []
    for item in json.load(sys.stdin):
        raw = base64.b64decode(item)
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        # The newer parser puts blanks between encoded words of a phrase; this one follows RFC 2047 section 6.2.
        name, address = email.utils.parseaddr(re.sub(r'\r\n', '', dict(mail.raw_items())['To']))
        result.append(dict(
            problems=list(check(raw, mail)),
            headers=[[name, str(value)] for name, value in mail.items()],
            subject=str(mail['Subject']), toName=str(make_header(decode_header(name))), toAddress=address,
            parts=[dict(
                type=part.get_content_type(), depth=depth, encoding=part['Content-Transfer-Encoding'],
                disposition=part.get_content_disposition(), filename=part.get_filename(), contentID=part['Content-ID'],
                content=None if part.is_multipart() else base64.b64encode(part.get_payload(decode=True)).decode(),
            ) for part, depth in parts(mail, 0)],
        ))
    json.dump(result, sys.stdout)
    """#
}
