"""The examples for proxies, run for real: Caddy or nginx in front of the program, over TLS with an authority
of the test."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

# In seconds: longer than any step takes on a busy machine.
TIMEOUT = 20
EXAMPLES = Path(__file__).parents[2] / "packaging"


def fail(sentence: str) -> None:
    sys.exit(f"check: {sentence}")


def program(name: str) -> str | None:
    """The path of a proxy: the machine's, or the one that tools/setup.sh fetched."""
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


def caddy(home: Path, port: int, public: int) -> list[str]:
    """The command of Caddy by the example, with the test's names, ports and certificate."""
    text = (EXAMPLES / "Caddyfile").read_text().replace("127.0.0.1:3000", f"127.0.0.1:{port}")
    site = f"localhost:{public} {{\n\ttls {home}/site.crt {home}/site.key"
    text = text.replace("mood.example.org {", site)
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
    (home / "Caddyfile").write_text(options + text)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(home / "Caddyfile")]


def nginx(home: Path, port: int, public: int) -> list[str]:
    """The same for nginx."""
    text = (EXAMPLES / "nginx.conf").read_text().replace("127.0.0.1:3000", f"127.0.0.1:{port}")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        plain = listener.getsockname()[1]
    text = re.sub(r".*\[::\].*\n", "", text)
    for old, new in [
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{public} ssl;"),
        ("server_name mood.example.org;", "server_name localhost;"),
        ("/etc/letsencrypt/live/mood.example.org/fullchain.pem", f"{home}/site.crt"),
        ("/etc/letsencrypt/live/mood.example.org/privkey.pem", f"{home}/site.key"),
        # Browsers name the port where it is not 443.
        ("Host $host;", "Host $http_host;"),
    ]:
        if old not in text:
            fail(f"packaging/nginx.conf has no '{old}': change tools/package/proxies.py with it.")
        text = text.replace(old, new)
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

    def send(self, method: str, path: str, body: str | None = None, **headers: str):
        """The response, and its content."""
        connection = http.client.HTTPSConnection(
            "localhost", self.public, timeout=TIMEOUT, context=self.trust
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        return response, response.read()

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

    def expect(is_so: bool, sentence: str) -> None:
        if not is_so:
            fail(f"behind {name}, {sentence}")

    page, _ = browser.send("GET", "/")
    expect(page.status == 200, f"the page has status {page.status}")
    expect("max-age" in (page.getheader("strict-transport-security") or ""), "HSTS is missing")
    cookie = page.getheader("set-cookie") or ""
    expect(cookie.startswith("__Host-humeur=") and "Secure" in cookie, f"the cookie is {cookie}")
    own = cookie.split(";")[0]
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    day = json.dumps({"day": today, "mood": "good", "note": f"behind {name}"})

    def save(origin: str, body: str = day) -> tuple[http.client.HTTPResponse, bytes]:
        return browser.send(
            "POST", "/mood", body, cookie=own, origin=origin, content_type="application/json"
        )

    expect(save(browser.origin)[0].status == 200, "a day is not saved")
    expect(save("https://evil.example")[0].status == 403, "another site may write")
    large, answer = save(browser.origin, json.dumps({"note": "x" * 300_000}))
    expect(large.status == 413 and b'"error"' in answer, f"a large call has status {large.status}")
    week = f"/mood/week?start={today}&end={today}"
    _, content = browser.send("GET", week, cookie=own)
    expect(f"behind {name}".encode() in content, "the day is not read back")


def check(
    command: str, settings: dict[str, str], home: Path, port: int, public: int
) -> Iterator[str]:
    """Checks each example whose proxy is there. Yields what was found, a sentence each."""
    if shutil.which("openssl") is None:
        yield "the examples of proxies are not run: openssl is missing"
        return
    certificates(home)
    for name, configure in {"Caddy": caddy, "nginx": nginx}.items():
        executable = program(name.lower())
        if executable is None:
            yield f"the example of {name} is not run: {name} is missing"
            continue
        arguments = [executable, *configure(home, port, public)[1:]]
        log = home / f"{name}.log"
        variables = {"HOME": str(home), "PATH": os.environ.get("PATH", "")}
        with log.open("w") as output:
            proxy = subprocess.Popen(arguments, env=variables, stdout=output, stderr=output)
        try:
            browser = Browser(home, public)
            browser.waits(proxy, log)
            check_one(name, browser)
            doctor = subprocess.run(
                [command, "doctor"],
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
        yield f"the example of {name} works over HTTPS, and the doctor agrees"
