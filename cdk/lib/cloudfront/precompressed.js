// Viewer request of the hashed files.
//
// The build writes `x.br` and `x.gz` beside every file: this requests the smallest that the browser
// accepts. So each is cached under its own name.
function handler(event) {
  var request = event.request;
  if (/\.(js|css|wasm)$/.test(request.uri)) {
    var accepted = codings(request.headers["accept-encoding"]);
    if (accepted.br) request.uri += ".br";
    else if (accepted.gzip) request.uri += ".gz";
  }
  return request;
}

// `gzip, br;q=0.5, zstd;q=0` → { gzip: true, br: true, zstd: false }
function codings(header) {
  var accepted = {};
  var items = header ? header.value.toLowerCase().split(",") : [];
  for (var i = 0; i < items.length; i++) {
    var parts = items[i].split(";");
    accepted[parts[0].trim()] = !/^\s*q\s*=\s*0(\.0*)?\s*$/.test(parts[1] || "");
  }
  return accepted;
}
