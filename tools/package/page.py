"""Runs the commands of docs/self-hosting.md as they are printed, on a disposable machine.

The site's name is `localhost`, whose certificate is by Caddy's own authority. The sections from Install to Metrics
run, and so do the containers, except Caddy's, whose image would have to be downloaded.
"""

import io
import json
import os
import re
import shutil
import ssl
import subprocess
import tarfile
from pathlib import Path

import deb
from archives import ARCHITECTURES
from proxies import Browser, check_one
from testing import TODAY, WEEK, answers, entry, expect, fail, say, wait

PAGE = Path(__file__).parents[2] / "docs/self-hosting.md"
EXAMPLES = PAGE.parents[1] / "packaging"
# The sections that run, in this order: the order of the page.
SECTIONS = ["Install", "HTTPS", "Accounts", "Back-ups", "Restore", "Upgrade", "Metrics"]
CONTAINERS = "With containers"
EXAMPLE_BACKUP = "humeur-2026-11-27T030000Z"
ARCH = "arm64" if os.uname().machine in ("aarch64", "arm64") else "x86_64"
# The version of the upgrade.
LATER = "9999.0.0"
BACKUPS = Path("/var/backups/humeur")
SETTINGS = Path("/etc/humeur/humeur.env")
AUTHORITY = Path("/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt")


def blocks(text: str) -> dict[str, list[str]]:
    """The shell commands of a page, by section."""
    found = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, content = part.split("\n", 1)
        found[title] = re.findall(r"^```sh\n(.*?)^```$", content, flags=re.MULTILINE | re.DOTALL)
    return found


def here(block: str) -> str:
    """Returns the block with this machine's name and processor."""
    block = block.replace("mood.example.org", "localhost")
    if ARCH == "arm64":
        block = block.replace("amd64", "arm64").replace("x86_64", "arm64")
    return block


