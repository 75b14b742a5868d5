"""A plan's page and an item's picture, written to files."""

from __future__ import annotations

from pathlib import Path

from domain.errors import Refused
from entrypoints.cli_frame import Exit, Screen
from entrypoints.plan_running import found


def write_report(screen: Screen, plan: str, profile: str, out: Path | None) -> int:
    """The page of a plan."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house:
        from tasks.planning.case import Case
        from tasks.planning.publishing import report_file
        from tasks.planning.reporting.making import report

        head = found(house, plan, profile)
        file = out or report_file(house, head.code)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(report(Case(house, head)), encoding="utf-8")
    return _wrote(screen, file)


def write_picture(screen: Screen, item: tuple[str, str], plan: str, profile: str, *, out: Path | None) -> int:
    """An item of a plan, at one place or at each.

    Raises:
        Refused: the plan does not have it.
    """
    from entrypoints.cli_house import ledger_only

    sku, place = item
    with ledger_only() as house:
        from domain.planning.plan_frames import NEEDS
        from tasks.planning.case import Case
        from tasks.planning.pictures.drawing import html, stacked, svg
        from tasks.planning.pictures.figures import item_figures
        from tasks.planning.pictures.item import item_picture

        case = Case(house, found(house, plan, profile))
        places = [place] if place else case.frame(NEEDS).filter(sku=sku)["place"].to_list()
        if not places:
            step = "See 'lading plan show' for what it planned."
            raise Refused(f"Plan {case.head.code} has no {sku}.", field="sku", value=sku, next_step=step)
        chart = stacked(*(item_picture(item_figures(case, sku, one)) for one in places))
        file = out or house.settings.state_folder() / "plans" / f"{case.head.code}-{_plain(sku)}.svg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html(chart) if file.suffix == ".html" else svg(chart), encoding="utf-8")
    return _wrote(screen, file)


def _plain(text: str) -> str:
    """A part of a file's name."""
    return "".join(one if one.isalnum() or one in "-_." else "-" for one in text)


def _wrote(screen: Screen, file: Path) -> int:
    screen.data({"file": str(file)})
    screen.say(f"Written: {file}")
    return Exit.FINE
