// Runs a script of ops/ as a person does.

import { spawn } from "node:child_process";
import { join } from "node:path";

const CDK = join(import.meta.dirname, "../..");

/** The result of a script. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ops/<name>.ts` without this machine's AWS configuration. */
export async function script(name: string, args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", join(CDK, "ops", `${name}.ts`), ...args], {
    cwd: CDK,
    env: {
      PATH: process.env.PATH,
      HOME: "/nonexistent",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, stdout, stderr };
}
