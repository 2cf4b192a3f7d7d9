"""Packs a static program: an archive, a Debian package, a container image, and their bill of materials (SBOM).

    main.py ARCH PROGRAM DOCS METADATA TIME OUT

DOCS holds the manual (`man/*.1`) and the completions (`completions/SHELL`), METADATA is the output of
`cargo metadata`, TIME the time of the sources in seconds since the epoch. The same input makes the same
files, except that the image has this machine's certificate authorities. Packages of other versions in OUT
are deleted. OUT also gets `SHA256SUMS` of everything in it.
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path

import deb
import oci
import sbom
from archives import ARCHITECTURES, Entry, directories, iso, tar_gz

# `e_machine` of the ELF header.
MACHINES = {"x86_64": 62, "arm64": 183}
# The type of the program header that names a dynamic linker.
INTERPRETER = 3
# The authorities that the image trusts, where Debian, Fedora and Alpine keep them.
CERTIFICATES = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
]
EXAMPLES = ["Caddyfile", "compose.yaml", "nginx.conf"]
LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"]
PAGES = ["self-hosting.md", "metrics.md", "grafana.json"]
# The places of completions in a Debian package.
COMPLETIONS = {
    "bash": "usr/share/bash-completion/completions/humeur",
    "fish": "usr/share/fish/vendor_completions.d/humeur.fish",
    "zsh": "usr/share/zsh/vendor-completions/_humeur",
}


def refuse(sentence: str) -> None:
    sys.exit(f"package: {sentence}")


def check(program: bytes, arch: str) -> None:
    """Exits with a sentence unless the program is for `arch`, static, and carries the site."""
    if program[:4] != b"\x7fELF" or int.from_bytes(program[18:20], "little") != MACHINES[arch]:
        refuse(f"the program is not for Linux on {arch}: build it with tools/package.sh.")
    start, size, count = (
        int.from_bytes(program[at : at + length], "little")
        for at, length in ((32, 8), (54, 2), (56, 2))
    )
    kinds = [
        int.from_bytes(program[start + size * number :][:4], "little") for number in range(count)
    ]
    if INTERPRETER in kinds:
        refuse("the program needs libraries of a machine: build it with tools/package.sh, for musl.")
    if b"/pkg/humeur." not in program:
        refuse("the program does not carry the site: build it with tools/package.sh, with `embed`.")


def certificates() -> bytes:
    for path in map(Path, CERTIFICATES):
        if path.is_file():
            return path.read_bytes()
    refuse(
        "this machine has no certificate authorities for the image: 'sudo apt-get install ca-certificates'."
    )
    return b""


def archive(program: bytes, docs: Path, parts: bytes, version: str, time: int) -> bytes:
    """The archive for every Linux."""
    root = f"humeur-{version}"
    entries = [Entry(f"{root}/humeur", program, 0o755), Entry(f"{root}/sbom.cdx.json", parts)]
    for name in ["README.md", "SECURITY.md", *LICENSES]:
        entries.append(Entry(f"{root}/{name}", Path(name).read_bytes()))
    for name in PAGES:
        entries.append(Entry(f"{root}/docs/{name}", Path("docs", name).read_bytes()))
    for name in [*EXAMPLES, "humeur.env", "humeur.service"]:
        entries.append(Entry(f"{root}/examples/{name}", Path("packaging", name).read_bytes()))
    for path in sorted(docs.glob("*/*")):
        entries.append(Entry(f"{root}/{path.relative_to(docs)}", path.read_bytes()))
    return tar_gz(directories(entries), time)[1]


def debian_files(program: bytes, docs: Path, parts: bytes) -> dict[str, tuple[bytes, int]]:
    """The files of the Debian package, each with its mode."""
    doc = "usr/share/doc/humeur"
    licenses = "\n".join(Path(name).read_text() for name in LICENSES)
    files = {
        "etc/humeur/humeur.env": (Path("packaging/humeur.env").read_bytes(), 0o640),
        "usr/bin/humeur": (program, 0o755),
        "usr/lib/systemd/system/humeur.service": (
            Path("packaging/humeur.service").read_bytes(),
            0o644,
        ),
        f"{doc}/README.md": (Path("README.md").read_bytes(), 0o644),
        f"{doc}/copyright": (licenses.encode(), 0o644),
        f"{doc}/sbom.cdx.json": (parts, 0o644),
    }
    for name in PAGES:
        files[f"{doc}/docs/{name}"] = (Path("docs", name).read_bytes(), 0o644)
    for name in EXAMPLES:
        files[f"{doc}/examples/{name}"] = (Path("packaging", name).read_bytes(), 0o644)
    for path in sorted((docs / "man").glob("*.1")):
        page = gzip.compress(path.read_bytes(), 9, mtime=0)
        files[f"usr/share/man/man1/{path.name}.gz"] = (page, 0o644)
    for shell, place in COMPLETIONS.items():
        files[place] = ((docs / "completions" / shell).read_bytes(), 0o644)
    return files


def names(version: str, arch: str) -> list[str]:
    """The archive, its bill of materials, the Debian package, and the image."""
    return [
        f"humeur-{version}-linux-{arch}.tar.gz",
        f"humeur-{version}-linux-{arch}.cdx.json",
        # With `-` where Debian's version has `~`, which GitHub replaces in the name of a file.
        f"humeur_{version}_{ARCHITECTURES[arch]}.deb",
        f"humeur-{version}-oci-{arch}.tar",
    ]


def delete_other_versions(folder: Path, version: str) -> None:
    kept = {name for arch in ARCHITECTURES for name in names(version, arch)}
    for path in folder.glob("humeur[-_]*"):
        if path.name not in kept:
            path.unlink()


def main(
    arch: str, program_path: str, docs_path: str, metadata_path: str, time_text: str, out: str
) -> None:
    program, docs, time = Path(program_path).read_bytes(), Path(docs_path), int(time_text)
    check(program, arch)
    metadata = json.loads(Path(metadata_path).read_text())
    lock = json.loads(Path("app/browser/package-lock.json").read_text())
    parts = sbom.bom(metadata, lock, iso(time))
    version = json.loads(parts)["metadata"]["component"]["version"]
    image = oci.image(program, certificates(), version, arch, time)
    oci.check(image)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    delete_other_versions(folder, version)
    contents = [
        archive(program, docs, parts, version, time),
        parts,
        deb.package(debian_files(program, docs, parts), version, arch, time),
        image,
    ]
    for name, content in zip(names(version, arch), contents, strict=True):
        (folder / name).write_bytes(content)
        print(f"package: {folder / name}: {len(content) / 1e6:.1f} MB")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main(*sys.argv[1:])
