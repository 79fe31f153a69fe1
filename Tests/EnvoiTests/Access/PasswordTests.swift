import Testing

@testable import Envoi

@Suite("Passwords")
struct PasswordTests {
  @Test(
    "scrypt gives what RFC 7914 section 12 says",
    arguments: [
      (
        "password", "NaCl", Scrypt.Cost(logarithm: 10, blockSize: 8, parallelism: 16),
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
      ),
      (
        "pleaseletmein", "SodiumChloride", Scrypt.Cost(logarithm: 14, blockSize: 8, parallelism: 1),
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
      ),
    ])
  func vectors(_ password: String, _ salt: String, _ cost: Scrypt.Cost, _ key: String) async throws {
    #expect(try await Scrypt.key(of: password, salt: Array(salt.utf8), cost: cost, count: 64).hex == key)
  }

  @Test("a hash is a PHC string that is read back, and two of one password are not the same")
  func text() async throws {
    let password = try Password("correct horse 42")
    let hashes = [try await PasswordHash(of: password, cost: .cheap), try await PasswordHash(of: password, cost: .cheap)]
    #expect(hashes[0].description.wholeMatch(of: /\$scrypt\$ln=5,r=8,p=1\$[A-Za-z0-9+\/]{22}\$[A-Za-z0-9+\/]{43}/) != nil, "\(hashes[0])")
    #expect(PasswordHash(hashes[0].description) == hashes[0] && hashes[0] != hashes[1])
    let (isRight, renewed) = try await PasswordHash.check("correct horse 42", against: hashes[0].description, cost: .cheap)
    #expect(isRight && renewed == nil)
    for wrong in ["correct horse 43", "Correct horse 42", "", String(repeating: "x", count: 100_000)] {
      #expect(try await !PasswordHash.check(wrong, against: hashes[0].description, cost: .cheap).isRight)
    }
  }

  @Test("it costs what OWASP's password storage cheat sheet asks for at 32 MB")
  func cost() { #expect(Scrypt.Cost.standard == Scrypt.Cost(logarithm: 15, blockSize: 8, parallelism: 3)) }

  @Test("a hash of another cost still verifies, and is made anew")
  func renewal() async throws {
    let old = "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA"
    let (isRight, renewed) = try await PasswordHash.check("password", against: old, cost: .cheap)
    #expect(isRight && renewed?.cost == .cheap)
    #expect(try await PasswordHash.check("password", against: renewed?.description, cost: .cheap).isRight)
    #expect(try await !PasswordHash.check("passwort", against: old, cost: .cheap).isRight)
  }

  @Test("where there is no hash, or none that can be read, nothing is right")
  func none() async throws {
    for stored in [
      nil, "", "correct horse 42", "$scrypt$ln=15,r=8,p=3$$", "$scrypt$ln=40,r=8,p=1$TmFDbA$\(String(repeating: "A", count: 43))",
      "$scrypt$ln=15,r=8,p=3$TmFDbA$AAAA", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b27Hg",
    ] as [String?] {
      #expect(try await !PasswordHash.check("correct horse 42", against: stored, cost: .cheap).isRight)
    }
  }

  @Test(
    "what is too short, too long or tried first is refused, and the refusal does not say it",
    arguments: [
      "", "short", "123456789", "1234567890", "0987654321", "aaaaaaaaaaaa", "abababababab", "PASSWORD1234", "motdepasse123", "contraseña",
      "abcdefghijkl", String(repeating: "correct horse ", count: 20), String(repeating: "👩‍👩‍👧‍👦", count: 60),
    ])
  func refused(_ text: String) {
    let error = #expect(throws: InvalidInput.self) { try Password(text) }
    #expect(error?.field == "password" && error?.value == nil)
  }

  @Test("a password prints as dots")
  func dots() throws {
    let password = try Password("correct horse 42")
    var dumped = ""
    dump(password, to: &dumped)
    #expect("\(password)" == "•••" && !String(reflecting: password).contains("horse") && !dumped.contains("horse"))
  }

  @Test("however a keyboard composes it, it is the same password")
  func normalised() async throws {
    let hash = try await PasswordHash(of: Password("caf\u{e9} du \u{fb01}l 42"), cost: .cheap)
    #expect(try await PasswordHash.check("cafe\u{301} du fil 42", against: hash.description, cost: .cheap).isRight)
  }
}