def run(block: str, folder: Path) -> str:
    """Runs a block in a new shell, as root, and returns its output. Each command must succeed."""
    configuration = folder / "apt.conf"
    configuration.write_text('APT::Get::Assume-Yes "true";\n')
    environment = os.environ | {
        "APT_CONFIG": str(configuration),
        "DEBIAN_FRONTEND": "noninteractive",
        "HOME": "/root",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        fail(f"docs/self-hosting.md, status {done.returncode}:\n{block}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Trusting(Browser):
    """A browser that trusts Caddy's own authority."""

    def __init__(self) -> None:
        wait(AUTHORITY.exists, "Caddy makes no certificate")
        self.trust = ssl.create_default_context(cafile=str(AUTHORITY))
        self.public = 443
        self.origin = "https://localhost"

    def is_answered(self) -> bool:
        try:
            return self.send("GET", "/health")[0].status == 200
        except OSError:
            return False


def later(package: Path, version: str) -> bytes:
    """The same Debian package with a later version."""
    packed = subprocess.check_output(["dpkg-deb", "--fsys-tarfile", str(package)])
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        files = {
            member.name.removeprefix("./"): (archive.extractfile(member).read(), member.mode)
            for member in archive.getmembers()
            if member.isfile()
        }
    return deb.package(files, version, ARCH, int(package.stat().st_mtime))


def complete_back_ups() -> list[Path]:
    return sorted(path for path in BACKUPS.iterdir() if re.fullmatch(r"humeur-[\dT-]+Z", path.name))


def require_a_fresh_machine() -> None:
    expect(os.geteuid() == 0, "the page needs root: start this with sudo.")
    expect(Path("/run/systemd/system").is_dir(), "the page needs systemd.")
    for name in ("apt", "docker", "dpkg"):
        expect(shutil.which(name) is not None, f"the page needs {name}.")
    for name in ("humeur", "caddy"):
        expect(shutil.which(name) is None, f"{name} is installed: use a fresh machine.")


def check_sections(folder: Path) -> None:
    """Follows the page in the folder of the package."""
    sections = blocks(PAGE.read_text())
    missing = [title for title in SECTIONS if not sections.get(title)]
    expect(not missing, f"docs/self-hosting.md has no commands for {missing}")

    # Starts of an earlier test count towards systemd's limit.
    subprocess.run(["systemctl", "reset-failed", "humeur"], capture_output=True, check=False)
    for block in sections["Install"]:
        run(here(block), folder)
    wait(lambda: answers(3000), "after the installation, the service does not answer")
    # `doctor` calls the site over HTTPS, too, so it must wait for the certificate.
    proxy, doctor = sections["HTTPS"]
    run(here(proxy), folder)
    browser = Trusting()
    wait(browser.is_answered, "Caddy does not answer at https://localhost")
    trusted = SETTINGS.parent / "authority.crt"
    shutil.copyfile(AUTHORITY, trusted)
    trusted.chmod(0o644)
    with SETTINGS.open("a") as file:
        file.write(f"SSL_CERT_FILE={trusted}\n")
    findings = run(f"{doctor.strip()} || true", folder)
    for line in ("ok       public address:", "ok       proxy:", "ok       site:"):
        expect(line in findings, f"the doctor is not content: {findings}")
    check_one("the page's Caddy", browser)
    cookie = saved(browser)
    settings, invite = sections["Accounts"]
    run(settings, folder)
    wait(browser.is_answered, "with invitations, the site does not answer")
    expect("https://localhost/" in run(invite, folder), "the operator gets no link")
    install, look, file = sections["Back-ups"]
    run(install, folder)
    wait(complete_back_ups, "the service makes no back-up")
    wait(
        lambda: "back-up made" in run("journalctl -u humeur --output=cat", folder),
        "the log has no back-up",
    )
    expect(complete_back_ups()[-1].name in run(look, folder), "the page does not show the back-up")
    run(file, folder)
    wait(browser.is_answered, "the site does not answer")
    deleted, _ = browser.send("DELETE", f"/mood?day={TODAY}", cookie=cookie, origin=browser.origin)
    expect(deleted.status == 200, f"a deletion has status {deleted.status}")
    [restore] = sections["Restore"]
    run(restore.replace(EXAMPLE_BACKUP, complete_back_ups()[-1].name), folder)
    wait(browser.is_answered, "after the restore, the site does not answer")
    _, found = browser.send("GET", WEEK, cookie=cookie)
    expect(b"in the back-up" in found, "after the restore, a day is missing")
    [upgrade] = sections["Upgrade"]
    check_upgrade(folder, upgrade, browser)
    [metrics] = sections["Metrics"]
    expect("humeur_" in run(metrics, folder), "there are no metrics")


def check_upgrade(folder: Path, upgrade: str, browser: Trusting) -> None:
    """Installs the same version again, as after a new build, and then a later one."""
    package = folder / f"humeur_{LATER}_{ARCHITECTURES[ARCH]}.deb"
    [current] = folder.glob(f"humeur_*_{ARCHITECTURES[ARCH]}.deb")
    process = "systemctl show --property=MainPID --value humeur"

    def expect_restart(version: str) -> None:
        before = run(process, folder)
        run(here(upgrade), folder)
        expect(run(process, folder) != before, f"an upgrade to {version} restarts nothing")
        wait(browser.is_answered, f"after an upgrade to {version}, the site does not answer")

    expect_restart("the same version")
    package.write_bytes(later(current, LATER))
    current.unlink()
    expect_restart("a later version")
    installed = run("dpkg-query --show --showformat='${Version}' humeur", folder)
    expect(installed == LATER, f"after the upgrade, the version is {installed}")


def saved(browser: Browser) -> str:
    """Saves today in a new journal. Returns its cookie."""
    answer, _ = browser.send("GET", "/")
    cookie = (answer.getheader("set-cookie") or "").split(";")[0]
    answer, _ = browser.post("/mood", entry("in the back-up"), cookie)
    expect(answer.status == 200, f"a day has status {answer.status}")
    return cookie


def check_containers(folder: Path) -> None:
    """Runs the image by compose.yaml."""
    for name in ("compose.yaml", "Caddyfile"):
        shutil.copyfile(EXAMPLES / name, folder / name)
    start, commands, restore = blocks(PAGE.read_text())[CONTAINERS]
    # Only this image: Caddy's would be downloaded.
    run(here(start).replace("up --detach", "up --detach humeur"), folder)
    try:
        described = json.loads(run("docker compose config --format json", folder))
        caddy = described["services"]["caddy"]
        expect(caddy["environment"]["HUMEUR_HOST"] == "localhost", "Caddy gets another name")
        health = "docker compose exec -T humeur /humeur health && echo well || true"
        wait(lambda: run(health, folder).endswith("well\n"), "the container is not healthy")
        # Without a proxy, `doctor` may fail for the public address.
        doctor, backup = commands.replace("exec humeur", "exec -T humeur").splitlines()
        findings = run(f"{doctor} || true", folder)
        expect("ok       database:" in findings, f"the container's doctor says: {findings}")
        run(backup, folder)
        restored = run(restore.replace("run --rm", "run --rm -T"), folder)
        expect("Restored to /data" in restored, f"the container restores nothing: {restored}")
    finally:
        run("docker compose down --volumes", folder)


def check(package: Path, home: Path) -> None:
    """Follows the page, with the package and the image copied to a folder of the test."""
    require_a_fresh_machine()
    # apt reads the package as another user.
    folder = home / "page"
    folder.mkdir(mode=0o755)
    for path in package.iterdir():
        if path.suffix in (".deb", ".tar"):
            shutil.copyfile(path, folder / path.name)
    check_sections(folder)
    say("the commands of docs/self-hosting.md lead to a Humeur behind HTTPS, with back-ups")
    check_containers(folder)
    say("the containers of compose.yaml serve, back up and restore")
