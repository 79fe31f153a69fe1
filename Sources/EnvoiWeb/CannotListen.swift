/// The server cannot be reached at its address: somebody else has the port, or it is none of this machine.
public struct CannotListen: Error, CustomStringConvertible {
  let address: ListenAddress
  let why: String

  public var description: String { "cannot listen on \(address): \(why); --listen or ENVOI_LISTEN says where" }
}
