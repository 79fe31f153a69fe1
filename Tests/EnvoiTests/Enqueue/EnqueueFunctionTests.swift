import MessageFormat
import Postgres
import Testing

@testable import Envoi

/// `envoi.enqueue(...)`, for applications inside their own transaction.
@Suite("envoi.enqueue()", .staged)
struct EnqueueFunctionTests {
  /// Runs it with these arguments, as SQL.
  private func enqueue(_ arguments: String, on connection: Connection? = nil) async throws -> Int {
    let call: SQL = "SELECT envoi.enqueue(\(unescaped: arguments))"
    if let connection { return try #require(try await connection.row(call, as: Int.self)) }
    return try await Stage.current.value(call)
  }

  private func refusal(_ arguments: String) async throws -> String {
    let error = await #expect(throws: PostgresError.self, "\(arguments)") { _ = try await enqueue(arguments) }
    return error?.message ?? ""
  }

  private func text(_ id: Int) async throws -> String {
    String(decoding: try #require(try await Queue(Stage.current.database).mail(of: id)), as: UTF8.self)
  }

  @Test("a text without variables is literal, whatever looks like a tag in it")
  func literal() async throws {
    let id = try await enqueue("'example.org', 'ann@example.net', 'Re: {{name}}', 'Hello {{variables.x}} {{#a}}', '<p>{{x}}</p>'")
    let mail = try await text(id)
    #expect(mail.contains("Subject: Re: {{name}}\r\n") && mail.contains("Hello {{variables.x}} {{#a}}") && mail.contains("<p>{{x}}</p>"))
  }

  @Test("with variables, subject, text and HTML are templates")
  func template() async throws {
    let id = try await enqueue(
      """
      'example.org', 'ann@example.net', 'Order {{variables.number}}', 'Hello {{name}}: {{variables.city}}', name => 'Ann',
      variables => '{"number": 7, "city": "Lyon"}'
      """)
    let mail = try await text(id)
    #expect(mail.contains("Subject: Order 7\r\n") && mail.contains("Hello Ann: Lyon") && mail.contains("To: Ann <ann@example.net>"))
  }

  @Test("a variable that a section of the same text asks for may be missing, and so may what stands inside of sections")
  func sections() async throws {
    let id = try await enqueue(
      """
      'example.org', 'ann@example.net', 'Hello', variables => '{"x": {"y": "there"}}', text =>
      'Dear {{name}}{{^name}}friend{{/name}}, {{#variables.city}}{{variables.city}}{{variables.street}}{{/variables.city}}{{variables.x.y}}'
      """)
    #expect(try await text(id).contains("Dear friend, there"))
  }

  private static let refusals = [
    ("'example.com', 'ann@example.net', 'Hello', 'Text'", "site: there is no site \"example.com\""),
    ("NULL, 'ann@example.net', 'Hello', 'Text'", "site: there is no site \"<NULL>\""),
    ("'example.org', NULL, 'Hello', 'Text'", "recipient: must be one address like ann@example.org, got \"NULL\""),
    ("'example.org', 'ann', 'Hello', 'Text'", "recipient: must be one address like ann@example.org, got \"ann\""),
    ("'example.org', 'a@b.c, d@e.f', 'Hello', 'Text'", "recipient: must be one address like ann@example.org, got \"a@b.c, d@e.f\""),
    ("'example.org', 'Ann <a@b.c>', 'Hello', 'Text'", "recipient: must be one address like ann@example.org, got \"Ann <a@b.c>\""),
    ("'example.org', E'a@b.c\\nRCPT', 'Hello', 'Text'", "recipient: must be one address like ann@example.org, got \"a@b.c\nRCPT\""),
    ("'example.org', 'a@' || repeat('b', 260) || '.c', 'Hello', 'Text'", "recipient: must be one address"),
    (
      "'example.org', 'a@b.c', E'Hello\\nBcc: x', 'Text'",
      #"subject: must have no line break or other control character, got "Hello\nBcc: x""#
    ),
    ("'example.org', 'a@b.c', 'Hello', 'Text', name => E'A\\rB'", #"name: must have no line break or other control character, got "A\rB""#),
    ("'example.org', 'a@b.c', 'Hello', 'Text', sender => E'A\\r <a@b.c>'", "sender: must have no line break"),
    (
      "'example.org', 'a@b.c', 'Hello', 'Text', sender => 'nobody'",
      "sender: must be an address like ann@example.org or Ann <ann@example.org>, got \"nobody\""
    ),
    ("'example.org', 'a@b.c', 'Hello', 'Text', reply_to => 'a@b.c, d@e.f'", "reply_to: must be an address"),
    ("'example.org', 'a@b.c', 'Hello'", "text: must be given when html is not"),
    ("'example.org', 'a@b.c', 'Hello', E' \\n', ''", "text: must be given when html is not"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', priority => 10", "priority: must be between 0 and 9, got 10"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', priority => NULL", "priority: must be between 0 and 9, got NULL"),
    (
      "'example.org', 'a@b.c', 'Hello', 'Text', due_at => '2100-01-02Z', expires_at => '2100-01-01Z'",
      "expires_at: must be after due_at (2100-01-02 00:00:00+00) and in the future, got 2100-01-01 00:00:00+00"
    ),
    ("'example.org', 'a@b.c', 'Hello', 'Text', due_at => '1999-01-01Z', expires_at => '2000-01-01Z'", "expires_at: must be after"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', variables => '[1]'", "variables: must be a JSON object, got array"),
    ("'example.org', 'a@b.c', 'Hello', '{{variables.city}}', variables => '{}'", "variables.city: is used in the text and must be given"),
    (
      "'example.org', 'a@b.c', '{{{ variables.city.name }}}', 'Text', variables => '{\"x\": 1}'",
      "variables.city.name: is used in the text and must be given"
    ),
    (
      "'example.org', 'a@b.c', 'Hello', '{{variables.city}}', variables => '{\"city\": null}'",
      "variables.city: is used in the text and must be given"
    ),
    (
      "'example.org', 'a@b.c', 'Hello', '{{variables.a.b}}', variables => '{\"a\": {\"b\": []}}'",
      "variables.a.b: is used in the text and must be given"
    ),
    (
      "'example.org', 'a@b.c', '{{variables.city}}', '{{#variables.city}}{{.}}{{/variables.city}}', variables => '{}'",
      "variables.city: is used in the text and must be given"
    ),
    ("'example.org', 'a@b.c', 'Hello', '{{ name }}', variables => '{}'", "name: is used in the text and must be given"),
    (
      "'example.org', 'a@b.c', 'Hello', 'Text', headers => '{\"X-A\": \"b\"}'",
      "headers: must be an array of [name, value], got {\"X-A\": \"b\"}"
    ),
    ("'example.org', 'a@b.c', 'Hello', 'Text', headers => '[[\"X-A\"]]'", "headers: must be an array of [name, value], got [[\"X-A\"]]"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', headers => '[[\"X-A\", 1]]'", "headers: must be an array of [name, value]"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', headers => '[[\"Bcc\", \"x@y.z\"]]'", "headers: \"Bcc\" cannot be given"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', headers => '[[\"X A\", \"b\"]]'", "headers: \"X A\" cannot be given"),
    ("'example.org', 'a@b.c', 'Hello', '{{city}}', variables => '{}'", "text: {{city}} is not known"),
    (
      "'example.org', 'a@b.c', 'Hello {{#name}}', 'Text', variables => '{}'",
      "text: {{#name}} is not known, or opens or closes a section alone"
    ),
    ("'example.org', 'a..b@b.cc', 'Hello', 'Text'", "recipient: must be one address like ann@example.org, got \"a..b@b.cc\""),
    ("'example.org', 'a@-b.cc', 'Hello', 'Text'", "recipient: must be one address"),
    ("'example.org', 'a@b-.cc', 'Hello', 'Text'", "recipient: must be one address"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', tags => ARRAY['a', NULL]", "tags: must not be NULL or empty, got {a,NULL}"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', tags => ARRAY['']", "tags: must not be NULL or empty"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', key => ''", "key: must have 1 to 255 characters, got 0"),
    ("'example.org', 'a@b.c', 'Hello', 'Text', key => repeat('k', 256)", "key: must have 1 to 255 characters, got 256"),
  ]

  @Test("every refusal names the field, the rule and the value")
  func refusals() async throws {
    for (arguments, message) in Self.refusals {
      let refusal = try await refusal(arguments)
      #expect(refusal.hasPrefix(message), "\(refusal)")
    }
    #expect(try await Stage.current.value("SELECT count(*) FROM envoi.message", as: Int.self) == 0)
  }

  @Test("headers, sender, priority, times, reference and tags arrive")
  func everything() async throws {
    let stage = try Stage.current
    let id = try await enqueue(
      """
      'Example.ORG', 'Ann@Example.net', 'Hello', 'Text', sender => '"Shop, the" <shop@example.org>', reply_to => 'help@example.org',
      headers => '[["X-Order", "7"]]', priority => 2, due_at => '2100-01-01Z', reference => 'r7', tags => '{a,b}'
      """)
    let mail = try await text(id)
    #expect(
      mail.contains("From: \"Shop, the\" <shop@example.org>\r\n") && mail.contains("X-Order: 7\r\n")
        && mail.contains("Reply-To: help@example.org"))
    let row = try await stage.row(id)
    #expect(row.priority == 2 && row.reference == "r7" && row.tags == ["a", "b"] && row.expiresAt.description == "2100-01-03T00:00:00Z")
    #expect(try await stage.value("SELECT destination FROM envoi.queue WHERE id = \(id)", as: String.self) == "example.net")
  }

  @Test("the same key and content gives the same id, in any time zone; another content is refused")
  func key() async throws {
    let stage = try Stage.current
    let same = "'example.org', 'ann@example.net', 'Hello', 'Text', due_at => '2100-01-01Z', variables => '{\"a\": 1, \"b\": 2}', key => 'k'"
    let id = try await enqueue(same)
    let elsewhere = try await stage.database.connect()
    try await elsewhere.execute("SET timezone = 'Asia/Tokyo'")
    #expect(try await enqueue(same, on: elsewhere) == id)
    await elsewhere.close()
    #expect(try await enqueue(same.replacing("\"a\": 1, \"b\": 2", with: "\"b\": 2, \"a\": 1")) == id)
    #expect(try await refusal(same.replacing("'Text'", with: "'Texts'")) == "key: \"k\" was accepted before with another content")
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 1)
    _ = try await stage.addSite("example.com")
    #expect(try await enqueue(same.replacing("example.org", with: "example.com")) != id)
  }

  @Test("callers with the same key at the same time get one row")
  func concurrentKey() async throws {
    let stage = try Stage.current
    for round in 0..<5 {
      let ids = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 { group.addTask { try await enqueue("'example.org', 'ann@example.net', 'Hello', 'Text', key => 'k\(round)'") } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
    }
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 5)
  }

  @Test("a transaction that rolls back leaves nothing, and its key is free")
  func rollback() async throws {
    let stage = try Stage.current
    let arguments = "'example.org', 'ann@example.net', 'Hello', 'Text', key => 'k'"
    try await stage.database.withConnection { connection in
      try await connection.execute("BEGIN")
      _ = try await enqueue(arguments, on: connection)
      try await connection.execute("ROLLBACK")
    }
    for table in ["queue", "message", "accepted"] {
      #expect(try await stage.value("SELECT count(*) FROM envoi.\(identifier: table)", as: Int.self) == 0)
    }
    _ = try await enqueue(arguments)
  }

  @Test("a notification says which site, once the transaction commits")
  func notification() async throws {
    let stage = try Stage.current
    let listener = try await stage.database.listen("envoi_queue")
    try await stage.database.withTransaction { connection in
      for _ in 0..<3 { _ = try await enqueue("'example.org', 'ann@example.net', 'Hello', 'Text'", on: connection) }
    }
    #expect(try await listener.next(until: .now + .seconds(10)) == String(stage.site.id))
    #expect(try await listener.next(until: .now) == nil)
    await listener.close()
  }

  @Test("an address that only the program can judge ends as error/invalid, and what the program takes the function takes")
  func addresses() async throws {
    let stage = try Stage.current
    var ids: [Int] = []
    for address in Self.addresses { ids.append(try await stage.value("SELECT envoi.enqueue('example.org', \(address), 'Hello', 'Text')")) }
    _ = try await stage.worker().run(.send)
    for (id, address) in zip(ids, Self.addresses) {
      let isValid = (try? EmailAddress(address)) != nil
      #expect(try await stage.state(id) == (isValid ? "sent" : "error/invalid"), "\(address)")
      #expect(try await stage.events(id) == (isValid ? [] : ["invalid"]), "\(address)")
    }
  }

  private static let addresses = [
    "a@example.123", "a.-b@example.net", "-a-@example.net", "a@exa_mple.net", "ann@xn--0.net", "a@\u{200b}.net",
    "jörg@example.net",
    "ann@exämple.net", "o'hara+x@example.net", "a@\(String(repeating: "b", count: 64)).net",
  ]
}
