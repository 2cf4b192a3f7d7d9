"""The Debian package: the program, its manual and completions, and a service that starts at boot."""

import hashlib

from archives import ARCHITECTURES, Entry, ar, directories, tar_gz

CONTROL = """\
Package: humeur
Version: {version}
Architecture: {architecture}
Maintainer: The Humeur authors <humeur@example.org>
Installed-Size: {kilobytes}
Depends: passwd
Recommends: ca-certificates
Section: web
Priority: optional
Description: mood journal for your own server
 One day, one mood, one note: pages without tracking that work offline, with
 reminders, statistics, and an API. The program carries everything it needs.
"""

# The user stays after a removal, like the data that belongs to it.
POSTINST = """\
#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
if ! getent passwd humeur >/dev/null; then
    useradd --system --user-group --no-create-home --home-dir /var/lib/humeur --shell /usr/sbin/nologin humeur
fi
install -d -m 0700 -o humeur -g humeur /var/lib/humeur
# The operator may have deleted the settings, and dpkg does not create them again.
if [ -e /etc/humeur/humeur.env ]; then
    chown root:humeur /etc/humeur/humeur.env
    chmod 0640 /etc/humeur/humeur.env
fi
# $2 is the version that was configured before, also after a removal, or empty at a first installation.
# The operator may have disabled the service since. Enabling works where systemd does not run, as in a chroot.
if [ -z "$2" ] && command -v systemctl >/dev/null; then
    systemctl enable humeur.service
fi
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    if systemctl --quiet is-enabled humeur.service; then
        systemctl restart humeur.service
    else
        systemctl try-restart humeur.service
    fi
fi
"""

PRERM = """\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl stop humeur.service
fi
"""

POSTRM = """\
#!/bin/sh
set -e
if [ "$1" = purge ]; then
    # The unit is deleted already, so `systemctl disable` would not find it.
    rm -f /etc/systemd/system/multi-user.target.wants/humeur.service
fi
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi
if [ "$1" = purge ] && [ -d /var/lib/humeur ]; then
    echo "humeur: the journals in /var/lib/humeur stay: delete that directory to erase them."
fi
"""


def debian_version(version: str) -> str:
    """Writes `1.2.0-rc1` as `1.2.0~rc1`, which Debian sorts before `1.2.0`."""
    return version.replace("-", "~")


def package(files: dict[str, tuple[bytes, int]], version: str, arch: str, time: int) -> bytes:
    """The package of files by their paths, each with its mode."""
    content = [Entry(f"./{path}", data, mode) for path, (data, mode) in files.items()]
    _, data = tar_gz(directories(content), time)
    kilobytes = sum(len(data) for data, _ in files.values()) // 1024 + 1
    control = CONTROL.format(
        version=debian_version(version),
        architecture=ARCHITECTURES[arch],
        kilobytes=kilobytes,
    )
    sums = [f"{hashlib.md5(data).hexdigest()}  {path}\n" for path, (data, _) in files.items()]
    settings = [f"/{path}\n" for path in files if path.startswith("etc/")]
    _, scripts = tar_gz(
        [
            Entry("./conffiles", "".join(settings).encode()),
            Entry("./control", control.encode()),
            Entry("./md5sums", "".join(sums).encode()),
            Entry("./postinst", POSTINST.encode(), 0o755),
            Entry("./postrm", POSTRM.encode(), 0o755),
            Entry("./prerm", PRERM.encode(), 0o755),
        ],
        time,
    )
    return ar(
        [("debian-binary", b"2.0\n"), ("control.tar.gz", scripts), ("data.tar.gz", data)], time
    )
