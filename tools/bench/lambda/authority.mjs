// A certificate for the store, by an authority of our own, as long and as strong as AWS's.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes them in `folder`; the files of the authority, the certificate and its key. */
export function certify(folder) {
  const file = (name) => join(folder, name);
  const openssl = (...rest) => {
    try {
      execFileSync("openssl", rest, { stdio: ["ignore", "ignore", "pipe"] });
    } catch (failure) {
      throw new Error(
        `openssl makes no certificate: ${failure.stderr?.toString().trim() ?? "install it, then run this again"}`,
      );
    }
  };
  const key = ["-newkey", "rsa:2048", "-nodes"];
  writeFileSync(file("names"), "subjectAltName=DNS:localhost");
  openssl(
    "req",
    "-x509",
    ...key,
    "-days",
    "1",
    "-subj",
    "/CN=bench",
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
  );
  openssl("req", ...key, "-subj", "/CN=localhost", "-keyout", file("store.key"), "-out", file("store.csr"));
  openssl(
    "x509",
    "-req",
    "-days",
    "1",
    "-in",
    file("store.csr"),
    "-extfile",
    file("names"),
    "-CA",
    file("ca.pem"),
    "-CAkey",
    file("ca.key"),
    "-CAcreateserial",
    "-out",
    file("store.pem"),
  );
  return { authority: file("ca.pem"), certificate: file("store.pem"), key: file("store.key") };
}
