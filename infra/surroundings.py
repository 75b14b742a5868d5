"""What a program that is started here gets to see of the environment."""

from __future__ import annotations

import os

PLAIN = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
MISLEADING = frozenset({"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"})


def plain() -> dict[str, str]:
    """Only what a foreign server needs: no secret of ours, no setting of another program."""
    inherited = dict(os.environ)
    return {name: inherited[name] for name in PLAIN if name in inherited}


def inherited() -> dict[str, str]:
    """All of it, but for what would send Python to another environment."""
    return {name: value for name, value in dict(os.environ).items() if name not in MISLEADING}
