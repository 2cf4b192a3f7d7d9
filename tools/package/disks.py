"""Disks that are full, read-only or missing: small file systems in memory, which only root can mount."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from testing import TIMEOUT, TODAY, answers, expect, get, say, save, served, visit, wait, week, write

# The user `nobody`: a disk's directory belongs to root.
OTHER = 65534


def mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


@contextmanager
def disk(path: Path, size: str) -> Iterator[None]:
    """Creates the path, and mounts a file system of this size there."""
    path.mkdir()
    expect(mount("-t", "tmpfs", "-o", f"size={size}", "humeur-test", str(path)), f"{path} is not mounted")
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def fill(path: Path) -> None:
    """Writes a file until the disk is full."""
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return


def check_full(command: list[str], home: Path) -> None:
    """A journal on a full disk can be read, reports it, and accepts writes when there is space again."""
    with disk(home, "16m"), served(command, home) as port:
        cookie = visit(port)
        save(port, cookie, "before the disk is full")
        fill(home / "ballast")
        note = "é" * 400
        days = [date.fromisoformat(TODAY) - timedelta(days=ago) for ago in range(2, 100)]
        statuses = [write(port, cookie, note, day.isoformat()) for day in days]
        expect(statuses[-1] == 503, f"on a full disk, a write has status {statuses[-1]}")
        answer, content = get(port, "/health")
        expect(answer.status == 503 and b"read_only" in content, f"the health is {content!r}")
        expect(b"before the disk" in week(port, cookie), "on a full disk, a day is not read")
        (home / "ballast").unlink()
        wait(lambda: answers(port), "with space again, the server stays ill")
        save(port, cookie, "with space again")


def check_read_only(command: list[str], home: Path) -> None:
    """A start on a read-only disk fails with a message."""
    with disk(home, "16m"):
        with served(command, home) as port:
            visit(port)
        expect(mount("-o", "remount,ro", str(home)), f"{home} is not read-only")
        settings = {"HUMEUR_DATA_DIR": str(home / "data"), "HUMEUR_ADDR": "127.0.0.1:0"}
        ended = subprocess.run(
            command, env=settings, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
        expect(ended.returncode == 1, f"on a read-only disk, a start ends with {ended.returncode}")
        expect(str(home / "data") in ended.stderr, f"the sentence is {ended.stderr}")


def check_back_ups(command: list[str], home: Path) -> None:
    """Back-ups on a disk that is too small, large enough, read-only and missing. The journal keeps working."""
    home.mkdir()
    away = home / "away"
    backups = away / "backups"

    def run(user: list[str], is_made: bool, case: str) -> None:
        """Serves until the log has the outcome of a back-up."""
        log = home / "log"
        log.write_text("")
        sentence = "back-up made" if is_made else "back-up failed"
        with served([*user, *command], home, HUMEUR_BACKUP_DIR=str(backups), PATH=os.environ["PATH"]) as port:
            wait(lambda: sentence in log.read_text(), f"{case}: the log has no '{sentence}'")
            save(port, visit(port), case)

    with disk(away, "32m"):
        run([], False, "a small disk")
        expect(list(backups.iterdir()) == [], "a back-up that has no space leaves files")
        expect(mount("-o", "remount,size=512m", str(away)), f"{away} is not larger")
        run([], True, "a large disk")
        [made] = backups.iterdir()
        made.rename(backups / "humeur-2026-01-01T030000Z")
        expect(mount("-o", "remount,ro", str(away)), f"{away} is not read-only")
        run([], False, "a read-only disk")
        left = [path.name for path in backups.iterdir()]
        expect(left == ["humeur-2026-01-01T030000Z"], f"a read-only disk has {left}")
    for path in [home / "data", *(home / "data").rglob("*")]:
        os.chown(path, OTHER, OTHER)
    user = ["setpriv", f"--reuid={OTHER}", f"--regid={OTHER}", "--clear-groups"]
    run(user, False, "a disk that is not mounted")
    expect(list(away.iterdir()) == [], "a back-up is in the place of a missing disk")


def check_mount_point(command: list[str], home: Path) -> None:
    """A restore refuses to replace a mount point, also one of the same disk, and changes nothing."""
    home.mkdir()
    with served(command, home) as port:
        save(port, visit(port), "beside a mount point")
    data, away, file = home / "data", home / "away", home / "humeur.tar.gz"
    environment = {"HUMEUR_DATA_DIR": str(data)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )

    made = run("backup", str(file))
    expect(made.returncode == 0, f"there is no back-up: {made.stderr}")
    away.mkdir()
    (data / "photos").mkdir(exist_ok=True)
    expect(mount("--bind", str(away), str(data / "photos")), f"{away} is not mounted")
    try:
        before = sorted(data.iterdir())
        ended = run("restore", "--replace", str(file))
        expect("is a mount point" in ended.stderr, f"the sentence is {ended.stderr}")
        expect(sorted(data.iterdir()) == before, "a refused restore moves data")
    finally:
        subprocess.run(["umount", str(data / "photos")], check=True)
    restored = run("restore", "--replace", str(file))
    expect(restored.returncode == 0, f"without the mount point, nothing is restored: {restored.stderr}")


def check(command: list[str], home: Path, skip: Callable[[str], None]) -> None:
    """Runs the program on each disk, or calls `skip` if this machine does not allow it."""
    if os.geteuid() != 0:
        return skip("small disks are not tested: that needs root")
    probe = home / "probe"
    probe.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=1m", "humeur-test", str(probe)):
        return skip("small disks are not tested: this machine mounts none, as in a container")
    subprocess.run(["umount", str(probe)], check=True)
    # Another user must be able to read the program and its data.
    home.parent.chmod(0o711)
    check_full(command, home / "full")
    check_read_only(command, home / "read-only")
    check_back_ups(command, home / "back-ups")
    check_mount_point(command, home / "mount-point")
    say("full, read-only and missing disks lose nothing, and the journal says so")
