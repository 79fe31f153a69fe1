/// A receipt that has only the gateway's own id, which the row has with the answer to its request, while requests are under way: the
/// gateway is to come again. Nothing was changed.
public struct EarlyReceipt: Error {}
