// All stacks of a stage, and the build results that they deploy.

import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type App as CdkApp, Tags } from "aws-cdk-lib";
import { Failure } from "../ops/failure.ts";
import { EDGE_REGION } from "../ops/stage.ts";
import { App, type Build } from "./app.ts";
import { Delivery } from "./delivery.ts";
import { bundleDrill } from "./drill-bundle.ts";
import { Edge } from "./edge.ts";
import type { Options } from "./options.ts";
import { Storage } from "./storage.ts";

/** Adds the stacks of a stage to a CDK app. */
export function humeur(app: CdkApp, options: Options, build: Build): void {
  const { account, region, stage, github } = options;
  const env = { account, region };
  const storage = new Storage(app, stage.storage, options, { env });
  const edge =
    options.waf || options.domain
      ? new Edge(app, stage.edge, options, { env: { account, region: EDGE_REGION } })
      : undefined;
  const main = new App(app, stage.app, { env, options, build, storage, edge });
  if (github) new Delivery(app, stage.delivery, { env, options, github, storage, app: main });
  Tags.of(app).add("project", "humeur");
  Tags.of(app).add("stage", stage.name);
}

/**
 * Finds the results of the build.
 *
 * @param root the repository's folder.
 * @throws {Failure} if nothing was built.
 */
export function findBuild(root: string, options: Options): Build {
  const zip = resolve(root, options.zip ?? `target/lambda/humeur-${options.arch}.zip`);
  if (!existsSync(zip)) throw new Failure(`${zip} is missing: run 'make lambda' first.`);
  return {
    zip,
    ...(options.restoreDrill && { drill: bundleDrill(root, join(root, "target/drill")) }),
    publicPaths: publicPaths(join(root, "public")),
  };
}

/** The path patterns of `public/`: `/folder/*` for a folder, `/name` for a file. */
export function publicPaths(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? `/${entry.name}/*` : `/${entry.name}`))
    .sort();
}
