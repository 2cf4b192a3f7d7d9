"""Tests the packages in a folder, as users get them: `make test-package`.

    check.py FOLDER [--disposable]

Everything runs only from the packages, in temporary folders. The Debian package is installed, upgraded and
removed where that is safe: as root, on a machine without Humeur. Skipped steps say why; with --disposable,
they fail.
"""

import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import disks
import oci
import page
import proxies
from archives import ARCHITECTURES
from page import ARCH, BACKUPS
from testing import answers, expect, fail, free_port, get, save, say, served, visit, wait, week


def check_sums(folder: Path) -> None:
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        expect(found == digest, f"{name} is another than SHA256SUMS says: pack it again.")
    say("checksums fit")


def check_site(port: int) -> None:
    """The page, and every file that it and the service worker name, from the program alone."""
    home, content = get(port, "/")
    expect(home.status == 200, f"the page has status {home.status}")
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
    expect({"axum", "dynoxide-rs", "leptos"} <= names, "the bill of materials lacks some")
    expect("proptest" not in names, "the bill of materials has tools of the tests")
    for name in ["man/humeur.1", "completions/bash", "examples/Caddyfile", "LICENSE-MIT"]:
        expect((root / name).stat().st_size > 0, f"{name} is missing")
    with served([program], home) as port:
        check_site(port)
        cookie = visit(port)
        save(port, cookie, "in the back-up")
        settings = {"HUMEUR_DATA_DIR": str(home / "data")}
        copy = str(home / "copy.tar.gz")
        subprocess.run([program, "backup", copy], env=settings, check=True, stdout=subprocess.DEVNULL)
    other = home / "other"
    other.mkdir()
    settings = {"HUMEUR_DATA_DIR": str(other / "data")}
    subprocess.run([program, "restore", copy], env=settings, check=True, stdout=subprocess.DEVNULL)
    with served([program, "serve"], other) as port:
        expect(b"in the back-up" in week(port, cookie), "a restored server does not know a journal")
    say("the archive's program serves, backs up and restores")
    return [program]


def check_image(folder: Path, home: Path, skip: Callable[[str], None]) -> None:
    """The image's layout, and its program in its own root, as its own user, where that is possible."""
    [path] = folder.glob(f"humeur-*-oci-{ARCH}.tar")
    found = oci.check(path.read_bytes())
    expect(found["humeur"].mode == 0o755 and found["humeur"].uid == 0, "the program has other rights")
    say("the image's layout is complete")
    if os.geteuid() != 0:
        return skip("the image is not run: that needs root")
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


