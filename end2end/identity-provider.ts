// An OpenID Connect provider of its own port: the npm package that OpenID's own suite certifies, with
// a sign-in page of two buttons.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

const CLIENT = { client_id: "humeur", client_secret: "a secret of the browser tests" };

/** A provider at a host of its own (`localhost`, while the site is at `127.0.0.1`), so that its answer
 * comes from another site, as it does from a real one. */
export class IdentityProvider {
  issuer = "";
  /** The account that signs in. */
  account = "ada";
  readonly #listener: Server = createServer((request, response) => void this.#answer(request, response));
  #provider?: Provider;

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#listener.listen(0, "localhost", done));
    this.issuer = `http://localhost:${(this.#listener.address() as AddressInfo).port}`;
    return this;
  }

  /** The site's configuration, by the address that it will have. */
  readonly variables = (url: string) => ({
    HUMEUR_URL: url,
    HUMEUR_OIDC_ISSUER: this.issuer,
    HUMEUR_OIDC_CLIENT_ID: CLIENT.client_id,
    HUMEUR_OIDC_CLIENT_SECRET: CLIENT.client_secret,
    HUMEUR_OIDC_NAME: "Example ID",
  });

  /** Serves the site at `url`; until then nothing is answered. */
  serve(url: string): void {
    this.#provider = new Provider(this.issuer, {
      clients: [{ ...CLIENT, redirect_uris: [`${url}/auth/oidc/callback`], post_logout_redirect_uris: [`${url}/`] }],
      pkce: { required: () => true },
      cookies: { keys: ["the browser tests"] },
      features: {
        devInteractions: { enabled: false },
        // Its own page loads a font from elsewhere.
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (context, form) => {
            context.body = html(`${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`);
          },
        },
      },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
        grant.addOIDCScope("openid");
        await grant.save();
        return grant;
      },
    });
  }

  /** Closes the port. */
  async stop(): Promise<void> {
    this.#listener.closeAllConnections();
    await new Promise((done) => this.#listener.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const provider = this.#provider;
    if (!provider) return response.writeHead(503).end();
    // A page of another site.
    const link = request.url?.match(/^\/elsewhere\?to=(.*)$/)?.[1];
    if (link) return page(response, `<a href="${decodeURIComponent(link)}">Link</a>`);
    if (!request.url?.startsWith("/interaction/")) return provider.callback()(request, response);
    if (request.method === "GET") {
      return page(
        response,
        `<form method="post"><button name="answer" value="yes">Sign in</button>
         <button name="answer" value="no">Cancel</button></form>`,
      );
    }
    let body = "";
    for await (const part of request) body += part;
    const agrees = new URLSearchParams(body).get("answer") === "yes";
    const result = agrees ? { login: { accountId: this.account } } : { error: "access_denied" };
    return provider.interactionFinished(request, response, result);
  }
}

function page(response: ServerResponse, content: string) {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(html(content));
}

const html = (content: string) =>
  `<!doctype html><html lang="en"><title>Example ID</title><link rel="icon" href="data:,">${content}</html>`;
