"""One event is one line of the log, whatever a sender wrote into it, and no line shows a local variable (F48)."""

import json

import pytest
import structlog

from tasks.runtime.logs import write_logs

HOSTILE = 'a\nb\r\nc\x1b[31m\x00\u2028\u202e\ud800 d="e" {{7*7}} %s'


@pytest.fixture(autouse=True)
def _as_before():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def lines(capsys, form, say):
    write_logs(form)
    say(structlog.get_logger("lading.test"))
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def everything(log):
    log.warning(HOSTILE, channel=HOSTILE, **{"odd\nname": [HOSTILE], "number": 7})
    log.info("fine", trouble="short", n=1)


def failed(log):
    password = "canary-password"
    try:
        int("line one\nline two")
    except ValueError:
        assert password
        log.exception("a mistake of ours")


def test_a_line_stays_one_line(capsys):
    found = lines(capsys, "console", everything)
    assert len(found) == 2
    assert all(line.isprintable() for line in found)
    assert "\\u000a" in found[0]
    assert "[warning]" in found[0]
    assert found[1].endswith("[info] fine n=1 trouble=short")


def test_a_json_line_is_one_object(capsys):
    first, second = (json.loads(line) for line in lines(capsys, "json", everything))
    assert (first["level"], second["event"], second["n"]) == ("warning", "fine", 1)


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_mistake_is_told_with_its_place_and_without_its_variables(capsys, form):
    (line,) = lines(capsys, form, failed)
    assert "canary" not in line
    assert "ValueError" in line
    assert "test_logs.py:" in line
