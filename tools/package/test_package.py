"""Tests of the packages' formats, with a placeholder for the program: `python3 -m unittest`."""

import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import deb
import disks
import main
import oci
import page
import sbom
from archives import Entry, directories, tar_gz
from testing import fail

TIME = 1_795_780_800


def elf(machine: int, kinds: list[int]) -> bytes:
    """A 64-bit ELF file with program headers of these types."""
    head = bytearray(64)
    head[:4] = b"\x7fELF"
    head[18:20] = machine.to_bytes(2, "little")
    head[32:40] = (64).to_bytes(8, "little")
    head[54:56] = (56).to_bytes(2, "little")
    head[56:58] = len(kinds).to_bytes(2, "little")
    headers = [kind.to_bytes(4, "little") + bytes(52) for kind in kinds]
    return bytes(head) + b"".join(headers) + b"/pkg/humeur.abc.css"


class Program(unittest.TestCase):
    def refused(self, program: bytes, arch: str = "x86_64") -> str:
        with self.assertRaises(SystemExit) as refusal:
            main.check(program, arch)
        return str(refusal.exception)

    def test_it_is_static_for_its_machine_and_carries_the_site(self) -> None:
        main.check(elf(62, [1, 4]), "x86_64")
        main.check(elf(183, [1]), "arm64")
        self.assertIn("not for Linux on arm64", self.refused(elf(62, [1]), "arm64"))
        self.assertIn("libraries", self.refused(elf(62, [1, 3])))
        self.assertIn("the site", self.refused(elf(62, [1])[:-10]))
        self.assertIn("not for Linux", self.refused(b"#!/bin/sh"))


class Folder(unittest.TestCase):
    def test_it_has_the_packages_of_one_version(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            kept = {"SHA256SUMS", "notes.txt"}
            for arch in ("x86_64", "arm64"):
                kept |= set(main.names("0.2.0", arch))
                for version in ("0.1.0", "0.2.0", "0.2.0-rc1", "10.2.0"):
                    for path in main.names(version, arch):
                        (folder / path).touch()
            for path in kept:
                (folder / path).touch()
            main.delete_other_versions(folder, "0.2.0")
            self.assertEqual({path.name for path in folder.iterdir()}, kept)


class Archives(unittest.TestCase):
    def test_the_same_files_make_the_same_archive(self) -> None:
        files = [Entry("a/b/c", b"1"), Entry("a/d", b"2", 0o755)]
        self.assertEqual(tar_gz(files, TIME), tar_gz(files, TIME))
        paths = [entry.path for entry in directories(files)]
        self.assertEqual(paths, ["a", "a/b", "a/b/c", "a/d"])


class Image(unittest.TestCase):
    def setUp(self) -> None:
        self.image = oci.image(b"program", b"authorities", "1.2.3", "arm64", TIME)

    def test_its_layout_is_complete(self) -> None:
        found = oci.check(self.image)
        self.assertEqual(found["humeur"].mode, 0o755)
        self.assertEqual((found["data"].mode, found["data"].uid), (0o700, oci.USER))
        self.assertTrue(found["etc/ssl/certs"].isdir())
        self.assertEqual(self.image, oci.image(b"program", b"authorities", "1.2.3", "arm64", TIME))

    def test_a_changed_layer_is_found(self) -> None:
        with tarfile.open(fileobj=io.BytesIO(self.image)) as tar:
            entries = [
                Entry(member.name, tar.extractfile(member).read())
                for member in tar.getmembers()
                if member.isfile()
            ]
        largest = max(entries, key=lambda entry: len(entry.content) * ("blobs" in entry.path))
        changed = [
            Entry(entry.path, entry.content[:-1] + b"x") if entry is largest else entry
            for entry in entries
        ]
        with self.assertRaises(SystemExit):
            oci.check(tar_gz(changed, TIME)[0])


class Debian(unittest.TestCase):
    FILES = {
        "etc/humeur/humeur.env": (b"# settings\n", 0o640),
        "usr/bin/humeur": (b"#!/bin/sh\necho humeur\n", 0o755),
    }

    def test_dpkg_reads_it(self) -> None:
        if shutil.which("dpkg-deb") is None:
            self.skipTest("dpkg-deb is Debian's")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "humeur.deb")
            path.write_bytes(deb.package(self.FILES, "1.2.3-rc1", "x86_64", TIME))

            def dpkg(*arguments: str) -> str:
                command = ["dpkg-deb", *arguments]
                return subprocess.run(command, check=True, capture_output=True, text=True).stdout

            fields = dpkg("--field", str(path), "Package", "Version", "Architecture")
            self.assertEqual(fields, "Package: humeur\nVersion: 1.2.3~rc1\nArchitecture: amd64\n")
            dpkg("--extract", str(path), f"{folder}/files")
            program = Path(folder, "files/usr/bin/humeur")
            self.assertTrue(os.access(program, os.X_OK))
            dpkg("--control", str(path), f"{folder}/control")
            settings = Path(folder, "control/conffiles").read_text()
            self.assertEqual(settings, "/etc/humeur/humeur.env\n")
            for script in ("postinst", "prerm", "postrm"):
                subprocess.run(["sh", "-n", f"{folder}/control/{script}"], check=True)


    def test_a_prerelease_is_earlier_than_its_release(self) -> None:
        self.assertEqual(deb.debian_version("1.2.0"), "1.2.0")
        self.assertEqual(deb.debian_version("1.2.0-rc.1"), "1.2.0~rc.1")

    def test_a_later_package_has_the_same_files(self) -> None:
        if shutil.which("dpkg-deb") is None:
            self.skipTest("dpkg-deb is Debian's")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "humeur.deb")
            path.write_bytes(deb.package(self.FILES, "1.2.3", page.ARCH, TIME))
            os.utime(path, (TIME, TIME))
            expected = deb.package(self.FILES, page.LATER, page.ARCH, TIME)
            self.assertEqual(page.later(path, page.LATER), expected)


