//! Passkeys (WebAuthn Level 3), verified by `webauthn_rp`.

use app::{
    domain::account::PasskeySite,
    error::Error,
    ports::{
        Assertion, Ceremony, Credential, NewPasskey, PasskeyService, UserId, rejected_passkey,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, PublicKeyCredentialDescriptor, RpId,
        auth::AuthenticationVerificationOptions,
        register::{Extension, RegistrationVerificationOptions, UserHandle16},
    },
    response::{
        AuthTransports, CredentialId,
        auth::error::AuthCeremonyErr,
        register::{DynamicState, StaticState, error::RegCeremonyErr},
    },
};

/// The name of the site in the browser's dialogs.
const NAME: &str = "Humeur";

/// The ceremonies. User handles are the 16 bytes of a [`UserId`].
pub struct Passkeys;

/// The state of a ceremony in the store. The two have different forms, so that a registration's
/// challenge can't be answered by a sign-in.
#[derive(Serialize, Deserialize)]
#[serde(tag = "ceremony", rename_all = "snake_case")]
enum State {
    Registration(Begun),
    SignIn(Begun),
}

#[derive(Serialize, Deserialize)]
struct Begun {
    id: String,
    origin: String,
    state: String,
}

/// The data of a credential in the store.
#[derive(Serialize, Deserialize)]
struct Data {
    /// The site that the passkey is bound to.
    site: String,
    /// The public key and the extensions.
    key: String,
    /// Facts at the registration: verified, synced, counter, attachment.
    facts: String,
    /// The ways to reach the authenticator, for the browser.
    transports: u8,
}

impl PasskeyService for Passkeys {
    fn begin_registration(
        &self,
        site: &PasskeySite,
        user: &UserId,
        label: &str,
        existing: &[Credential],
    ) -> Result<Ceremony, Error> {
        let id = rp_id(&site.id)?;
        let handle = user_handle(user)?;
        let existing = existing.iter().filter_map(descriptor).collect();
        let mut options =
            PublicKeyCredentialCreationOptions::passkey(&id, (&handle).into(), existing);
        // Some authenticators refuse to make a passkey that must enforce `credProtect`. Each sign-in
        // is verified without it.
        options.extensions = Extension::default();
        let challenge = options.challenge.as_data();
        let (server, client) = options.start_ceremony().map_err(|_| Error::internal())?;
        let mut options = serde_json::to_value(&client).map_err(|_| Error::internal())?;
        // Names are for people's eyes, and none of the verification's business.
        options["rp"]["name"] = NAME.into();
        options["user"]["name"] = label.into();
        options["user"]["displayName"] = label.into();
        let state = server.encode().map_err(|_| Error::internal())?;
        begun(site, options, challenge, &state, State::Registration)
    }

    fn registration_challenge(&self, answer: &str) -> Result<String, Error> {
        let answer = registration(answer)?;
        let challenge = answer.challenge_relaxed().map_err(|_| malformed())?;
        Ok(digest(challenge.0))
    }

