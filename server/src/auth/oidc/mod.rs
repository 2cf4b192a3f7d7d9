//! OpenID Connect: the authorization code flow with PKCE (RFC 7636), by the rules of OpenID Connect
//! Core 1.0, section 3.1.
//!
//! Only the subject is used, so no scope but `openid` is requested, and no token is kept.

mod client;
mod failure;
mod metadata;

use std::time::Duration;

use app::{
    domain::Lang,
    ports::{Identity, IdentityProvider, PendingSignIn, ProviderFailure},
    secret::digest,
};
use async_trait::async_trait;
use axum::http::Uri;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    LanguageTag, LogoutRequest, Nonce, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    RedirectUrl, RequestTokenError, TokenResponse,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenVerifier,
        CoreJwsSigningAlgorithm as Algorithm,
    },
};
use tokio::time::timeout;

use self::{
    client::Client,
    failure::{broken_rule, failed, is_about_keys, rejected},
    metadata::{Cache, Metadata},
};
use crate::config::Oidc;

/// The path to which the provider sends people back. `cdk/lib/identity.ts` registers it.
pub(crate) const CALLBACK: &str = "/auth/oidc/callback";

/// Timeout of each step of a sign-in, with all its calls. AWS Lambda gives a request ten seconds.
const TIMEOUT: Duration = Duration::from_secs(8);

/// The difference between the provider's clock and ours that a token may show, in seconds.
const SKEW: i64 = 60;

/// The algorithms of ID tokens. The provider's document can't add `none`, or one with a shared secret.
const ALGORITHMS: [Algorithm; 5] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPssSha256,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// A provider, by its configuration.
pub struct OpenIdProvider {
    config: Oidc,
    /// This site's address.
    site: String,
    client: Client,
    metadata: Cache,
}

impl OpenIdProvider {
    /// The provider for the site at `url`. Nothing is requested before the first sign-in.
    #[must_use]
    pub fn new(config: Oidc, url: &str) -> Self {
        Self {
            client: Client::new(&config.issuer),
            site: url.to_owned(),
            metadata: Cache::default(),
            config,
        }
    }

    async fn metadata(&self, now: i64) -> Result<Metadata, ProviderFailure> {
        self.metadata
            .get(&self.config.issuer, &self.client, now)
            .await
    }

