"""Debian packages fetched by apt into a private folder: own lists, own cache, nothing of the system is changed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from infra.progress import Progress
from infra.trouble import StackTrouble

ODOO = "odoo-19"
SUITE = "sid"
PAGES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-font-awesome/stable",
)
"""Scripts and fonts that Odoo's package links to: without them every web page answers 500.
fonts-font-awesome of the stable release, because sid's has other paths."""
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LEFT_OUT = (
    "*/i18n/[!defn]*",
    "*/odoo/addons/l10n_*",
    "*/odoo/addons/website*",
    "*/odoo/addons/pos_*",
    "*/odoo/addons/point_of_sale*",
    "*/odoo/addons/*/static/tests",
)
"""What a distributor does not need: two thirds of 1.2 GB are translations (kept: those beginning with d, e, f, n)."""
ELSEWHERE = (
    "Run it on Debian or another system with apt and dpkg, or install docker or podman, "
    "or give an Odoo of yours: LADING_ODOO_URL, LADING_ODOO_DATABASE and LADING_ODOO_API_KEY."
)


def why_not() -> str:
    """Why packages cannot be had here; empty where they can."""
    missing = [name for name in ("apt-get", "dpkg-deb", "tar") if shutil.which(name) is None]
    if missing:
        return f"this system has no {' and no '.join(missing)}"
    return "" if debian_mirror() else "apt knows no Debian mirror"


def fetch(folder: Path, progress: Progress) -> list[Path]:
    """Download Odoo's package and what its pages need; gives the files.

    Raises:
        StackTrouble: not a Debian system, no network, or the package is not there.
    """
    if reason := why_not():
        raise StackTrouble(f"Odoo's package cannot be had here: {reason}.", next_step=ELSEWHERE, service="odoo")
    options = _private_apt(folder)
    progress("reading Debian's package lists (20 MB)")
    _apt(("update", *options), folder)
    progress("downloading Odoo 19 (130 MB)")
    _apt(("download", *options, ODOO, *PAGES), folder)
    return sorted(folder.glob("*.deb"))


def unpack(packages: list[Path], root: Path) -> None:
    """Unpack the files of the packages below ``root``.

    Raises:
        StackTrouble: a package is broken, or the disk is full.
    """
    root.mkdir(parents=True, exist_ok=True)
    leave_out = [f"--exclude={pattern}" for pattern in LEFT_OUT]
    for package in packages:
        with subprocess.Popen(("dpkg-deb", "--fsys-tarfile", str(package)), stdout=subprocess.PIPE) as source:
            ran = subprocess.run(
                ("tar", "-x", "--no-same-owner", "-C", str(root), *leave_out),
                stdin=source.stdout, capture_output=True, text=True, check=False,
            )  # fmt: skip
        if ran.returncode != 0 or source.returncode not in (0, None):
            full = "No space left" in ran.stderr
            raise StackTrouble(
                f"{package.name} could not be unpacked: {ran.stderr.strip()[-300:]}",
                next_step="Free some space on this disk, then try again." if full else "Run the command again.",
                service="odoo",
            )


def debian_mirror() -> str:
    """The address of the first repository that apt knows."""
    ran = subprocess.run(
        ("apt-get", "indextargets", "--format", "$(REPO_URI)"), capture_output=True, text=True, check=False
    )
    return next((line.strip() for line in ran.stdout.splitlines() if line.strip()), "")


def _private_apt(folder: Path) -> tuple[str, ...]:
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    signed = f"signed-by={KEYRING}" if KEYRING.exists() else "trusted=yes"
    sources = folder / "sources.list"
    mirror = debian_mirror()
    sources.write_text(f"deb [{signed}] {mirror} {SUITE} main\ndeb [{signed}] {mirror} stable main\n", encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "true",
    }
    return tuple(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))


def _apt(arguments: tuple[str, ...], folder: Path) -> None:
    command = ("apt-get", "-q", *arguments)
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        said = " ".join(line for line in ran.stderr.splitlines() if line.startswith("E:"))[-500:] or ran.stderr[-300:]
        raise StackTrouble(
            f"Debian's package {ODOO} could not be had: {said}",
            next_step=f"See that this machine reaches its Debian mirror ('apt-get update'). Otherwise: {ELSEWHERE}",
            service="odoo",
        )
