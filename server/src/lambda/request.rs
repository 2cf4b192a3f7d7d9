//! Requests: converts API Gateway's event, and the response to it.

use std::{
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
};

use app::error::{Error, ErrorKind};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use lambda_http::{
    Adapter, LambdaEvent, Service, aws_lambda_events::apigw::ApiGatewayV2httpResponse,
    lambda_runtime::Diagnostic, request::LambdaRequest, service_fn,
};
use serde_json::value::RawValue;

use super::json;
use crate::http::{RequestId, rejection};

/// The maximum size of a response, in bytes of JSON
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>: 6 MB).
const MAX_RESPONSE: usize = 6 * 1024 * 1024;

/// Serves one request.
///
/// # Errors
/// If the response can't be serialised.
pub(super) async fn handle(
    router: Router,
    event: LambdaEvent<LambdaRequest>,
) -> Result<Box<RawValue>, Diagnostic> {
    let id = event.context.request_id.clone();
    let serve = service_fn(move |mut request: Request<lambda_http::Body>| {
        request.extensions_mut().insert(RequestId(id.clone()));
        let response = router.clone().call(request);
        async move {
            let Ok(response) = response.await;
            gather(response).await
        }
    });
    // The adapter panics on an invalid address, such as a query with an unescaped space.
    let mut adapter = Adapter::from(serve);
    let Ok(response) = catch_unwind(AssertUnwindSafe(|| adapter.call(event))) else {
        return invalid();
    };
    let response = json(&response.await?)?;
    if response.get().len() <= MAX_RESPONSE {
        return Ok(response);
    }
    tracing::error!(
        bytes = response.get().len(),
        "response exceeds Lambda's limit"
    );
    bare(&Error::internal())
}

/// Reads the whole response into memory, because Lambda takes it in one piece.
async fn gather(response: Response) -> Result<Response, Infallible> {
    let (mut parts, body) = response.into_parts();
    join_repeated(&mut parts.headers);
    Ok(match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(_) => rejection(&Error::internal()),
    })
}

/// Joins repeated headers into a list (RFC 9110, section 5.3), because API Gateway accepts one
/// value per name. Cookies cannot be joined and have their own field.
fn join_repeated(headers: &mut HeaderMap) {
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let values = headers.get_all(&name).iter().map(HeaderValue::as_bytes);
        let values: Vec<&[u8]> = values.collect();
        if values.len() < 2 || name == header::SET_COOKIE {
            continue;
        }
        if let Ok(list) = HeaderValue::from_bytes(&values.join(&b", "[..])) {
            headers.insert(name, list);
        }
    }
}

/// The response to a request that is not valid HTTP.
///
/// # Errors
/// If the response can't be serialised.
pub(super) fn invalid() -> Result<Box<RawValue>, Diagnostic> {
    bare(&Error::new(ErrorKind::Malformed, "Invalid URL or header."))
}

/// A response that did not pass through the router.
fn bare(error: &Error) -> Result<Box<RawValue>, Diagnostic> {
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = error.kind.status().into();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response
            .headers
            .insert(name, HeaderValue::from_static(value));
    }
    response.body = serde_json::to_string(error).ok().map(Into::into);
    json(&response)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::routing::get;
    use serde_json::{Value, json};

    use super::*;

    /// The function's response to a request, from a router with one page.
    async fn respond(body: impl Into<Body>, headers: &[(&'static str, &'static str)]) -> Value {
        respond_to("", body, headers).await
    }

    async fn respond_to(
        query: &str,
        body: impl Into<Body>,
        headers: &[(&'static str, &'static str)],
    ) -> Value {
        let mut page = Response::new(body.into());
        for (name, value) in headers {
            page.headers_mut()
                .append(*name, HeaderValue::from_static(value));
        }
        let page = Arc::new(Mutex::new(Some(page)));
        let router = Router::new().route(
            "/",
            get(|| async move { page.lock().unwrap().take().unwrap() }),
        );
        let event = json!({
            "version": "2.0", "rawPath": "/", "rawQueryString": query, "headers": {},
            "requestContext": {"stage": "$default", "http": {"method": "GET", "path": "/"}},
            "isBase64Encoded": false,
        });
        let request = serde_json::from_value(event).unwrap();
        let event = LambdaEvent::new(request, lambda_http::Context::default());
        let response = handle(router, event).await.unwrap();
        serde_json::from_str(response.get()).unwrap()
    }

    #[tokio::test]
    async fn a_response_over_the_limit_becomes_an_error() {
        let text = [("content-type", "text/plain")];
        let fits = respond("a".repeat(MAX_RESPONSE - 200), &text).await;
        assert_eq!(fits["statusCode"], 200);
        let binary = [("content-type", "application/octet-stream")];
        for (body, headers) in [
            ("a".repeat(MAX_RESPONSE), text),
            ("\"".repeat(MAX_RESPONSE / 2), text),
            ("a".repeat(MAX_RESPONSE / 4 * 3), binary),
        ] {
            let rejected = respond(body, &headers).await;
            assert_eq!(rejected["statusCode"], 500);
            let error: Error = serde_json::from_str(rejected["body"].as_str().unwrap()).unwrap();
            assert_eq!(error, Error::internal());
        }
    }

    #[tokio::test]
    async fn an_invalid_address_is_the_clients_error() {
        for query in ["a b", "<", "a=\u{7f}", "\n"] {
            let response = respond_to(query, "", &[]).await;
            assert_eq!(response["statusCode"], 400, "{query:?}");
            let error: Error = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
            assert_eq!(error.kind, ErrorKind::Malformed);
        }
        assert_eq!(respond_to("a=%20é", "", &[]).await["statusCode"], 200);
    }

    #[tokio::test]
    async fn repeated_headers_are_joined_and_cookies_are_not() {
        let response = respond(
            "",
            &[
                ("vary", "origin"),
                ("vary", "accept-encoding"),
                ("set-cookie", "humeur=1; Path=/"),
                ("set-cookie", "lang=fr; Path=/"),
            ],
        )
        .await;
        assert_eq!(response["headers"]["vary"], "origin, accept-encoding");
        assert_eq!(response["headers"].get("set-cookie"), None);
        assert_eq!(
            response["cookies"],
            json!(["humeur=1; Path=/", "lang=fr; Path=/"])
        );
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_an_internal_error() {
        let broken = futures::stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("gone"))]);
        let response = respond(Body::from_stream(broken), &[]).await;
        assert_eq!(response["statusCode"], 500);
    }
}
