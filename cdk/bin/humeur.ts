// The CDK's entry point: `npx cdk synth`, `npx cdk deploy --all -c name=value`.

import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { findBuild, humeur } from "../lib/humeur.ts";
import { readOptions } from "../lib/options.ts";
import { Failure } from "../ops/failure.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

try {
  const app = new App();
  const options = readOptions(app.node.getAllContext() as Record<string, unknown>, process.env);
  humeur(app, options, findBuild(ROOT, options));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exit(1);
}
