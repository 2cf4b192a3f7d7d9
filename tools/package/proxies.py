"""Runs the examples of proxies: Caddy and nginx in front of the program, over TLS, with a certificate authority of
the test."""

import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import ssl
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from testing import TIMEOUT, TODAY, WEEK, entry, expect, fail, free_port

EXAMPLES = Path(__file__).parents[2] / "packaging"


def program(name: str) -> str | None:
    """The path of a proxy: the machine's, or the one that tools/setup.sh downloaded."""
    tools = Path(os.environ.get("HUMEUR_TOOLS", Path.home() / ".cache/humeur"), "tools/proxies/usr")
    places = [os.environ.get("PATH", ""), "/usr/sbin", str(tools / "bin"), str(tools / "sbin")]
    return shutil.which(name, path=":".join(places))


def certificates(home: Path) -> None:
    """An authority in `ca.crt`, and a certificate for localhost in `site.crt` and `site.key`."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=home, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=test")
    openssl("req", *key, "-keyout", "site.key", "-out", "site.csr", "-subj", "/CN=localhost")
    (home / "names").write_text("subjectAltName=DNS:localhost\n")
    signing = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"]
    openssl("x509", "-req", "-in", "site.csr", *signing, "-days", "2", "-out", "site.crt")


def replaced(name: str, text: str, *changes: tuple[str, str]) -> str:
    """The text with the test's values. Exits with a sentence if it lacks one that is replaced."""
    for old, new in changes:
        if old not in text:
            fail(f"packaging/{name} has no '{old}': change tools/package/proxies.py with it.")
        text = text.replace(old, new)
    return text


def caddy(home: Path, public: int) -> list[str]:
    """The command of Caddy by the example, with the test's certificate. Its variables have the name and the
    ports, as in compose.yaml."""
    text = (EXAMPLES / "Caddyfile").read_text()
    certificate = f"{{\n\ttls {home}/site.crt {home}/site.key\n\treverse_proxy {{$"
    text = replaced("Caddyfile", text, ("{\n\treverse_proxy {$", certificate))
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
    (home / "Caddyfile").write_text(options + text)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(home / "Caddyfile")]


