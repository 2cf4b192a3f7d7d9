// Viewer request, on everything that the function answers.
//
// API Gateway must be asked by its own name, so the host that the person asked for travels
// beside. It is always set: whatever the browser sent under this name is not to be believed.
function handler(event) {
  var headers = event.request.headers;
  headers["x-forwarded-host"] = { value: headers.host.value };
  return event.request;
}
