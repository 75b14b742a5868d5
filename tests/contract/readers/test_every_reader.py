"""What each reader of the registry promises (connectors/ports.py), whatever it is given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import READERS, read_documents, reader
from connectors.ports import Raw, Reading, Trailer
from domain.documents.acknowledgement import FunctionalAcknowledgement
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from tests.contract.readers.golden import profile_of, samples
from tests.unit.readers.made import a_profile

FORMATS = sorted(READERS)


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_has_the_name_it_is_registered_under(form: str) -> None:
    assert reader(form).name == form


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"\xff" * 50, b"PAR1PAR1", b"PK\x03\x04", b"ISA*", b"\n" * 50])
def test_what_cannot_be_read_is_exactly_one_entry_with_findings(form: str, content: bytes) -> None:
    found = list(read_documents(Raw.of("x", content), a_profile(form)))
    entries = [part for part in found if isinstance(part, Reading)]
    assert [(one.ordinal, one.payload) for one in entries] == [(1, None)]
    assert entries[0].findings
    assert entries[0].content_hash
    assert all(finding.next_step for finding in entries[0].findings)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_make_a_reader_raise(form: str, content: bytes) -> None:
    for part in read_documents(Raw.of("x", content), a_profile(form)):
        assert isinstance(part, Reading | Trailer)


MODELS: dict[str, type[SalesOrder | SalesOrderChange | FunctionalAcknowledgement]] = {
    "sales_order": SalesOrder,
    "sales_order_change": SalesOrderChange,
    "functional_acknowledgement": FunctionalAcknowledgement,
}


def test_the_same_bytes_give_the_same_readings_again() -> None:
    for sample in samples():
        raw = Raw.of(sample.name, sample)
        profile = profile_of(sample, raw)
        first, second = list(read_documents(raw, profile)), list(read_documents(raw, profile))
        assert first == second
        ordinals = [part.ordinal for part in first if isinstance(part, Reading)]
        assert ordinals == list(range(1, len(ordinals) + 1))


def test_bytes_in_memory_and_in_a_file_read_alike() -> None:
    for sample in samples():
        in_file, in_memory = Raw.of(sample.name, sample), Raw.of(sample.name, sample.read_bytes())
        profile = profile_of(sample, in_file)
        assert in_file.sha256 == in_memory.sha256
        assert list(read_documents(in_file, profile)) == list(read_documents(in_memory, profile))


def test_every_payload_is_the_models_own_json() -> None:
    seen = 0
    for sample in samples():
        raw = Raw.of(sample.name, sample)
        for part in read_documents(raw, profile_of(sample, raw)):
            if isinstance(part, Reading) and part.payload is not None:
                model = MODELS[part.key.type if part.key else "sales_order"]
                assert model.model_validate_json(part.payload).model_dump_json().encode() == part.payload
                seen += 1
    assert seen >= 10
