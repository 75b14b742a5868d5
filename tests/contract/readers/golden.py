"""Golden samples: what each reader makes of them. As a command, it writes the expectations anew."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from connectors import identify, read_documents
from connectors.inspect import neutral_profile
from connectors.ports import Raw, Reading, Trailer
from domain.profile import PartnerProfile

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
    raw = Raw.of(sample.name, sample)
    return [_shown(part) for part in read_documents(raw, profile_of(sample, raw))]


def profile_of(sample: Path, raw: Raw) -> PartnerProfile:
    """The profile beside the sample, or one that says nothing."""
    beside = sample.with_name(f"{sample.stem}.profile.yaml")
    if beside.exists():
        return PartnerProfile.model_validate(yaml.load(beside.read_text(), yaml.BaseLoader))
    known = identify(raw)
    assert known is not None, f"no reader claims {sample.name}"
    return neutral_profile(known[0].name)


def _shown(part: Reading | Trailer) -> dict[str, object]:
    if isinstance(part, Trailer):
        return {"trailer": {"documents": part.documents}}
    return {
        "ordinal": part.ordinal,
        "number": part.number,
        "excerpt": part.excerpt,
        "lines": part.line_count,
        "quantity": f"{part.quantity:f}",
        "total": f"{part.total:f}",
        "content_hash": part.content_hash,
        "findings": [f"{one.code} {one.severity} {one.path}: {one.message}" for one in part.findings],
        "document": json.loads(part.payload) if part.payload else None,
    }


def main() -> None:
    """Write every expectation anew."""
    for sample in samples():
        text = json.dumps(read_sample(sample), indent=2, ensure_ascii=False)
        expectation_of(sample).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
