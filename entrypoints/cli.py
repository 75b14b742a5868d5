"""The ``lading`` command. Each group of commands has its own file; what a command needs is imported when it runs."""

from __future__ import annotations

import typer

from entrypoints import (
    cli_answers,
    cli_approvals,
    cli_audit,
    cli_availability,
    cli_backfill,
    cli_circuits,
    cli_demo,
    cli_deploy,
    cli_documents,
    cli_exceptions,
    cli_forecast,
    cli_new,
    cli_odoo,
    cli_partners,
    cli_plan,
    cli_portal,
    cli_samples,
    cli_stack,
    cli_why,
)

app = typer.Typer(
    name="lading",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Governed Odoo integration for distributors: orders in, checked at gates, in Odoo exactly once.\n\n"
    "Exit codes: 0 fine, 1 handled findings, 2 usage or crash, 3 blocked by a gate, 4 approval needed.",
)
for part in (
    cli_demo,
    cli_stack,
    cli_documents,
    cli_backfill,
    cli_approvals,
    cli_exceptions,
    cli_circuits,
    cli_answers,
    cli_availability,
    cli_why,
    cli_forecast,
    cli_plan,
    cli_audit,
    cli_partners,
    cli_portal,
    cli_samples,
    cli_new,
    cli_odoo,
    cli_deploy,
):
    part.add_to(app)


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
