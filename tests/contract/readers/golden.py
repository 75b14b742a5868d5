"""Golden samples: what each reader makes of them. As a command, it writes the expectations anew."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from connectors import identify
from connectors.inspect import neutral_profile
from connectors.ports import Raw
from domain.profile import PartnerProfile
from entrypoints.sampling import made_of

SAMPLES = Path(__file__).parents[2] / "samples"
BESIDE = (".expected.json", ".profile.yaml", ".md")


def samples() -> list[Path]:
    """Every sample of the readers."""
    found = (path for room in ("edi", "files") for path in (SAMPLES / room).iterdir())
    return sorted(path for path in found if path.is_file() and not path.name.endswith(BESIDE))


def expectation_of(sample: Path) -> Path:
    """The file of what must come out."""
    return sample.with_name(f"{sample.stem}.expected.json")


def read_sample(sample: Path) -> list[dict[str, object]]:
    """What the reader makes of a sample, ready for JSON."""
    return made_of(sample, profile_of(sample, Raw.of(sample.name, sample)))


def profile_of(sample: Path, raw: Raw) -> PartnerProfile:
    """The profile beside the sample, or one that says nothing."""
    beside = sample.with_name(f"{sample.stem}.profile.yaml")
    if beside.exists():
        return PartnerProfile.model_validate(yaml.load(beside.read_text(), yaml.BaseLoader))
    known = identify(raw)
    assert known is not None, f"no reader claims {sample.name}"
    return neutral_profile(known[0].name)


def main() -> None:
    """Write every expectation anew."""
    for sample in samples():
        text = json.dumps(read_sample(sample), indent=2, ensure_ascii=False)
        expectation_of(sample).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
