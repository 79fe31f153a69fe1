import Foundation

/// Debian's cron with a crontab of its own, in a mount namespace: the system's are neither read nor written. Needs root and the packages
/// cron and faketime.
public final class Cron: Sendable {
  public static var isUsable: Bool {
    getuid() == 0 && FakeClock.isUsable && FileManager.default.fileExists(atPath: "/usr/sbin/cron")
  }

  private let scratch: ScratchDirectory
  private let process: ServerProcess

  /// - Parameters:
  ///   - crontab: root's, as in crontab(5).
  ///   - minute: seconds that cron's minutes last. What it runs has the right time.
  public init(_ crontab: String, minute: Int) throws {
    scratch = try ScratchDirectory("cron")
    let folder = scratch.path
    for name in ["spool/crontabs", "cron.d", "run"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try "".write(to: scratch.file("crontab"), atomically: true, encoding: .utf8)
    try crontab.write(to: scratch.file("spool/crontabs/root"), atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/spool/crontabs/root")
    let mounts = [("spool", "/var/spool/cron"), ("cron.d", "/etc/cron.d"), ("crontab", "/etc/crontab"), ("run", "/run")]
      .map { "mount --bind \(folder)/\($0) \($1)" }.joined(separator: " && ")
    let cron = "exec env LD_PRELOAD=\(FakeClock.library) FAKETIME='+0 x\(60 / minute)' cron -f -L 15"
    process = try ServerProcess(
      ["unshare", "-m", "--propagation", "private", "sh", "-c", "\(mounts) && \(cron)"], log: scratch.file("log"))
  }

  public func stop() { process.stop() }
}
