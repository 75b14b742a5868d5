"""The house's approval policy: one YAML file, every mistake named with its place."""

from __future__ import annotations

from pathlib import Path

from domain.approving import ApprovalPolicy
from domain.errors import Misconfigured
from tasks.runtime.one_file import read_one


def load_policy(file: Path, *, wanted: bool = False) -> ApprovalPolicy:
    """The policy; without a file: nobody is limited.

    Args:
        file: where it stands.
        wanted: somebody has named this file: that it is missing is a mistake, and never means 'anybody'.

    Raises:
        Misconfigured: names each mistake with file, line and column.
    """
    if not file.exists() and not wanted:
        return ApprovalPolicy()
    policy, mistakes = read_one(file, ApprovalPolicy)
    if policy is not None:
        return policy
    raise Misconfigured(
        "The approval policy can't be read:\n" + "\n".join(f"  {one}" for one in mistakes) + "\n",
        field="LADING_APPROVERS",
        next_step="Mend the file; docs/approvals.md has an example.",
    )