    fn finish_registration(&self, state: &str, answer: &str) -> Result<NewPasskey, Error> {
        let State::Registration(begun) = stored(state)? else {
            return Err(invalid());
        };
        let answer = registration(answer)?;
        let state = RegistrationServerState::<16>::decode(&bytes(&begun.state)?)
            .map_err(|_| Error::internal())?;
        let options = RegistrationVerificationOptions::<String, String> {
            allowed_origins: std::slice::from_ref(&begun.origin),
            // Some authenticators answer more than they are asked.
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let registered = state
            .verify(&rp_id(&begun.id)?, &answer, &options)
            .map_err(|error| {
                tracing::info!(reason = registration_reason(&error), "passkey rejected");
                invalid()
            })?;
        let key = registered.static_state().encode();
        let key = key.map_err(|_| Error::internal())?;
        let facts = registered.dynamic_state();
        let Ok(encoded) = facts.encode();
        let Ok(transports) = registered.transports().encode();
        let data = Data {
            site: begun.id,
            key: BASE64URL.encode(key),
            facts: BASE64URL.encode(encoded),
            transports,
        };
        Ok(NewPasskey {
            key: BASE64URL.encode(registered.id()),
            data: serde_json::to_string(&data).map_err(|_| Error::internal())?,
            counter: facts.sign_count,
        })
    }

    fn begin_sign_in(&self, site: &PasskeySite) -> Result<Ceremony, Error> {
        let id = rp_id(&site.id)?;
        let options = DiscoverableCredentialRequestOptions::passkey(&id);
        let challenge = options.0.challenge.as_data();
        let (server, client) = options.start_ceremony().map_err(|_| Error::internal())?;
        let options = serde_json::to_value(&client).map_err(|_| Error::internal())?;
        let state = server.encode().map_err(|_| Error::internal())?;
        begun(site, options, challenge, &state, State::SignIn)
    }

    fn assertion(&self, answer: &str) -> Result<Assertion, Error> {
        let answer = authentication(answer)?;
        let challenge = answer.challenge_relaxed().map_err(|_| malformed())?;
        Ok(Assertion {
            challenge: digest(challenge.0),
            key: BASE64URL.encode(answer.raw_id()),
        })
    }

    fn finish_sign_in(
        &self,
        state: &str,
        answer: &str,
        credential: &Credential,
    ) -> Result<u32, Error> {
        let State::SignIn(begun) = stored(state)? else {
            return Err(rejected_passkey());
        };
        let answer = authentication(answer)?;
        let state = DiscoverableAuthenticationServerState::decode(&bytes(&begun.state)?)
            .map_err(|_| Error::internal())?;
        let data: Data = stored(&credential.data)?;
        // A server that answers at several names has passkeys for each.
        if data.site != begun.id {
            return Err(rejected_passkey());
        }
        let handle = user_handle(&credential.user)?;
        let (key, facts) = (bytes(&data.key)?, bytes(&data.facts)?);
        let key = StaticState::decode(&key).map_err(|_| Error::internal())?;
        let facts = <[u8; 7]>::try_from(facts).map_err(|_| Error::internal())?;
        let facts = DynamicState::decode(facts).map_err(|_| Error::internal())?;
        // The store has the newer counter.
        let facts = DynamicState {
            sign_count: credential.counter,
            ..facts
        };
        let mut passkey = AuthenticatedCredential::new(answer.raw_id(), &handle, key, facts)
            .map_err(|_| Error::internal())?;
        let options = AuthenticationVerificationOptions::<String, String> {
            allowed_origins: std::slice::from_ref(&begun.origin),
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let id = rp_id(&begun.id)?;
        state
            .verify(&id, &answer, &mut passkey, &options)
            .map_err(|error| {
                tracing::info!(reason = sign_in_reason(&error), "passkey rejected");
                rejected_passkey()
            })?;
        Ok(passkey.dynamic_state().sign_count)
    }
}

/// A ceremony with its options and its state.
fn begun(
    site: &PasskeySite,
    options: Value,
    challenge: u128,
    state: &[u8],
    ceremony: fn(Begun) -> State,
) -> Result<Ceremony, Error> {
    let state = ceremony(Begun {
        id: site.id.clone(),
        origin: site.origin.clone(),
        state: BASE64URL.encode(state),
    });
    Ok(Ceremony {
        options,
        challenge: digest(challenge),
        state: serde_json::to_string(&state).map_err(|_| Error::internal())?,
    })
}

/// The challenge's name in the store, from which nothing can be answered.
fn digest(challenge: u128) -> String {
    BASE64URL.encode(Sha256::digest(challenge.to_le_bytes()))
}

fn rp_id(id: &str) -> Result<RpId, Error> {
    let domain = AsciiDomain::try_from(id.to_owned()).map_err(|_| Error::internal())?;
    Ok(RpId::Domain(domain))
}

fn user_handle(user: &UserId) -> Result<UserHandle16, Error> {
    let id = Uuid::try_parse(&user.0).map_err(|_| Error::internal())?;
    let Ok(handle) = UserHandle16::decode(id.into_bytes());
    Ok(handle)
}

/// A passkey that the authenticator may have already.
fn descriptor(credential: &Credential) -> Option<PublicKeyCredentialDescriptor<Vec<u8>>> {
    let data: Data = stored(&credential.data).ok()?;
    let id = BASE64URL.decode(&credential.key).ok()?;
    Some(PublicKeyCredentialDescriptor {
        id: CredentialId::decode(id).ok()?,
        transports: AuthTransports::decode(data.transports).ok()?,
    })
}

/// JSON from the store.
fn stored<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::internal())
}

/// Binary data from the store.
fn bytes(text: &str) -> Result<Vec<u8>, Error> {
    BASE64URL.decode(text).map_err(|_| Error::internal())
}

fn registration(answer: &str) -> Result<Registration, Error> {
    Registration::from_json_relaxed(answer.as_bytes()).map_err(|_| malformed())
}

/// The part of an answer to a sign-in that the library takes for granted.
#[derive(Deserialize)]
struct Handled {
    response: HandledResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HandledResponse {
    user_handle: String,
}

fn authentication(answer: &str) -> Result<DiscoverableAuthentication16, Error> {
    // Without it, the library accepts the answer and panics when it compares the handles.
    let handled = serde_json::from_str::<Handled>(answer).map_err(|_| malformed())?;
    if handled.response.user_handle.is_empty() {
        return Err(malformed());
    }
    DiscoverableAuthentication16::from_json_relaxed(answer.as_bytes()).map_err(|_| malformed())
}

fn malformed() -> Error {
    let message = "credential must be a PublicKeyCredential as JSON, with its response";
    Error::malformed("credential", message)
}

fn invalid() -> Error {
    let message = "The passkey does not fit this site or this ceremony: begin again.";
    Error::invalid("credential", message)
}

/// The reason for the log. The library's own messages may quote the answer.
const fn registration_reason(error: &RegCeremonyErr) -> &'static str {
    match error {
        RegCeremonyErr::Timeout => "too late",
        RegCeremonyErr::ChallengeMismatch => "challenge",
        RegCeremonyErr::OriginMismatch | RegCeremonyErr::CrossOrigin => "origin",
        RegCeremonyErr::RpIdHashMismatch => "site",
        RegCeremonyErr::UserNotPresent | RegCeremonyErr::UserNotVerified => "user not verified",
        RegCeremonyErr::AttestationSignature => "signature",
        _ => "malformed",
    }
}

const fn sign_in_reason(error: &AuthCeremonyErr) -> &'static str {
    match error {
        AuthCeremonyErr::Timeout => "too late",
        AuthCeremonyErr::ChallengeMismatch => "challenge",
        AuthCeremonyErr::OriginMismatch | AuthCeremonyErr::CrossOrigin => "origin",
        AuthCeremonyErr::RpIdHashMismatch => "site",
        AuthCeremonyErr::UserNotVerified => "user not verified",
        AuthCeremonyErr::UserHandleMismatch => "user handle",
        AuthCeremonyErr::AssertionSignature => "signature",
        AuthCeremonyErr::SignatureCounter => "counter went backwards",
        _ => "malformed",
    }
}
