// Emulators of AWS on this machine, for as long as a test file runs.

import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Any values: the SDK requires some. */
const REGION = "eu-west-3";
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** The folder in which tools/setup.sh installs them. The PATH may have other versions. */
export const BIN = join(
  process.env.HUMEUR_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "humeur"),
  "tools/venv/bin",
);

/** A running engine. */
export class Engine {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts ministack with these services, such as `s3` and `ssm`. */
  static ministack(...services: string[]): Promise<Engine> {
    return Engine.start("ministack", [], (port) => ({
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      SERVICES: services.join(),
    }));
  }

  /** Starts moto, which writes the data of an export; ministack does not. */
  static moto(): Promise<Engine> {
    return Engine.start(
      "moto_server",
      (port) => ["-H", "127.0.0.1", "-p", String(port)],
      () => ({}),
    );
  }

  /** The configuration of a client. */
  get config() {
    return { endpoint: this.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true };
  }

  /** The environment of a script. */
  get env(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
  }

  /** Kills it. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await ended;
  }

  private static async start(
    program: string,
    args: string[] | ((port: number) => string[]),
    env: (port: number) => NodeJS.ProcessEnv,
  ): Promise<Engine> {
    // Another process may take the free port before the engine does.
    for (let tries = 0; tries < 3; tries++) {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const child = spawn(join(BIN, program), typeof args === "function" ? args(port) : args, {
        env: { ...process.env, ...env(port) },
        stdio: "ignore",
      });
      // Also ends an engine whose test failed before it could stop it.
      const end = () => void child.kill("SIGKILL");
      process.once("exit", end);
      child.once("exit", () => process.off("exit", end));
      let ended: string | undefined;
      child.once("error", (error) => (ended = error.message));
      child.once("exit", () => (ended ??= "it ended"));
      for (let looks = 0; looks < 600 && !ended; looks++) {
        if (
          await fetch(url).then(
            () => true,
            () => false,
          )
        )
          return new Engine(url, child);
        await sleep(50);
      }
      child.kill("SIGKILL");
      if (ended?.includes("ENOENT")) break;
    }
    throw new Error(`${program} did not start: run 'make setup-test', which installs it`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