    /// The address of the sign-in page, and the secrets.
    async fn request(
        &self,
        lang: Lang,
        now: i64,
    ) -> Result<(String, PendingSignIn), ProviderFailure> {
        let metadata = self.metadata(now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client =
            CoreClient::from_provider_metadata((*metadata).clone(), self.client_id(), None)
                .set_redirect_uri(self.callback()?);
        let (address, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_ui_locale(LanguageTag::new(lang.code().to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let pending = PendingSignIn {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((address.into(), pending))
    }

    /// The identity for which the code stands.
    async fn identify(
        &self,
        code: &str,
        pending: PendingSignIn,
        now: i64,
    ) -> Result<Identity, ProviderFailure> {
        let metadata = self.metadata(now).await?;
        let token = self.exchange(&metadata, code, pending.verifier).await?;
        let nonce = Nonce::new(pending.nonce);
        let verified = match self.verify(&metadata, &token, &nonce, now) {
            Err(error) if is_about_keys(&error) => {
                // The provider may have other keys by now.
                let issuer = &self.config.issuer;
                match self.metadata.renew(issuer, &self.client, now).await {
                    Some(renewed) => self.verify(&renewed?, &token, &nonce, now),
                    None => Err(error),
                }
            }
            verified => verified,
        };
        let subject = verified.map_err(|error| rejected(broken_rule(&error)))?;
        Ok(Identity {
            key: digest(&format!("{}|{subject}", self.config.issuer)),
        })
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.config.client_id.clone())
    }

    fn callback(&self) -> Result<RedirectUrl, ProviderFailure> {
        let address = format!("{}{CALLBACK}", self.site);
        RedirectUrl::new(address).map_err(|_| rejected("invalid address of this site"))
    }

    /// The ID token for a code.
    async fn exchange(
        &self,
        metadata: &Metadata,
        code: &str,
        verifier: String,
    ) -> Result<CoreIdToken, ProviderFailure> {
        let secret = self.config.client_secret.clone().map(ClientSecret::new);
        let client =
            CoreClient::from_provider_metadata((**metadata).clone(), self.client_id(), secret)
                .set_redirect_uri(self.callback()?)
                .set_auth_type(auth_type(metadata));
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| rejected("no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let response = request.request_async(&self.client).await;
        let response = response.map_err(|error| match error {
            RequestTokenError::Request(error) => failed(&error),
            RequestTokenError::ServerResponse(_) => rejected("code rejected"),
            _ => rejected("invalid token response"),
        })?;
        let token = response.id_token().cloned();
        token.ok_or_else(|| rejected("no ID token"))
    }

    /// The subject of an ID token that is valid at `now`.
    ///
    /// # Errors
    /// The rule that the token breaks.
    fn verify(
        &self,
        metadata: &Metadata,
        token: &CoreIdToken,
        nonce: &Nonce,
        now: i64,
    ) -> Result<String, ClaimsVerificationError> {
        let after = |seconds| instant(now) + TimeDelta::seconds(seconds);
        // As of a public client, even with a secret: no token is signed with it.
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client_id(),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || after(-SKEW))
        .set_issue_time_verifier_fn(move |issued| {
            let is_past = issued <= after(SKEW);
            is_past.then_some(()).ok_or_else(|| "in the future".into())
        });
        let claims = token.claims(&verifier, nonce)?;
        // A provider that leaves it empty would make one person of all.
        match claims.subject().as_str() {
            "" => Err(ClaimsVerificationError::InvalidSubject("empty".into())),
            subject => Ok(subject.to_owned()),
        }
    }
}

#[async_trait]
impl IdentityProvider for OpenIdProvider {
    fn name(&self) -> &str {
        &self.config.name
    }

    async fn begin(
        &self,
        lang: Lang,
        now: i64,
    ) -> Result<(String, PendingSignIn), ProviderFailure> {
        in_time(self.request(lang, now)).await
    }

    async fn finish(
        &self,
        code: &str,
        pending: PendingSignIn,
        now: i64,
    ) -> Result<Identity, ProviderFailure> {
        in_time(self.identify(code, pending, now)).await
    }

    async fn sign_out(&self, now: i64) -> Option<String> {
        let home = format!("{}/", self.site);
        if let Some(logout) = &self.config.logout {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("client_id", &self.config.client_id)
                .append_pair("logout_uri", &home)
                .finish();
            return Some(format!("{logout}?{query}"));
        }
        let metadata = in_time(self.metadata(now)).await.ok()?;
        let endpoint = metadata
            .additional_metadata()
            .end_session_endpoint
            .clone()?;
        let address: Uri = endpoint.as_str().parse().ok()?;
        let request = self
            .client
            .allows(&address)
            .then(|| LogoutRequest::from(endpoint))?;
        let request = request
            .set_client_id(self.client_id())
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(home).ok()?);
        Some(request.http_get_url().into())
    }
}

/// HTTP's own form of a client's credentials, which every provider must know, unless the document
/// lists the other one only.
fn auth_type(metadata: &Metadata) -> AuthType {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let in_body = methods.is_some_and(|methods| {
        methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
    });
    match in_body {
        true => AuthType::RequestBody,
        false => AuthType::BasicAuth,
    }
}

async fn in_time<T>(
    step: impl Future<Output = Result<T, ProviderFailure>> + Send,
) -> Result<T, ProviderFailure> {
    timeout(TIMEOUT, step).await.unwrap_or_else(|_| {
        tracing::warn!(reason = "no answer in time", "sign-in provider unavailable");
        Err(ProviderFailure::Unavailable)
    })
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
