"""Tests the packages of a folder as their users get them: `make test-package`.

    check.py FOLDER

Everything runs from the packages alone, in folders of its own. The Debian package is installed, upgraded and
removed where that is safe: as root, on a machine without a Humeur. Skipped steps say why.
"""

import gzip
import hashlib
import http.client
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import oci
import proxies

ARCH = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
# In seconds: longer than any step takes on a busy machine.
TIMEOUT = 20
TODAY = datetime.now(timezone.utc).strftime("%Y-%m-%d")


def fail(sentence: str) -> None:
    sys.exit(f"check: {sentence}")


def say(sentence: str) -> None:
    print(f"check: {sentence}", flush=True)


def expect(is_so: bool, sentence: str) -> None:
    if not is_so:
        fail(sentence)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def save(port: int, cookie: str, note: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    body = json.dumps({"day": TODAY, "mood": "good", "note": note})
    headers = {"cookie": cookie, "content-type": "application/json"}
    connection.request("POST", "/mood", body, headers)
    expect(connection.getresponse().status == 200, "a day is not saved")


def get(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=named)
    response = connection.getresponse()
    return response, response.read()


@contextmanager
def served(command: list[str], home: Path, **variables: str) -> Iterator[int]:
    """Runs a server on the data in `home/data`, without anything of this machine. Yields its port."""
    port = free_port()
    settings = {
        "HUMEUR_ADDR": f"127.0.0.1:{port}",
        "HUMEUR_DATA_DIR": str(home / "data"),
    } | variables
    log = home / "log"
    with log.open("a") as output:
        server = subprocess.Popen(command, env=settings, cwd="/", stdout=output, stderr=output)
    try:
        since = time.monotonic()
        while server.poll() is None and time.monotonic() - since < TIMEOUT:
            try:
                get(port, "/health")
                break
            except OSError:
                time.sleep(0.05)
        else:
            fail(f"the server does not start: {log.read_text()}")
        yield port
    finally:
        server.terminate()
        status = server.wait(TIMEOUT)
    expect(status == 0, f"the server ends with status {status}: {log.read_text()}")


def check_sums(folder: Path) -> None:
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        expect(found == digest, f"{name} is another than SHA256SUMS says: pack it again.")
    say("checksums fit")


def check_site(port: int) -> None:
    """The page, and every file that it and the service worker name, from the program alone."""
    page, content = get(port, "/")
    expect(page.status == 200, f"the page has status {page.status}")
    _, worker = get(port, "/sw.js")
    text = (content + worker).decode()
    paths = sorted(set(re.findall(r"/(?:pkg|faces|icons)/[\w./-]+\.\w+", text)))
    built = [path for path in paths if path.startswith("/pkg/")]
    expect(len(built) == 3 and len(paths) > 8, f"the page names other files: {paths}")
    for path in [*paths, "/robots.txt", "/openapi.json", "/manifest-en.webmanifest"]:
        plain, content = get(port, path)
        expect(plain.status == 200 and len(content) > 0, f"{path} is missing")
        lifetime = "31536000" if path in built else "3600"
        expect(lifetime in plain.getheader("cache-control", ""), f"{path} is cached otherwise")
        expect("accept-encoding" in plain.getheader("vary", ""), f"{path} does not vary")
        tag = plain.getheader("etag", "")
        again, nothing = get(port, path, if_none_match=tag)
        expect((again.status, nothing) == (304, b""), f"{path} is sent again ({again.status})")
        zipped, small = get(port, path, accept_encoding="gzip")
        if zipped.getheader("content-encoding") == "gzip":
            expect(gzip.decompress(small) == content, f"{path} has another content in gzip")
            expect(zipped.getheader("etag") != tag, f"{path} has one tag for two encodings")
        if path in built:
            best, smaller = get(port, path, accept_encoding="gzip, br")
            expect(best.getheader("content-encoding") == "br", f"{path} has no brotli")
            other, _ = get(port, path, accept_encoding="br;q=0, gzip")
            expect(other.getheader("content-encoding") == "gzip", f"{path} ignores a quality of 0")
            expect(len(smaller) < len(small) < len(content), f"{path} is not compressed")
    for path in ["/pkg/missing.js", "/icons/../humeur.db", "/faces/%2e%2e/robots.txt"]:
        expect(get(port, path)[0].status == 404, f"{path} is there")
    say(f"{len(paths)} files of the site come from the program")


def check_archive(folder: Path, home: Path) -> list[str]:
    """Runs the program of the archive. Returns its command."""
    [path] = folder.glob(f"humeur-*-linux-{ARCH}.tar.gz")
    with tarfile.open(path) as archive:
        archive.extractall(home, filter="data")
    [root] = home.glob("humeur-*")
    program = str(root / "humeur")
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    expect(version.stdout.strip().replace(" ", "-") == root.name, f"the version is {version.stdout}")
    parts = json.loads((root / "sbom.cdx.json").read_text())
    names = {part["name"] for part in parts["components"]}
    expect({"axum", "dynoxide-rs", "leptos"} <= names, "the list of parts lacks some")
    expect("proptest" not in names, "the list of parts has tools of the tests")
    for name in ["man/humeur.1", "completions/bash", "examples/Caddyfile", "LICENSE-MIT"]:
        expect((root / name).stat().st_size > 0, f"{name} is missing")
    with served([program], home) as port:
        check_site(port)
        page, _ = get(port, "/health")
        cookie = page.getheader("set-cookie", "").split(";")[0]
        save(port, cookie, "in the back-up")
        settings = {"HUMEUR_DATA_DIR": str(home / "data")}
        copy = str(home / "copy.tar.gz")
        subprocess.run([program, "backup", copy], env=settings, check=True, stdout=subprocess.DEVNULL)
    other = home / "other"
    other.mkdir()
    settings = {"HUMEUR_DATA_DIR": str(other / "data")}
    subprocess.run([program, "restore", copy], env=settings, check=True, stdout=subprocess.DEVNULL)
    with served([program, "serve"], other) as port:
        _, week = get(port, f"/mood/week?start={TODAY}&end={TODAY}", cookie=cookie)
        expect(b"in the back-up" in week, "a restored server does not know a journal")
    say("the archive's program serves, backs up and restores")
    return [program]


def check_image(folder: Path, home: Path) -> None:
    """The image's layout, and its program in its own root, as its own user, where that is possible."""
    [path] = folder.glob(f"humeur-*-oci-{ARCH}.tar")
    found = oci.check(path.read_bytes())
    expect(found["humeur"].mode == 0o755 and found["humeur"].uid == 0, "the program has other rights")
    say("the image's layout is complete")
    if os.geteuid() != 0:
        return say("the image is not run: that needs root")
    root = home / "image"
    with tarfile.open(path) as archive:
        described = json.loads(archive.extractfile("manifest.json").read())
        [layer] = described[0]["Layers"]
        with tarfile.open(fileobj=archive.extractfile(layer), mode="r:gz") as files:
            files.extractall(root, filter="tar")
    os.chown(root / "data", oci.USER, oci.USER)
    ids = f"{oci.USER}:{oci.USER}"
    command = ["chroot", f"--userspec={ids}", str(root), "/humeur", "serve"]
    expect(shutil.which("chroot") is not None, "chroot is missing: install coreutils")
    with served(command, home, HUMEUR_DATA_DIR="/data", PATH=os.environ["PATH"]) as port:
        expect(get(port, "/")[0].status == 200, "the image serves no page")
        settings = {"HUMEUR_ADDR": f"127.0.0.1:{port}", "PATH": os.environ["PATH"]}
        subprocess.run([*command[:-1], "health"], env=settings, check=True, stdout=subprocess.DEVNULL)
    expect((root / "data/humeur.db").stat().st_uid == oci.USER, "the data belong to another user")
    say("the image's program serves from nothing, as a user of its own")


def installed() -> bool:
    found = subprocess.run(["dpkg", "--status", "humeur"], capture_output=True, check=False)
    return found.returncode == 0


def check_debian(folder: Path, home: Path) -> None:
    """Installs the package, upgrades it, and removes it; the data stay until the end."""
    [path] = folder.glob("humeur_*_arm64.deb" if ARCH == "arm64" else "humeur_*_amd64.deb")
    data = Path("/var/lib/humeur")
    if shutil.which("dpkg") is None or os.geteuid() != 0:
        return say("the Debian package is not installed: that needs dpkg and root")
    if installed() or data.exists():
        return say("the Debian package is not installed: this machine has a Humeur")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    try:
        run("dpkg", "--install", str(path))
        settings = Path("/etc/humeur/humeur.env")
        expect(settings.stat().st_mode & 0o777 == 0o640, "other users can read the settings")
        expect(data.owner() == "humeur" and data.stat().st_mode & 0o777 == 0o700, "the data are open")
        has_systemd = Path("/run/systemd/system").is_dir()
        if has_systemd:
            run("systemctl", "is-active", "humeur.service")
            run("systemctl", "stop", "humeur.service")
        user = ["--reuid=humeur", "--regid=humeur", "--clear-groups"]
        command = ["setpriv", *user, "/usr/bin/humeur", "serve"]
        variables = {"HUMEUR_DATA_DIR": str(data), "PATH": os.environ["PATH"]}
        with served(command, home, **variables) as port:
            check_site(port)
        before = (data / "session.key").read_bytes()
        settings.write_text("# changed by the operator\n")
        # The same version again takes the way of an upgrade.
        run("dpkg", "--install", str(path))
        expect("operator" in settings.read_text(), "an upgrade changes the settings")
        if shutil.which("systemd-analyze"):
            run("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/humeur.service")
            unit = "/usr/lib/systemd/system/humeur.service"
            run("systemd-analyze", "security", "--offline=true", "--threshold=20", unit)
        run("dpkg", "--remove", "humeur")
        expect(not Path("/usr/bin/humeur").exists(), "a removal leaves the program")
        run("dpkg", "--purge", "humeur")
        expect((data / "session.key").read_bytes() == before, "a removal deletes the data")
        say("the Debian package installs, serves, upgrades and goes, and the data stay")
    finally:
        subprocess.run(["dpkg", "--purge", "humeur"], check=False, capture_output=True)
        subprocess.run(["userdel", "humeur"], check=False, capture_output=True)
        shutil.rmtree(data, ignore_errors=True)


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        homes = [Path(temporary, name) for name in ("archive", "image", "debian", "proxies")]
        for home in homes:
            home.mkdir()
        check_sums(folder)
        command = check_archive(folder, homes[0])
        check_image(folder, homes[1])
        check_debian(folder, homes[2])
        public = free_port()
        settings = {
            "HUMEUR_URL": f"https://localhost:{public}",
            "HUMEUR_CLIENT_ADDRESS": "x-forwarded-for",
        }
        with served(command, homes[3], **settings) as port:
            settings |= {
                "HUMEUR_ADDR": f"127.0.0.1:{port}",
                "HUMEUR_DATA_DIR": str(homes[3] / "data"),
            }
            for sentence in proxies.check(command[0], settings, homes[3], port, public):
                say(sentence)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
