"""The house's approval policy: one YAML file, every mistake named with its place."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from domain.approving import ApprovalPolicy
from domain.errors import Misconfigured
from domain.wrong_values import going_on
from tasks.runtime.plain_yaml import read_plain_yaml


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
    tree, wrong = read_plain_yaml(file)
    mistakes = [f"{file.name}:{one.line}:{one.column}: {one.message}" for one in wrong]
    if tree is not None and not wrong:
        try:
            return ApprovalPolicy.model_validate(tree.data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                place = tuple(part for part in one["loc"] if part != "[key]")
                line, column = tree.mark(place)
                name = ".".join(str(part) for part in place)
                mistakes.append(f"{file.name}:{line}:{column}: {name}: {going_on(one['msg'])}")
    raise Misconfigured(
        "The approval policy can't be read:\n" + "\n".join(f"  {one}" for one in mistakes) + "\n",
        field="LADING_APPROVERS",
        next_step="Mend the file; docs/approvals.md has an example.",
    )