class Skipped(unittest.TestCase):
    def test_on_a_disposable_machine_a_skipped_step_fails(self) -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            patch("os.geteuid", return_value=0),
            patch("disks.mount", return_value=False),
            self.assertRaises(SystemExit) as failure,
        ):
            disks.check([], Path(folder), fail)
        self.assertIn("not tested", str(failure.exception))


# Stand-ins for the commands of the scripts, in a folder of the test. That for systemd knows one service.
COMMANDS = {
    "chmod": "",
    "chown": "",
    "getent": "",
    "install": "",
    "systemctl": """\
case "$*" in
daemon-reload) ;;
"enable humeur.service") : >"$ROOT/wants" ;;
"--quiet is-enabled humeur.service") [ -e "$ROOT/wants" ] ;;
"restart humeur.service") : >"$ROOT/active" ;;
"try-restart humeur.service") ;;
"stop humeur.service") rm -f "$ROOT/active" ;;
*) exit 1 ;;
esac
""",
}


class Scripts(unittest.TestCase):
    """The scripts of the package, as dpkg calls them, on a root of the test."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name, body in COMMANDS.items():
            path = self.root / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f'#!/bin/sh\necho "{name} $*" >>"$ROOT/log"\n{body}')
            path.chmod(0o755)
        (self.root / "systemd").mkdir()

    def run_script(self, script: str, *arguments: str) -> str:
        """Runs a script that must succeed. Returns its calls."""
        (self.root / "log").write_text("")
        for old, new in [
            ("/run/systemd/system", "systemd"),
            ("/etc/systemd/system/multi-user.target.wants/humeur.service", "wants"),
            ("/etc/humeur/humeur.env", "humeur.env"),
            ("/var/lib/humeur", "data"),
        ]:
            script = script.replace(old, str(self.root / new))
        environment = {"PATH": f"{self.root}/bin:/usr/bin:/bin", "ROOT": str(self.root)}
        command = ["sh", "-c", script, "script", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.root / "log").read_text()

    def state(self) -> tuple[bool, bool]:
        """True for an enabled service, and for one that runs."""
        return (self.root / "wants").exists(), (self.root / "active").exists()

    def test_a_removal_and_an_installation_lead_to_the_same_service(self) -> None:
        self.run_script(deb.POSTINST, "configure", "")
        self.assertEqual(self.state(), (True, True))
        self.run_script(deb.PRERM, "remove")
        self.run_script(deb.POSTRM, "remove")
        self.assertEqual(self.state(), (True, False))
        self.run_script(deb.POSTINST, "configure", "1.2.3")
        self.assertEqual(self.state(), (True, True))
        self.run_script(deb.PRERM, "remove")
        self.run_script(deb.POSTRM, "purge")
        self.assertEqual(self.state(), (False, False))

    def test_an_installation_without_systemd_enables_the_service_for_the_next_boot(self) -> None:
        (self.root / "systemd").rmdir()
        self.run_script(deb.POSTINST, "configure", "")
        self.assertEqual(self.state(), (True, False))
        (self.root / "systemd").mkdir()
        self.run_script(deb.POSTINST, "configure", "1.2.3")
        self.assertEqual(self.state(), (True, True))

    def test_an_upgrade_leaves_a_disabled_service_alone(self) -> None:
        self.run_script(deb.PRERM, "upgrade", "1.2.4")
        log = self.run_script(deb.POSTINST, "configure", "1.2.3")
        self.assertIn("try-restart", log)
        self.assertEqual(self.state(), (False, False))

    def test_settings_that_the_operator_deleted_stay_away(self) -> None:
        log = self.run_script(deb.POSTINST, "configure", "1.2.3")
        self.assertNotIn("humeur.env", log)
        (self.root / "humeur.env").write_text("")
        log = self.run_script(deb.POSTINST, "configure", "1.2.3")
        self.assertIn("chmod 0640", log)


PACKAGING = Path(__file__).parents[2] / "packaging"


class Page(unittest.TestCase):
    """The page for self-hosters, without running its commands."""

    def setUp(self) -> None:
        self.sections = page.blocks(page.PAGE.read_text())

    def test_every_command_is_run(self) -> None:
        with_commands = {title for title, blocks in self.sections.items() if blocks}
        self.assertEqual(with_commands, {*page.SECTIONS, page.CONTAINERS})
        for title, count in [
            ("HTTPS", 2),
            ("Accounts", 2),
            ("Back-ups", 3),
            ("Restore", 1),
            ("Upgrade", 1),
            ("Metrics", 1),
            (page.CONTAINERS, 3),
        ]:
            self.assertEqual(len(self.sections[title]), count, title)
        self.assertIn(page.EXAMPLE_BACKUP, self.sections["Restore"][0])
        self.assertTrue(self.sections["Metrics"][0].splitlines()[-1].startswith("curl "))

    def test_a_shell_reads_every_command(self) -> None:
        for block in sum(self.sections.values(), []):
            subprocess.run(["bash", "-n", "-c", block], check=True)
        with self.assertRaises(SystemExit), tempfile.TemporaryDirectory() as folder:
            page.run("true\nfalse\ntrue\n", Path(folder))

    def test_its_caddyfile_is_the_example(self) -> None:
        example = (PACKAGING / "Caddyfile").read_text()
        lines = [line for line in example.splitlines() if not line.strip().startswith("#")]
        example = re.sub(r"\{\$\w+:([^}]*)\}", r"\1", "\n".join(lines))
        self.assertIn(f"\n{example}\nEND\n", self.sections["HTTPS"][0])


class Compose(unittest.TestCase):
    def setUp(self) -> None:
        self.text = (PACKAGING / "compose.yaml").read_text()

    def test_it_names_the_image_of_this_version(self) -> None:
        manifest = (PACKAGING.parent / "Cargo.toml").read_text()
        version = re.search(r'^version = "(.*)"$', manifest, flags=re.MULTILINE).group(1)
        self.assertIn(f"image: humeur:{version}\n", self.text)
        self.assertIn(f"humeur-{version}-oci-x86_64.tar", self.text)

    def test_its_parts_fit(self) -> None:
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is missing; check.py --disposable has Docker read the file")
        described = yaml.safe_load(self.text)
        humeur, caddy = described["services"]["humeur"], described["services"]["caddy"]
        mounted = [volume.split(":") for volume in humeur["volumes"] + caddy["volumes"]]
        named = {volume[0] for volume in mounted if not volume[0].startswith("./")}
        self.assertEqual(named, set(described["volumes"]))
        self.assertIn(humeur["environment"]["HUMEUR_BACKUP_DIR"], [it[1] for it in mounted])
        for volume in mounted:
            if volume[0].startswith("./"):
                self.assertTrue((PACKAGING / volume[0]).is_file(), volume)
        variables = re.findall(r"\{\$(\w+)", (PACKAGING / "Caddyfile").read_text())
        self.assertEqual(set(variables), set(caddy["environment"]))


class Parts(unittest.TestCase):
    def test_only_what_is_compiled_in_is_listed(self) -> None:
        def package(name: str, licence: str | None = "MIT/Apache-2.0") -> dict:
            return {"id": name, "name": name, "version": "1.0.0", "license": licence}

        def uses(name: str, *kinds: tuple[str, str | None]) -> dict:
            deps = [{"pkg": pkg, "dep_kinds": [{"kind": kind}]} for pkg, kind in kinds]
            return {"id": name, "deps": deps}

        metadata = {
            "packages": [package(name) for name in ("server", "a", "b", "tests", "builds")],
            "resolve": {
                "nodes": [
                    uses("server", ("a", None), ("tests", "dev"), ("builds", "build")),
                    uses("a", ("b", None)),
                    uses("b"),
                    uses("tests"),
                    uses("builds"),
                ]
            },
        }
        lock = {"packages": {"": {}, "node_modules/@expo-google-fonts/noto-sans": {"version": "2"}}}
        bom = sbom.bom(metadata, lock, "2026-11-27T12:00:00Z")
        self.assertEqual(bom, sbom.bom(metadata, lock, "2026-11-27T12:00:00Z"))
        parts = main.json.loads(bom)
        names = [part["name"] for part in parts["components"]]
        self.assertEqual(names, ["a", "b", "@expo-google-fonts/noto-sans"])
        self.assertEqual(parts["components"][0]["licenses"], [{"expression": "MIT OR Apache-2.0"}])
        self.assertEqual(parts["metadata"]["component"]["version"], "1.0.0")


if __name__ == "__main__":
    unittest.main()
