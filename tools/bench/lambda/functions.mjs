// The three functions, packed as for AWS: what to start, with which environment, and how large.
import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, cpSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const HERE = "tools/bench/lambda";
const TABLE = "moods";
const tables = JSON.parse(readFileSync("server/tables.json", "utf8"));
export const ORIGIN_KEY = "bench";

const run = (command, ...rest) =>
  execFileSync(command, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** Our authority beside those that each of them trusts anyway: to read those is part of its start. */
function trusting(folder, name, roots, authority) {
  const bundle = join(folder, `${name}.pem`);
  copyFileSync(roots, bundle);
  appendFileSync(bundle, `\n${readFileSync(authority, "utf8")}`);
  return bundle;
}

export function functions(folder, zip, { authority, endpoint }) {
  const aws = {
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
  };
  return [
    ours(folder, zip, authority, endpoint, aws),
    node(folder, authority, endpoint, aws),
    python(folder, authority, endpoint, aws),
  ];
}

function ours(folder, zip, authority, endpoint, aws) {
  const home = resolve(folder, "ours");
  run("python3", "-m", "zipfile", "-e", zip, home);
  const program = join(home, "bootstrap");
  run("chmod", "+x", program);
  return {
    name: "Humeur",
    command: [program],
    env: {
      ...aws,
      HUMEUR_STORE: "dynamodb",
      ...Object.fromEntries(tables.map(({ variable, name }) => [variable, name])),
      HUMEUR_ENVIRONMENT: "bench",
      HUMEUR_SESSION_KEY: Buffer.alloc(64, 7).toString("base64"),
      HUMEUR_ORIGIN_KEYS: ORIGIN_KEY,
      HUMEUR_EXPORTS_BUCKET: "exports",
      HUMEUR_PHOTOS_BUCKET: "photos",
      DYNAMODB_ENDPOINT: endpoint,
      AWS_CA_BUNDLE: trusting(folder, "ours", "server/src/aws_roots.pem", authority),
    },
    size: statSync(zip).size,
    what: "one program; it also signs sessions, checks, logs and measures",
  };
}

function node(folder, authority, endpoint, aws) {
  const bundle = resolve(folder, "node.cjs");
  run(
    `${HERE}/node/node_modules/.bin/esbuild`,
    `${HERE}/node/runtime.mjs`,
    "--bundle",
    "--minify",
    "--platform=node",
    "--target=node20",
    "--format=cjs",
    "--log-level=warning",
    `--outfile=${bundle}`,
  );
  const sdk = JSON.parse(readFileSync(`${HERE}/node/package.json`, "utf8")).dependencies["@aws-sdk/client-dynamodb"];
  return {
    name: "Node",
    command: [process.execPath, bundle],
    // Beside those that are built into Node.
    env: { ...aws, TABLE, AWS_ENDPOINT_URL_DYNAMODB: endpoint, NODE_EXTRA_CA_CERTS: authority },
    size: gzipSync(readFileSync(bundle)).length,
    what: `Node ${process.versions.node}, AWS SDK ${sdk} in one bundle; Node itself is not counted`,
  };
}

function python(folder, authority, endpoint, aws) {
  const venv = join(process.env.HUMEUR_TOOLS, "tools/lambda-peer/bin/python");
  const ask = (code) => run(venv, "-c", code).trim();
  const packages = ask("import botocore, os; print(os.path.dirname(os.path.dirname(botocore.__file__)))");
  const sdk = ask("import boto3; print(boto3.__version__)");
  const version = ask("import platform; print(platform.python_version())");
  // Python leaves what it has compiled beside the sources.
  const home = resolve(folder, "python");
  cpSync(`${HERE}/python`, home, { recursive: true });
  return {
    name: "Python",
    // Not by the venv, and without searching for packages it does not need: it starts sooner.
    command: [ask("import sys; print(sys._base_executable)"), "-S", join(home, "runtime.py")],
    env: {
      ...aws,
      TABLE,
      PYTHONPATH: packages,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_CA_BUNDLE: trusting(folder, "python", join(packages, "botocore/cacert.pem"), authority),
    },
    size: Number(run(venv, "-c", PACKED_SIZE, packages)),
    what: `Python ${version}, boto3 ${sdk}; Python itself is not counted`,
  };
}

/** The zipped size of the SDK and its dependencies. */
const PACKED_SIZE = `
import io, os, sys, zipfile
packed, root = io.BytesIO(), sys.argv[1]
names = "boto3 botocore dateutil jmespath s3transfer urllib3".split()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    for name in names:
        for folder, _, files in os.walk(os.path.join(root, name)):
            if "__pycache__" not in folder:
                for file in files:
                    archive.write(os.path.join(folder, file))
print(len(packed.getvalue()))
`;
