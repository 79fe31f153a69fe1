/// Passwords that are tried first, of those that are long enough.
enum CommonPasswords {
  static func contains(_ password: String) -> Bool {
    let password = password.lowercased()
    return Set(password).count < 4 || isRow(password) || all.contains(password)
  }

  /// Each character follows, or precedes, the one before it: 1234567890, abcdefghij.
  private static func isRow(_ password: String) -> Bool {
    let codes = password.unicodeScalars.map { Int($0.value) }
    let steps = Set(zip(codes, codes.dropFirst()).map { ($1 - $0 + 10) % 10 })
    return steps == [1] || steps == [9]
  }

  private static let all: Set<String> = [
    "12345678910", "1234567891", "123456789a", "123456789q", "a123456789", "q123456789", "1234554321", "123123123a", "12345qwert",
    "123456qwerty", "123qweasdzxc", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz@wsx3edc", "1qazxsw23edc", "q1w2e3r4t5",
    "q1w2e3r4t5y6", "qazwsxedcrfv", "qwer123456", "qwerty1234", "qwerty12345", "qwerty123456", "qwerty123!", "qwertyuiop", "qwertyuiop[]",
    "qwertyuiop123", "qwertzuiop", "azertyuiop", "azerty1234", "azerty12345", "asdfghjkl1", "asdfghjkl;", "asdfghjkl123", "asdfghjklñ",
    "zxcvbnm123", "zxcvbnm,./", "poiuytrewq", "password01", "password10", "password11", "password12", "password123", "password1234",
    "password12345", "password123!", "password1!", "password2024", "password2025", "password2026", "passw0rd123", "p@ssw0rd123",
    "p@ssword123", "p@ssw0rd12", "p@ssw0rd1!", "pa$$w0rd123", "mypassword", "mypassword1", "newpassword", "thepassword", "yourpassword",
    "adminadmin", "admin12345", "admin123456", "admin123!@", "administrator", "administrateur", "administrador", "root123456",
    "rootpassword",
    "changeme123", "changeme1!", "changemenow", "letmein123", "letmein1234", "letmeinnow", "welcome123", "welcome1234", "welcome123!",
    "welcome2024", "welcome2025", "welcome2026", "iloveyou12", "iloveyou123", "iloveyou1234", "ihateyou123", "trustno1234", "testtest123",
    "test123456", "test1234567", "secret1234", "default123", "superman123", "princess123", "sunshine123", "football123", "baseball123",
    "basketball", "dragon12345", "monkey12345", "michael123", "charlie123", "liverpool1", "liverpool123", "manchester", "manchester1",
    "barcelona1", "realmadrid", "realmadrid1", "chocolate1", "strawberry", "butterfly1", "starwars123", "spiderman1", "abcd123456",
    "abcde12345", "abc1234567", "abc123456789", "abcdefg123", "aa12345678", "a1b2c3d4e5", "a1b2c3d4e5f6", "asd123456789", "motdepasse",
    "motdepasse1", "motdepasse123", "bonjour123", "jetaime123", "contraseña", "contraseña1", "contrasena", "contrasena1",
    "contrasena123", "teamo12345", "tequieromucho", "estrella123",
  ]
}
