"""The container image: the program and certificate authorities, without a base image.

The archive is an OCI layout, which podman and skopeo read, with the list that `docker load` reads.
"""

import hashlib
import io
import json
import tarfile

from archives import ARCHITECTURES, Entry, directories, iso, tar_gz

# The program's user in the container, which has no other.
USER = 10001
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def text(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def image(program: bytes, certificates: bytes, version: str, arch: str, time: int) -> bytes:
    """The archive of the image."""
    passwd = f"humeur:x:{USER}:{USER}::/data:/\n"
    plain, layer = tar_gz(
        directories(
            [
                Entry("backups", mode=0o700, owner=USER),
                Entry("data", mode=0o700, owner=USER),
                Entry("etc/passwd", passwd.encode()),
                Entry(CERTIFICATES, certificates),
                Entry("humeur", program, 0o755),
            ]
        ),
        time,
    )
    created = iso(time)
    config = text(
        {
            "architecture": ARCHITECTURES[arch],
            "os": "linux",
            "created": created,
            "config": {
                "User": f"{USER}:{USER}",
                "Entrypoint": ["/humeur"],
                "Cmd": ["serve"],
                "Env": [
                    "HUMEUR_ADDR=0.0.0.0:3000",
                    "HUMEUR_DATA_DIR=/data",
                    f"SSL_CERT_FILE=/{CERTIFICATES}",
                ],
                "ExposedPorts": {"3000/tcp": {}},
                "Volumes": {"/data": {}},
                "StopSignal": "SIGTERM",
                # Docker's own field; Podman and Kubernetes have settings of their own.
                "Healthcheck": {
                    "Test": ["CMD", "/humeur", "health"],
                    "Interval": 30_000_000_000,
                    "Timeout": 15_000_000_000,
                },
                "Labels": {
                    "org.opencontainers.image.title": "Humeur",
                    "org.opencontainers.image.version": version,
                    "org.opencontainers.image.licenses": "MIT OR Apache-2.0",
                },
            },
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest(plain)}"]},
            "history": [{"created": created, "created_by": "tools/package"}],
        }
    )

    def described(kind: str, content: bytes) -> dict:
        return {
            "mediaType": kind,
            "digest": f"sha256:{digest(content)}",
            "size": len(content),
        }

    manifest = text(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": described(CONFIG, config),
            "layers": [described(LAYER, layer)],
        }
    )
    named = {
        "io.containerd.image.name": f"docker.io/library/humeur:{version}",
        "org.opencontainers.image.ref.name": version,
    }
    index = text(
        {"schemaVersion": 2, "manifests": [described(MANIFEST, manifest) | {"annotations": named}]}
    )
    for_docker = text(
        [
            {
                "Config": f"blobs/sha256/{digest(config)}",
                "RepoTags": [f"humeur:{version}"],
                "Layers": [f"blobs/sha256/{digest(layer)}"],
            }
        ]
    )
    blobs = [
        Entry(f"blobs/sha256/{digest(content)}", content) for content in (config, layer, manifest)
    ]
    rest = [
        Entry("index.json", index),
        Entry("manifest.json", for_docker),
        Entry("oci-layout", text({"imageLayoutVersion": "1.0.0"})),
    ]
    archive, _ = tar_gz(directories(blobs + rest), time)
    return archive


def check(archive: bytes) -> dict[str, tarfile.TarInfo]:
    """The files of the image by their paths. Exits with a sentence if a digest or a size is wrong."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = {
            member.name: tar.extractfile(member).read()
            for member in tar.getmembers()
            if member.isfile()
        }

    def blob(described: dict) -> bytes:
        content = files[f"blobs/{described['digest'].replace(':', '/')}"]
        if f"sha256:{digest(content)}" != described["digest"] or len(content) != described["size"]:
            raise SystemExit(f"package: the image's blob {described['digest']} does not match its digest or size: build it again.")
        return content

    if json.loads(files["oci-layout"]) != {"imageLayoutVersion": "1.0.0"}:
        raise SystemExit("package: the image has no OCI layout: build it again.")
    [described] = json.loads(files["index.json"])["manifests"]
    manifest = json.loads(blob(described))
    config = json.loads(blob(manifest["config"]))
    [layer] = manifest["layers"]
    with tarfile.open(fileobj=io.BytesIO(blob(layer)), mode="r:gz") as tar:
        found = {member.name: member for member in tar.getmembers()}
    [docker] = json.loads(files["manifest.json"])
    named = [docker["Config"], *docker["Layers"]]
    if any(name not in files for name in named) or not config["config"]["User"].startswith(str(USER)):
        raise SystemExit("package: the image's manifest.json or user is wrong: build it again.")
    return found
