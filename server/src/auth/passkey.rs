//! Passkeys (WebAuthn Level 3), verified by `webauthn_rp`.

use app::{
    domain::account::PasskeySite,
    error::{Error, ErrorKind},
    ports::{Assertion, Ceremony, Credential, NewPasskey, PasskeyService, UserId},
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
        register::{DynamicState, StaticState},
    },
};

/// The name of the site in the browser's dialogs.
const NAME: &str = "Humeur";

/// The ceremonies. User handles are the 16 bytes of a [`UserId`].
pub struct Passkeys;

/// The state of a ceremony in the store. The ceremonies have different forms, so that an answer to
/// one is none to the other.
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
        let State::Registration(begun) = json(state)? else {
            return Err(invalid());
        };
        let answer = registration(answer)?;
        let state = BASE64URL.decode(&begun.state).map_err(|_| invalid())?;
        let state = RegistrationServerState::<16>::decode(&state).map_err(|_| invalid())?;
        let options = RegistrationVerificationOptions::<String, String> {
            allowed_origins: std::slice::from_ref(&begun.origin),
            // Some authenticators answer more than they are asked.
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let registered = state
            .verify(&rp_id(&begun.id)?, &answer, &options)
            .map_err(|error| {
                tracing::info!(%error, "passkey rejected at registration");
                invalid()
            })?;
        let key = registered.static_state().encode().map_err(|_| invalid())?;
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
        let State::SignIn(begun) = json(state)? else {
            return Err(unauthenticated());
        };
        let answer = authentication(answer)?;
        let state = BASE64URL.decode(&begun.state).ok();
        let state = state.and_then(|state| decode_sign_in(&state));
        let data: Data = json(&credential.data)?;
        // A server that answers at several names has passkeys for each.
        if data.site != begun.id {
            return Err(unauthenticated());
        }
        let handle = user_handle(&credential.user)?;
        let (key, facts) = stored(&data, credential.counter).ok_or_else(Error::internal)?;
        let mut passkey = AuthenticatedCredential::new(answer.raw_id(), &handle, key, facts)
            .map_err(|_| Error::internal())?;
        let options = AuthenticationVerificationOptions::<String, String> {
            allowed_origins: std::slice::from_ref(&begun.origin),
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let id = rp_id(&begun.id)?;
        state
            .ok_or_else(unauthenticated)?
            .verify(&id, &answer, &mut passkey, &options)
            .map_err(|error| {
                tracing::info!(%error, "passkey rejected at sign-in");
                unauthenticated()
            })?;
        Ok(passkey.dynamic_state().sign_count)
    }
}
