"""A plan at work: its row in the ledger, its profile as it was when it was begun, its frames from the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from domain.errors import Refused
from domain.planning.cleaning.cleaned import Cleaned
from domain.planning.frames import SNAPSHOT
from domain.planning.overrides import Override
from domain.planning.plan_frames import CLEANED, CORRECTIONS, DEMAND, ENDED, PERIODS
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.table import Table
from ledger.plans import PlanHead
from tasks.planning.aside import GATES, aside_of
from tasks.planning.keeping import keep_frames, kept_frame
from tasks.runtime.resources import Resources

PROFILE, OVERRIDES = "profile", "overrides"
"""Names under which what is no frame is kept with the plan's inputs."""


@dataclass
class Case:
    """What a stage works with."""

    house: Resources
    head: PlanHead

    @classmethod
    def of(cls, house: Resources, plan: int) -> Case:
        """The plan as it stands now.

        Raises:
            Refused: there is no such plan, or another took its place.
        """
        with house.ledger.open() as book:
            head = book.plans.of(plan)
        if head.state == "superseded":
            step = "See 'lading plan list' for the newest one."
            raise Refused(
                f"Plan {head.code or plan} is over: {head.says}", field="plan", value=str(plan), next_step=step
            )
        return cls(house, head)

    @cached_property
    def profile(self) -> PlanningProfile:
        """The profile that the plan was begun with, whatever its file says by now."""
        return PlanningProfile.model_validate_json(self._kept(PROFILE))

    @cached_property
    def overrides(self) -> tuple[Override, ...]:
        """The planner's edits that held when the plan was begun."""
        from pydantic import TypeAdapter

        return TypeAdapter(tuple[Override, ...]).validate_json(self._kept(OVERRIDES))

    @cached_property
    def snapshot(self) -> Snapshot:
        """All that is known."""
        assert self.head.as_of is not None  # noqa: S101 - a plan with inputs has its moment
        frames = {table.name: self.frame(table) for table in SNAPSHOT if table.name in self.head.inputs}
        return Snapshot(self.head.today, self.head.as_of, frames)

    @cached_property
    def cleaned(self) -> Cleaned:
        """Demand by period."""
        periods = tuple(self.frame(PERIODS).sort("t")["period"].to_list())
        return Cleaned(self.frame(CLEANED), self.frame(CORRECTIONS), periods, self.frame(ENDED))

    def _kept(self, name: str) -> bytes:
        return self.house.archive.read(self.head.inputs[name])

    def has(self, *tables: Table) -> bool:
        """Whether a stage has left its frames already: then it has nothing to do."""
        return all(table.name in self.head.outputs for table in tables)

    def frame(self, table: Table) -> pl.DataFrame:
        """A frame of the plan; empty where no stage has left any."""
        digest = self.head.inputs.get(table.name) or self.head.outputs.get(table.name)
        return table.empty() if digest is None else kept_frame(self.house.archive, table, digest)

    def keep(self, frames: Mapping[Table, pl.DataFrame]) -> None:
        """Keep what a stage made; another run that made the same before leaves it as it is."""
        digests = keep_frames(self.house.archive, frames)
        with self.house.ledger.open() as book:
            book.plans.keep(self.head.id, outputs=digests)
            book.commit("tasks.planning.keep")
            self.head = book.plans.of(self.head.id)

    @property
    def waits(self) -> bool:
        """Whether the platform is waited for: then there is no forecast to go on with yet."""
        return not self.has(DEMAND)

    @property
    def aside(self) -> pl.DataFrame:
        """What gates have set aside so far."""
        return pl.concat([self.frame(aside_of(gate)) for gate in GATES])

    def without_aside(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of items that no gate set aside; an aside without a place stands for all of them.

        What extraction has to say is in no frame anyhow, or only tells of a price line.
        """
        aside = self.aside.filter(pl.col("gate") != GATES[0])
        everywhere = aside.filter(pl.col("place") == "")
        return frame.join(everywhere, on="sku", how="anti").join(aside, on=["sku", "place"], how="anti")

    @property
    def kept_demand(self) -> Cleaned:
        """Demand by period without the items that gates set aside."""
        all_of_it = self.cleaned
        kept = self.without_aside(all_of_it.demand)
        return Cleaned(kept, all_of_it.corrections, all_of_it.periods, all_of_it.ended)
