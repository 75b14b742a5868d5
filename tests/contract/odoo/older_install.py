"""A real Odoo 14 in a private folder: Debian's package of bullseye with that release's Python and libraries.

Where packages come from is apt's to know; nothing is installed on the machine.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from infra.odoo.debian import KEYRING, debian_mirror, why_not
from tests.odoo_fixture import PROJECT

FOLDER = PROJECT / ".lading" / "odoo-14"
ROOT = FOLDER / "root"
SUITE, ODOO = "bullseye", "odoo-14"
LIBRARIES = (
    "babel dateutil decorator docutils feedparser gevent html2text idna jinja2 libsass lxml mako mock ofxparse passlib "
    "pil polib psutil psycopg2 pydot pyparsing pypdf2 qrcode reportlab requests serial stdnum tz usb vobject werkzeug "
    "xlsxwriter xlwt zeep chardet freezegun num2words suds xlrd pkg-resources openssl"
)
"""What the package depends on, without wkhtmltopdf: no PDF is printed here."""
WANTED = ("odoo-14_", "python", "lib", "zlib", "tzdata", "docutils-common", "fonts-dejavu-core")
NOT_WANTED = ("libc6_", "libperl", "libjs", "libc-bin")
"""The machine's own C library is newer and serves: only one may be in a process."""


def install(say: Callable[[str], None]) -> None:
    """Fetch and unpack; nothing where that was done before."""
    stamp = FOLDER / "installed"
    if stamp.exists():
        return
    if reason := why_not():
        raise SystemExit(f"Odoo 14 cannot be had here: {reason}.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    packages = FOLDER / "packages"
    for part in ("lists/partial", "cache/archives/partial"):
        (packages / part).mkdir(parents=True)
    say("downloading Odoo 14 and its libraries (145 MB)")
    options = _private_apt(packages)
    _run("apt-get", "-q", *options, "update", folder=packages)
    names = (f"python3-{name}" for name in LIBRARIES.split())
    _run("apt-get", "-qy", *options, "--download-only", "install", *names, folder=packages)
    _run("apt-get", "-q", *options, "download", ODOO, folder=packages)
    say("unpacking")
    ROOT.mkdir()
    for package in sorted(packages.rglob("*.deb")):
        if package.name.startswith(WANTED) and not package.name.startswith(NOT_WANTED):
            _unpack(package)
    paths = ROOT / "usr/lib/python3/dist-packages/docutils/__init__.py"  # Debian put its data at an absolute path
    text = paths.read_text(encoding="utf-8").replace("'/usr/share/docutils/'", f"'{ROOT}/usr/share/docutils/'")
    paths.write_text(text, encoding="utf-8")
    shutil.rmtree(packages)
    stamp.touch()


def command(*arguments: str) -> tuple[str, ...]:
    """Odoo 14's command."""
    verb, rest = (arguments[:1], arguments[1:]) if arguments[:1] == ("shell",) else ((), arguments)
    return (str(ROOT / "usr/bin/python3.9"), "-W", "ignore", str(ROOT / "usr/bin/odoo"), *verb, *rest)


def environment() -> dict[str, str]:
    """What its process sees: its own Python and libraries before the machine's."""
    machine = next((ROOT / "usr/lib").glob("*-linux-gnu"))
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(FOLDER),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "LD_LIBRARY_PATH": f"{machine}:{ROOT / 'lib' / machine.name}",
        "PYTHONHOME": str(ROOT / "usr"),
        "PYTHONPATH": str(ROOT / "usr/lib/python3/dist-packages"),
        "PYTHONUNBUFFERED": "1",
    }


def _private_apt(folder: Path) -> tuple[str, ...]:
    """Own lists, own cache, and an empty list of what is installed: so all libraries come."""
    signed = f"signed-by={KEYRING}" if KEYRING.exists() else "trusted=yes"
    (folder / "sources.list").write_text(f"deb [{signed}] {debian_mirror()} {SUITE} main\n", encoding="utf-8")
    (folder / "status").touch()
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "true",
    }
    return tuple(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))


def _unpack(package: Path) -> None:
    with subprocess.Popen(("dpkg-deb", "--fsys-tarfile", str(package)), stdout=subprocess.PIPE) as source:
        leave_out = "--exclude=*/i18n/*.po"
        subprocess.run(("tar", "-x", "--no-same-owner", "-C", str(ROOT), leave_out), stdin=source.stdout, check=True)


def _run(*call: str, folder: Path) -> None:
    ran = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"{call[0]} could not fetch Odoo 14: {ran.stderr.strip()[-600:]}")
