"""A server under test, and sentences about it."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

# In seconds: more than any step needs on a busy machine.
TIMEOUT = 20
TODAY = datetime.now(timezone.utc).strftime("%Y-%m-%d")
# The address of today's entry.
WEEK = f"/mood/week?start={TODAY}&end={TODAY}"


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


def wait(is_so: Callable[[], object], sentence: str) -> None:
    """Waits until the condition holds. Exits with the sentence at the timeout."""
    since = time.monotonic()
    while not is_so():
        expect(time.monotonic() - since < TIMEOUT, sentence)
        time.sleep(0.1)


def entry(note: str, day: str = TODAY) -> dict[str, str]:
    """The body of a call that saves a day."""
    return {"day": day, "mood": "good", "note": note}


def write(port: int, cookie: str, note: str, day: str = TODAY) -> int:
    """Saves a day, and returns the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    body = json.dumps(entry(note, day))
    headers = {"cookie": cookie, "content-type": "application/json"}
    connection.request("POST", "/mood", body, headers)
    return connection.getresponse().status


def save(port: int, cookie: str, note: str) -> None:
    expect(write(port, cookie, note) == 200, "a day is not saved")


def visit(port: int) -> str:
    """The cookie of a new journal."""
    answer, _ = get(port, "/health")
    return answer.getheader("set-cookie", "").split(";")[0]


def week(port: int, cookie: str) -> bytes:
    """The entry of today, as the API has it."""
    return get(port, WEEK, cookie=cookie)[1]


def answers(port: int) -> bool:
    try:
        return get(port, "/health")[0].status == 200
    except OSError:
        return False


def get(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=named)
    response = connection.getresponse()
    return response, response.read()


@contextmanager
def served(command: list[str], home: Path, **variables: str) -> Iterator[int]:
    """Runs a server on the data in `home/data`, without this machine's environment. Yields its port."""
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
