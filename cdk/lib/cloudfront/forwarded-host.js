// Viewer request of the function's pages and API.
//
// API Gateway requires its own host name and sees CloudFront's address, so the requested name and the
// viewer's address are in other headers. They are always set, because a client may send any value.
function handler(event) {
  var headers = event.request.headers;
  headers["x-forwarded-host"] = { value: headers.host.value };
  headers["x-viewer-address"] = { value: event.viewer.ip };
  return event.request;
}
