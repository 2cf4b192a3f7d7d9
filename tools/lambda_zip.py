"""Packs a function's program, after a look at whether Lambda can run it.

    lambda_zip.py ARCH GLIBC PROGRAM HASHES ZIP

The zip holds `bootstrap` (the program) and `hash.txt` (the names of the browser's files). Times,
order and rights in it are always the same, so that it changes only when what it holds does.
"""

import hashlib
import re
import sys
import zipfile
from pathlib import Path

# In bytes: a program is read from the disk in every cold start. Most of it is code of pages, server
# functions, pictures and exports (two megabytes are fonts), which a cold start does not touch: `make bench-lambda`
# shows what it costs.
LARGEST = 32_000_000
# `e_machine` of the ELF header.
MACHINES = {"arm64": 183, "x86_64": 62}


def refuse(sentence: str) -> None:
    sys.exit(f"lambda: {sentence}")


def check(program: bytes, arch: str, glibc: str) -> None:
    """Exits with a sentence if the program can't run on Lambda."""
    if program[:4] != b"\x7fELF" or int.from_bytes(program[18:20], "little") != MACHINES[arch]:
        refuse(f"the program is not for Linux on {arch}: build it with tools/lambda.sh.")
    # The versions of the symbols that it wants are texts in its table of dynamic names.
    found = re.findall(rb"\bGLIBC_(\d+)\.(\d+)", program)
    newest = max((int(major), int(minor)) for major, minor in found)
    if newest > tuple(map(int, glibc.split("."))):
        refuse(
            f"the program wants glibc {newest[0]}.{newest[1]} and Lambda has {glibc}: "
            "build it with tools/lambda.sh, which links against the older one."
        )
    if len(program) > LARGEST:
        refuse(
            f"the program has {len(program) / 1e6:.1f} MB, more than {LARGEST / 1e6:.1f}: look with "
            "'cargo bloat' for what a new dependency brought, or raise LARGEST in tools/lambda_zip.py."
        )


def pack(files: list[tuple[str, int, bytes]], path: Path) -> None:
    """Writes the zip, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, mode, content in files:
            # The first moment that a zip can name.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, also where it is not: else the rights are not read
            info.external_attr = (0o100000 | mode) << 16
            archive.writestr(info, content)
    part.replace(path)


def main(arch: str, glibc: str, program_path: str, hashes_path: str, zip_path: str) -> None:
    program = Path(program_path).read_bytes()
    check(program, arch, glibc)
    hashes = Path(hashes_path).read_text().splitlines()
    # Sorted, as the build lists them as they come.
    hashes_text = "".join(f"{line}\n" for line in sorted(hashes))
    path = Path(zip_path)
    pack([("bootstrap", 0o755, program), ("hash.txt", 0o644, hashes_text.encode())], path)
    packed = path.read_bytes()
    print(
        f"lambda: {path}: {len(packed) / 1e6:.1f} MB, the program in it {len(program) / 1e6:.1f} MB "
        f"({LARGEST / 1e6:.1f} at most)\n"
        f"lambda: sha256 {hashlib.sha256(packed).hexdigest()}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
