//! The signature of a presigned request, verified as S3 does.

use std::fmt::Write;

use axum::http::{HeaderMap, request::Parts};
use chrono::NaiveDateTime;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// Status and code of an error of S3.
pub type Refusal = (u16, &'static str);

const DENIED: Refusal = (403, "AccessDenied");
const MALFORMED: Refusal = (400, "AuthorizationQueryParametersError");
/// The maximum lifetime of a link, in seconds.
const WEEK: i64 = 7 * 86_400;
/// The tolerance of S3's clock, in seconds.
const SKEW: i64 = 15 * 60;

/// The only credentials that are known.
#[derive(Clone, Copy)]
pub struct Signer {
    pub access_key: &'static str,
    pub secret: &'static str,
    pub region: &'static str,
}

/// The signed query of a request.
pub struct Presigned {
    /// Name and value, decoded, without the signature.
    query: Vec<(String, String)>,
    /// Access key, date, region, service and `aws4_request`.
    credential: Vec<String>,
    date: String,
    expires: i64,
    /// The names of the signed headers.
    headers: Vec<String>,
    signature: String,
}

impl Presigned {
    /// The signature of a request.
    ///
    /// # Errors
    /// 403 without one, 400 if a parameter is missing or malformed.
    pub fn read(head: &Parts) -> Result<Self, Refusal> {
        let query = head.uri.query().unwrap_or_default();
        let mut query: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        let signature = query.iter().position(|(name, _)| name == "X-Amz-Signature");
        let (_, signature) = query.remove(signature.ok_or(DENIED)?);
        let field = |name: &str| {
            let found = query.iter().find(|(given, _)| given == name);
            found.map(|(_, value)| value.clone()).ok_or(MALFORMED)
        };
        let list = |text: &str, mark| text.split(mark).map(str::to_owned).collect();
        if field("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
            return Err(MALFORMED);
        }
        let expires = field("X-Amz-Expires")?.parse().map_err(|_| MALFORMED)?;
        Ok(Self {
            credential: list(&field("X-Amz-Credential")?, '/'),
            date: field("X-Amz-Date")?,
            headers: list(&field("X-Amz-SignedHeaders")?, ';'),
            expires,
            signature,
            query,
        })
    }

    /// # Errors
    /// The error of S3 unless the request is what `signer` signed, at `now` (seconds since the epoch).
    pub fn verify(&self, head: &Parts, signer: &Signer, now: i64) -> Result<(), Refusal> {
        let [key, day, scope @ ..] = &self.credential[..] else {
            return Err(MALFORMED);
        };
        if key != signer.access_key {
            return Err((403, "InvalidAccessKeyId"));
        }
        let signed = NaiveDateTime::parse_from_str(&self.date, "%Y%m%dT%H%M%SZ");
        let signed = signed.map_err(|_| MALFORMED)?.and_utc().timestamp();
        let is_scope = scope == [signer.region, "s3", "aws4_request"];
        if !is_scope || !self.date.starts_with(day) || !(1..=WEEK).contains(&self.expires) {
            return Err(MALFORMED);
        }
        if signed + self.expires <= now || signed > now + SKEW {
            return Err(DENIED);
        }
        self.check_headers(&head.headers)?;
        let scope = self.credential[1..].join("/");
        let request = hex(&Sha256::digest(self.canonical(head)));
        let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{request}", self.date);
        let secret = format!("AWS4{}", signer.secret).into_bytes();
        let parts = self.credential[1..].iter();
        let key = parts.fold(secret, |key, part| mac(&key, part));
        if hex(&mac(&key, &text)) != self.signature {
            return Err((403, "SignatureDoesNotMatch"));
        }
        Ok(())
    }

    /// The host and every header of AWS are signed.
    fn check_headers(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let names = headers.keys().map(|name| name.as_str());
        let mut required = names
            .filter(|name| name.starts_with("x-amz-"))
            .chain(["host"]);
        let are_signed = required.all(|name| self.headers.iter().any(|signed| signed == name));
        are_signed.then_some(()).ok_or(DENIED)
    }

    /// The canonical request.
    fn canonical(&self, head: &Parts) -> String {
        let mut query: Vec<_> = self.query.iter().collect();
        query.sort_by_key(|(name, value)| (encoded(name, ""), encoded(value, "")));
        let query: Vec<_> = query
            .into_iter()
            .map(|(name, value)| format!("{}={}", encoded(name, ""), encoded(value, "")))
            .collect();
        let mut headers = String::new();
        for name in &self.headers {
            let value = head.headers.get(name).and_then(|value| value.to_str().ok());
            let words: Vec<_> = value.unwrap_or_default().split_ascii_whitespace().collect();
            writeln!(headers, "{name}:{}", words.join(" ")).unwrap();
        }
        [
            head.method.as_str(),
            &encoded(&decoded(head.uri.path()), "/"),
            &query.join("&"),
            &headers,
            &self.headers.join(";"),
            "UNSIGNED-PAYLOAD",
        ]
        .join("\n")
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text without its percent encoding. A plus sign is one.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        if let (b'%', Some(byte)) = (first, byte) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text as S3 encodes it: everything but letters, digits, `-._~` and `plain`.
fn encoded(text: &str, plain: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || plain.contains(char::from(byte))
        {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    /// The example of AWS's page about presigned requests, and its time.
    const SIGNER: Signer = Signer {
        access_key: "AKIAIOSFODNN7EXAMPLE",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
    };
    const LINK: &str = "https://examplebucket.s3.amazonaws.com/test.txt\
        ?X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    const SIGNED_AT: i64 = 1_369_353_600;

    fn verify(link: &str, header: (&str, &str), now: i64) -> Result<(), Refusal> {
        let request = Request::get(link)
            .header("host", "examplebucket.s3.amazonaws.com")
            .header(header.0, header.1);
        let (head, ()) = request.body(()).unwrap().into_parts();
        Presigned::read(&head)?.verify(&head, &SIGNER, now)
    }

    #[test]
    fn the_example_of_aws_is_valid_for_its_day() {
        let plain = ("accept", "*/*");
        let day = 86_400;
        for (now, expected) in [
            (SIGNED_AT - SKEW - 1, Err(DENIED)),
            (SIGNED_AT - SKEW, Ok(())),
            (SIGNED_AT + day - 1, Ok(())),
            (SIGNED_AT + day, Err(DENIED)),
        ] {
            assert_eq!(verify(LINK, plain, now), expected, "{now}");
        }
        let of_aws = ("x-amz-acl", "public-read");
        assert_eq!(verify(LINK, of_aws, SIGNED_AT), Err(DENIED));
    }

    #[test]
    fn an_altered_link_is_refused() {
        let forged = Err((403, "SignatureDoesNotMatch"));
        let malformed = Err(MALFORMED);
        for (from, to, expected) in [
            ("test.txt", "text.txt", forged),
            ("404", "405", forged),
            ("=86400", "=86401", forged),
            ("us-east-1", "eu-west-3", malformed),
            ("=86400", "=604801", malformed),
            ("&X-Amz-Date=20130524T000000Z", "", malformed),
            ("AKIAIOS", "AKIAIOT", Err((403, "InvalidAccessKeyId"))),
            ("X-Amz-Signature", "X-Amz-Signed", Err(DENIED)),
        ] {
            let altered = LINK.replace(from, to);
            assert_ne!(altered, LINK);
            let result = verify(&altered, ("accept", "*/*"), SIGNED_AT);
            assert_eq!(result, expected, "{to}");
        }
    }
}