def check_unit(settings: Path) -> None:
    """The service with all its restrictions serves, saves and backs up. It is stopped afterwards."""
    try:
        wait(lambda: answers(3000), "the service does not answer at 127.0.0.1:3000")
        run("install", "-d", "-o", "humeur", "-g", "humeur", "-m", "700", str(BACKUPS))
        with settings.open("a") as file:
            file.write(f"HUMEUR_BACKUP_DIR={BACKUPS}\n")
        run("systemctl", "restart", "humeur.service")
        wait(lambda: answers(3000), "the service does not answer after a restart")
        cookie = visit(3000)
        save(3000, cookie, "by the service")
        expect(b"by the service" in week(3000, cookie), "the service loses a day")
        wait(
            lambda: any(path.suffix != ".partial" for path in BACKUPS.iterdir()),
            "the service makes no back-up",
        )
        run("systemctl", "kill", "--signal=KILL", "humeur.service")
        restarts = ["systemctl", "show", "--property=NRestarts", "--value", "humeur.service"]
        wait(
            lambda: subprocess.check_output(restarts, text=True).strip() != "0" and answers(3000),
            "a killed service does not come back",
        )
        expect(b"by the service" in week(3000, cookie), "a kill loses a day")
        run("systemctl", "stop", "humeur.service")
    finally:
        shutil.rmtree(BACKUPS, ignore_errors=True)
    say("the unit serves, backs up and comes back, with its restrictions")


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def check_debian(folder: Path, home: Path, skip: Callable[[str], None]) -> None:
    """Installs the package, upgrades it, and removes it; the data stay until the end."""
    [path] = folder.glob(f"humeur_*_{ARCHITECTURES[ARCH]}.deb")
    data = Path("/var/lib/humeur")
    if shutil.which("dpkg") is None or os.geteuid() != 0:
        return skip("the Debian package is not installed: that needs dpkg and root")
    if installed() or data.exists() or BACKUPS.exists():
        return skip("the Debian package is not installed: this machine has a Humeur")

    expect(not answers(3000), "another program answers at 127.0.0.1:3000: stop it.")
    try:
        run("dpkg", "--install", str(path))
        settings = Path("/etc/humeur/humeur.env")
        expect(settings.stat().st_mode & 0o777 == 0o640, "other users can read the settings")
        expect(data.owner() == "humeur" and data.stat().st_mode & 0o777 == 0o700, "the data are open")
        if Path("/run/systemd/system").is_dir():
            check_unit(settings)
        else:
            skip("the unit is not run: this machine has no systemd")
        user = ["--reuid=humeur", "--regid=humeur", "--clear-groups"]
        command = ["setpriv", *user, "/usr/bin/humeur", "serve"]
        variables = {"HUMEUR_DATA_DIR": str(data), "PATH": os.environ["PATH"]}
        with served(command, home, **variables) as port:
            check_site(port)
        before = (data / "session.key").read_bytes()
        settings.write_text("# changed by the operator\n")
        # Installing the same version again runs the steps of an upgrade.
        run("dpkg", "--install", str(path))
        expect("operator" in settings.read_text(), "an upgrade changes the settings")
        if shutil.which("systemd-analyze"):
            run("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/humeur.service")
            unit = "/usr/lib/systemd/system/humeur.service"
            run("systemd-analyze", "security", "--offline=true", "--threshold=20", unit)
        else:
            skip("the unit's restrictions are not verified: systemd-analyze is missing")
        run("dpkg", "--remove", "humeur")
        # Installed again without a purge, the service is as before, with or without its settings.
        settings.unlink()
        run("dpkg", "--install", str(path))
        expect(not settings.exists(), "an installation brings deleted settings back")
        if Path("/run/systemd/system").is_dir():
            wait(lambda: answers(3000), "after a removal and an installation, the service does not run")
        run("dpkg", "--remove", "humeur")
        expect(not Path("/usr/bin/humeur").exists(), "a removal leaves the program")
        run("dpkg", "--purge", "humeur")
        expect((data / "session.key").read_bytes() == before, "a removal deletes the data")
        say("the Debian package installs, serves, upgrades and goes, and the data stay")
    finally:
        subprocess.run(["dpkg", "--purge", "humeur"], check=False, capture_output=True)
        subprocess.run(["userdel", "humeur"], check=False, capture_output=True)
        shutil.rmtree(data, ignore_errors=True)


def main(folder: Path, is_disposable: bool) -> None:
    skip = fail if is_disposable else say
    if is_disposable:
        page.require_a_fresh_machine()
    with tempfile.TemporaryDirectory() as temporary:
        homes = [Path(temporary, name) for name in ("archive", "image", "debian", "disks", "proxies")]
        for home in homes:
            home.mkdir()
        check_sums(folder)
        command = check_archive(folder, homes[0])
        check_image(folder, homes[1], skip)
        check_debian(folder, homes[2], skip)
        disks.check(command, homes[3], skip)
        public = free_port()
        settings = {
            "HUMEUR_URL": f"https://localhost:{public}",
            "HUMEUR_CLIENT_ADDRESS": "x-forwarded-for",
        }
        with served(command, homes[4], **settings) as port:
            settings |= {
                "HUMEUR_ADDR": f"127.0.0.1:{port}",
                "HUMEUR_DATA_DIR": str(homes[4] / "data"),
            }
            for sentence in proxies.check(command[0], settings, homes[4], port, public):
                say(sentence)
        if is_disposable:
            page.check(folder, Path(temporary))
        else:
            say("the commands of docs/self-hosting.md are not run: that needs --disposable")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Tests the packages of a folder.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--disposable",
        action="store_true",
        help="this machine is for this test alone: install Caddy on it, and run docs/self-hosting.md",
    )
    given = arguments.parse_args()
    main(given.folder, given.disposable)