def nginx(home: Path, port: int, public: int, plain: int) -> list[str]:
    """The same for nginx. `plain` is its port without TLS."""
    text = re.sub(r".*\[::\].*\n", "", (EXAMPLES / "nginx.conf").read_text())
    text = replaced(
        "nginx.conf",
        text,
        ("127.0.0.1:3000", f"127.0.0.1:{port}"),
        ("root /var/www/html;", f"root {home}/www;"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{public} ssl;"),
        ("server_name mood.example.org;", "server_name localhost;"),
        ("/etc/letsencrypt/live/mood.example.org/fullchain.pem", f"{home}/site.crt"),
        ("/etc/letsencrypt/live/mood.example.org/privkey.pem", f"{home}/site.key"),
        # Browsers name the port where it is not 443.
        ("Host $host;", "Host $http_host;"),
    )
    folders = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{name}_temp_path {home}/nginx-{name};\n" for name in folders)
    user = "user root;\n" if os.geteuid() == 0 else ""
    around = f"{user}daemon off;\npid {home}/nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\n"
    (home / "nginx.conf").write_text(f"{around}{temporary}{text}}}\n")
    return ["nginx", "-p", str(home), "-c", str(home / "nginx.conf"), "-e", str(home / "nginx.log")]


class Browser:
    """Requests over HTTPS that trust the test's authority."""

    def __init__(self, home: Path, public: int) -> None:
        self.trust = ssl.create_default_context(cafile=str(home / "ca.crt"))
        self.public = public
        self.origin = f"https://localhost:{public}"

    def send(self, method: str, path: str, body: str | bytes | None = None, **headers: str):
        """The response, and its content."""
        connection = http.client.HTTPSConnection(
            "localhost", self.public, timeout=TIMEOUT, context=self.trust
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        return response, response.read()

    def post(self, path: str, body: object, cookie: str, origin: str = ""):
        """Sends JSON from a page of the site, or of another origin."""
        return self.send(
            "POST",
            path,
            json.dumps(body),
            cookie=cookie,
            origin=origin or self.origin,
            content_type="application/json",
        )

    def waits(self, process: subprocess.Popen, log: Path) -> None:
        since = time.monotonic()
        while process.poll() is None and time.monotonic() - since < TIMEOUT:
            try:
                self.send("GET", "/health")
                return
            except OSError:
                time.sleep(0.05)
        fail(f"the proxy does not start: {log.read_text()}")


def check_one(name: str, browser: Browser) -> None:
    """A person's visit through the proxy."""

    def expect_here(is_so: bool, sentence: str) -> None:
        expect(is_so, f"behind {name}, {sentence}")

    page, _ = browser.send("GET", "/")
    expect_here(page.status == 200, f"the page has status {page.status}")
    expect_here("max-age" in (page.getheader("strict-transport-security") or ""), "HSTS is missing")
    cookie = page.getheader("set-cookie") or ""
    expect_here(cookie.startswith("__Host-humeur=") and "Secure" in cookie, f"the cookie is {cookie}")
    own = cookie.split(";")[0]
    day = entry(f"behind {name}")
    saved, _ = browser.post("/mood", day, own)
    expect_here(saved.status == 200, "a day is not saved")
    refused, _ = browser.post("/mood", day, own, "https://evil.example")
    expect_here(refused.status == 403, "another site may write")
    large, answer = browser.post("/mood", {"note": "x" * 300_000}, own)
    expect_here(large.status == 413 and b'"error"' in answer, f"a large call has status {large.status}")
    _, content = browser.send("GET", WEEK, cookie=own)
    expect_here(f"behind {name}".encode() in content, "the day is not read back")
    check_upload(browser, own, expect_here)
    check_reminder(browser, own, expect_here)


def noise(side: int) -> bytes:
    """A picture (PNG) that no compression makes smaller: about 3 bytes for each of its pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        sum_of_it = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", sum_of_it)

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def check_upload(browser: Browser, own: str, expect: Callable[[bool, str], None]) -> None:
    """Uploads a photo above a proxy's default limit (nginx: 1 MB)."""

    def call(path: str, body: object) -> dict:
        answer, content = browser.post(path, body, own)
        expect(answer.status == 200, f"{path} has status {answer.status}: {content!r}")
        return json.loads(content)

    moment = call("/events", {"title": "A photo", "date": TODAY})["item"]["id"]
    photo = noise(1000)
    digest = base64.b64encode(hashlib.sha256(photo).digest()).decode()
    terms = {"type": "image/png", "length": len(photo), "checksum": digest}
    link = call(f"/events/{moment}/upload-url", terms)
    answer, content = browser.send("PUT", link["url"], photo, cookie=own, origin=browser.origin, **link["headers"])
    expect(answer.status == 200, f"an upload has status {answer.status}: {content!r}")
    call(f"/events/{moment}/photos", {"key": link["key"]})
    shown, content = browser.send("GET", f"/photos/{moment}/{link['key']}/large", cookie=own)
    expect(shown.status == 200 and content[:2] == b"\xff\xd8", "a photo is not shown")


def check_reminder(browser: Browser, own: str, expect: Callable[[bool, str], None]) -> None:
    """A device's subscription to push messages: the keys are those of the example of the API."""
    document = json.loads((EXAMPLES.parent / "public/openapi.json").read_text())
    body = document["paths"]["/reminder"]["post"]["requestBody"]
    example = body["content"]["application/json"]["example"]
    answer, content = browser.post("/reminder", example, own)
    expect(answer.status == 200, f"a reminder has status {answer.status}: {content!r}")
    _, content = browser.send("GET", "/reminder", cookie=own)
    listed = json.loads(content)["reminders"]
    expect([it["hour"] for it in listed] == [example["hour"]], "a reminder is not listed")


def check_plain(home: Path, plain: int, expect: Callable[[bool, str], None]) -> None:
    """The port without TLS serves the certificate's renewal, and redirects everything else to HTTPS."""
    folder = home / "www/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("renewed")

    def get(path: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=TIMEOUT)
        connection.request("GET", path, headers={"host": "localhost"})
        answer = connection.getresponse()
        return answer, answer.read()

    answer, content = get("/.well-known/acme-challenge/token")
    expect((answer.status, content) == (200, b"renewed"), f"a renewal has status {answer.status}")
    answer, _ = get("/insights")
    location = answer.getheader("location")
    expect(
        (answer.status, location) == (301, "https://localhost/insights"), f"HTTP leads to {location}"
    )


def check(
    humeur: str, settings: dict[str, str], home: Path, port: int, public: int
) -> Iterator[str]:
    """Checks each example whose proxy is installed. Yields a sentence for each result."""
    expect(shutil.which("openssl") is not None, "openssl is missing: install it.")
    certificates(home)
    plain = free_port()
    commands = {"Caddy": caddy(home, public), "nginx": nginx(home, port, public, plain)}
    for name, arguments in commands.items():
        executable = program(arguments[0])
        if executable is None:
            # tools/setup.sh downloads both wherever apt is available.
            if shutil.which("apt-get"):
                fail(f"{name} is missing: run 'make test-package', which fetches it.")
            yield f"the example of {name} is not run: {name} is missing"
            continue
        log = home / f"{name}.log"
        variables = {
            "HOME": str(home),
            "PATH": os.environ.get("PATH", ""),
            "HUMEUR_HOST": f"localhost:{public}",
            "HUMEUR_UPSTREAM": f"127.0.0.1:{port}",
        }
        with log.open("w") as output:
            command = [executable, *arguments[1:]]
            proxy = subprocess.Popen(command, env=variables, stdout=output, stderr=output)
        try:
            browser = Browser(home, public)
            browser.waits(proxy, log)
            check_one(name, browser)
            if name == "nginx":
                check_plain(home, plain, expect)
            doctor = subprocess.run(
                [humeur, "doctor"],
                env=settings | {"SSL_CERT_FILE": str(home / "ca.crt")},
                capture_output=True,
                text=True,
                check=False,
            )
            for line in ("ok       public address:", "ok       proxy:", "ok       site:"):
                if line not in doctor.stdout:
                    fail(f"behind {name}, the doctor is not content: {doctor.stdout}{doctor.stderr}")
        finally:
            proxy.terminate()
            proxy.wait(TIMEOUT)
        yield f"the example of {name} works over HTTPS, with uploads and reminders, and the doctor agrees"
