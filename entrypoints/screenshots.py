"""The docs' screenshots, made from what runs: ``just screenshots`` after ``lading demo --keep``.

Playwright drives the Chromium of the machine; it is no dependency of Lading, the task brings it along.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.errors import Misconfigured
from entrypoints.cli_house import settings_at_hand, tell_prefect
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = {"width": 1440, "height": 900}
SETTLE_MS = 4000
"""Pages draw themselves after they have loaded."""


def main() -> int:
    """Take all pictures; 2 where Playwright or Chromium is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.stderr.write("Playwright is not installed. Next: just screenshots\n")
        return 2
    known = settings_at_hand()
    tell_prefect(known)
    pages = {**_prefect_pages(known), **_odoo_pages(known)}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        _log_in(page, known)
        for name, address in pages.items():
            page.goto(address, wait_until="load")
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=str(FOLDER / f"{name}.png"))
            sys.stdout.write(f"docs/pictures/{name}.png\n")
        browser.close()
    return 0


def _log_in(page: Any, known: Settings) -> None:  # noqa: ANN401 - Playwright's type is only there with Playwright
    """As the administrator of the embedded Odoo, whose password is the template's."""
    page.goto(f"{known.odoo_url}/web/login?db={known.odoo_database}", wait_until="load")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.wait_for_timeout(SETTLE_MS)


def _odoo_pages(known: Settings) -> Mapping[str, str]:
    house = Resources(known)
    with house.ledger.open() as book:
        channels = list(book.reconcile().by_channel_and_day)
        done = next((row for channel, _ in channels for row in book.population(channel, 50)), None)
    if done is None:
        raise Misconfigured("Nothing has arrived yet.", next_step="Run 'lading demo --keep' first.")
    order = house.sales.read_back([done.external_id]).get(done.external_id)
    form = {} if order is None else {"odoo-order": f"{known.odoo_url}/odoo/sales/{order.record_id}"}
    return {"odoo-orders": f"{known.odoo_url}/odoo/sales", **form}


def _prefect_pages(known: Settings) -> Mapping[str, str]:
    ui = (known.prefect_api_url or "").removesuffix("/api")
    run, gate = asyncio.run(_newest_run())
    return {
        "prefect-runs": f"{ui}/runs",
        "prefect-run": f"{ui}/runs/flow-run/{run}",
        "prefect-gate": f"{ui}/artifacts/artifact/{gate}",
        "prefect-deployments": f"{ui}/deployments",
    }


async def _newest_run() -> tuple[str, str]:
    """The newest finished run, and what its extract gate showed."""
    from prefect.client.orchestration import get_client  # reads its settings when it is imported: told first
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
    from prefect.client.schemas.sorting import FlowRunSort

    async with get_client() as client:
        runs = await client.read_flow_runs(sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=20)
        finished = [run for run in runs if run.state is not None and run.state.is_completed()]
        if not finished:
            raise Misconfigured("Prefect has no finished run.", next_step="Run 'lading demo --keep' first.")
        of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[finished[0].id]))
        shown = await client.read_artifacts(artifact_filter=of_run)
    gate = next(one for one in shown if (one.key or "").startswith("extract-gate"))
    return str(finished[0].id), str(gate.id)


if __name__ == "__main__":
    raise SystemExit(main())
