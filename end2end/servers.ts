// Real processes for the tests: Humeur itself, and a database server that can be taken away.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { request as ask, type IncomingHttpHeaders, createServer as listenFor } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What `make tested` builds, with the site beside it; `HUMEUR_SERVER` names another build. */
const BINARY = resolve(process.env.HUMEUR_SERVER ?? join(import.meta.dirname, "../target/debug/server"));
const SITE = resolve(dirname(BINARY), "../site");

/** A binary without its own site would fail every test in a way that says little. */
function checkBuild() {
  const names = existsSync(BINARY) ? readFileSync(join(dirname(BINARY), "hash.txt"), "utf8") : "";
  const files = [...names.matchAll(/^(\w+): (.+)$/gm)].map(([, kind, hash]) => `humeur.${hash}.${kind}`);
  if (files.length === 0 || !files.every((file) => existsSync(join(SITE, "pkg", file)))) {
    throw new Error(`${BINARY} and ${SITE} are not of one build: run 'make tested'`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

/** A process that answers on a port of its own, with a folder of its own. */
abstract class Server {
  readonly dir = mkdtempSync(join(tmpdir(), "humeur-test-"));
  url = "";
  #child?: ChildProcess;

  protected abstract command(port: number): { file: string; env: NodeJS.ProcessEnv };
  /** Where it answers anything at all once it is up. */
  protected abstract readonly probe: string;

  /** Starts it, or starts it again on the same port and the same data. */
  async start(): Promise<this> {
    const port = this.url ? Number(new URL(this.url).port) : await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const { file, env } = this.command(port);
    const log = openSync(join(this.dir, "log"), "a");
    const child = spawn(file, [], { cwd: this.dir, env, stdio: ["ignore", log, log] });
    closeSync(log);
    let over: string | undefined;
    child.once("error", (error) => (over = error.message));
    child.once("exit", (code, signal) => (over ??= `it ended (${code ?? signal})`));
    this.#child = child;
    for (let tries = 0; tries < 200; tries++) {
      if (over) break;
      if (
        await fetch(this.url + this.probe).then(
          () => true,
          () => false,
        )
      )
        return this;
      await sleep(50);
    }
    await this.kill();
    throw new Error(`${file} did not start: ${over ?? "no answer in 10 s"}\n${this.log()}`);
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await ended;
  }

  /** Ends it and removes what it kept. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  log(): string {
    return readFileSync(join(this.dir, "log"), "utf8");
  }
}

/** Humeur, with data of its own. */
export class Humeur extends Server {
  protected readonly probe = "/health";
  readonly #extra: (url: string) => NodeJS.ProcessEnv;

  /** `extra` are more variables, which may depend on the server's address. */
  constructor(extra: NodeJS.ProcessEnv | ((url: string) => NodeJS.ProcessEnv) = {}) {
    super();
    this.#extra = typeof extra === "function" ? extra : () => extra;
  }

  protected command(port: number) {
    checkBuild();
    // What a person has set for their own journal, or for AWS, must not reach a test.
    const own = Object.entries(process.env).filter(([name]) => !/^(HUMEUR|AWS|DYNAMODB|LEPTOS)_/.test(name));
    const env = {
      ...Object.fromEntries(own),
      HUMEUR_ADDR: `127.0.0.1:${port}`,
      HUMEUR_DATA_DIR: join(this.dir, "data"),
      // So that a test can have an address of its own, and with it its own limit of attempts.
      HUMEUR_CLIENT_ADDRESS: "x-forwarded-for",
      HUMEUR_SITE_DIR: SITE,
      ...this.#extra(this.url),
    };
    return { file: BINARY, env };
  }
}

/** A DynamoDB of its own process, so that it can die while Humeur lives. */
export class Database extends Server {
  protected readonly probe = "/";

  protected command(port: number) {
    const env = {
      ...process.env,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      SERVICES: "dynamodb",
    };
    return { file: "ministack", env };
  }
}

/** The fate of a request: it succeeds, never arrives, succeeds without a response, or fails. */
export type Fate = "well" | "lost" | "unheard" | { status: number; json: unknown };

/** A request as it came by: `POST /mood` and what it carried. */
export interface Passing {
  what: string;
  path: string;
  body: string;
  bytes: Buffer;
}

/** A proxy between a browser and its server that fails as a test needs it. */
export class Network {
  url = "";
  /** All that came by, in order. */
  readonly seen: string[] = [];
  /** Decides what becomes of a request; to be slow, it takes its time. */
  fate: (request: Passing) => Fate | Promise<Fate> = () => "well";
  /** Asks the server for something else. */
  readdress = (path: string) => path;
  /** Changes the text of an answer. */
  edit?: (path: string, text: string) => string;
  readonly #to: string;
  readonly #listener = listenFor(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const [path, body] = [request.url ?? "/", Buffer.concat(parts)];
    const what = `${request.method} ${path}`;
    this.seen.push(what);
    const fate = await this.fate({ what, path, body: body.toString(), bytes: body });
    if (fate === "lost") return response.destroy();
    if (typeof fate === "object") {
      return response.writeHead(fate.status, { "content-type": "application/json" }).end(JSON.stringify(fate.json));
    }
    const answer = await this.#forward(request.method!, this.readdress(path), request.headers, body).catch(
      () => undefined,
    );
    if (!answer || fate === "unheard") return response.destroy();
    const text = this.edit?.(path, answer.body.toString());
    const sent = text === undefined || text === answer.body.toString() ? answer.body : Buffer.from(text);
    const headers: IncomingHttpHeaders = { ...answer.headers, "content-length": String(sent.length) };
    delete headers["transfer-encoding"];
    // Browsers may keep the service worker's script for an hour, which is too long for a test.
    if (path === "/sw.js") headers["cache-control"] = "no-store";
    response.writeHead(answer.status, headers).end(sent);
  });

  constructor(to: string) {
    this.#to = to;
  }

  #forward(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer) {
    const plain = { ...headers };
    delete plain["accept-encoding"];
    return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((done, failed) => {
      const onward = ask(this.#to + path, { method, headers: plain }, async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part);
        done({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) });
      });
      onward.once("error", failed);
      onward.end(body);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#listener.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#listener.closeAllConnections();
    await new Promise((done) => this.#listener.close(done));
  }
}
