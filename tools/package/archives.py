"""Reproducible archives: the same files give the same bytes."""

import gzip
import io
import tarfile
from dataclasses import dataclass
from datetime import datetime, timezone

# An architecture's name in Debian packages and container images.
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}


@dataclass(frozen=True)
class Entry:
    """A file, or a directory if it has no content."""

    path: str
    content: bytes | None = None
    mode: int = 0o644
    owner: int = 0


def iso(time: int) -> str:
    """A time in seconds since the epoch as ISO 8601, in UTC."""
    return datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def tar_gz(entries: list[Entry], time: int) -> tuple[bytes, bytes]:
    """The tar archive of the entries, and the same compressed. `time` is in seconds since the epoch."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry.path)
            info.mtime = time
            info.mode = entry.mode
            info.uid = info.gid = entry.owner
            if entry.content is None:
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            else:
                info.size = len(entry.content)
                archive.addfile(info, io.BytesIO(entry.content))
    plain = file.getvalue()
    return plain, gzip.compress(plain, 9, mtime=0)


def directories(entries: list[Entry]) -> list[Entry]:
    """The entries, each after the directories above it, in order."""
    made = {entry.path for entry in entries}
    missing = set()
    for entry in entries:
        parts = entry.path.split("/")[:-1]
        missing |= {"/".join(parts[:end]) for end in range(1, len(parts) + 1)} - made - {".", ""}
    above = [Entry(path, mode=0o755) for path in missing]
    return sorted(above + entries, key=lambda entry: entry.path)


def ar(files: list[tuple[str, bytes]], time: int) -> bytes:
    """An archive of Unix's `ar`, the outer layer of a Debian package."""
    parts = [b"!<arch>\n"]
    for name, content in files:
        head = f"{name:<16}{time:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        parts += [head.encode(), content, b"\n" * (len(content) % 2)]
    return b"".join(parts)
