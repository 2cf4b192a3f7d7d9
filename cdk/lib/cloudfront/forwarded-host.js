// Viewer request of the function's pages and API.
//
// API Gateway requires its own host name, so the requested one is in another header. It is always
// set, because a client may send any value.
function handler(event) {
  var headers = event.request.headers;
  headers["x-forwarded-host"] = { value: headers.host.value };
  return event.request;
}
