internal import HTTPTypes
internal import Hummingbird

/// The style sheet and the script, under names that change with what is in them, so that browsers may keep them for ever.
struct AssetRoutes {
  func add(to router: some RouterMethods<WebContext>) {
    for (path, text, type) in [
      (Resources.stylePath, Resources.texts["envoi.css"], "text/css; charset=utf-8"),
      (Resources.scriptPath, Resources.texts["envoi.js"], "text/javascript; charset=utf-8"),
    ] {
      let headers: HTTPFields = [
        .contentType: type, .cacheControl: "public, max-age=31536000, immutable", .xContentTypeOptions: "nosniff",
      ]
      let body = ByteBuffer(string: text ?? "")
      router.get(RouterPath(path)) { _, _ in Response(status: .ok, headers: headers, body: .init(byteBuffer: body)) }
    }
  }
}
