# Tasks of the house. `just` comes with the development dependencies: .venv/bin/just

# Show the tasks
default:
    @just --list

# Linters, types, import contracts
check:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports

# Format and mend what can be mended
format:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# All tests, as the README's second command
test *ARGS:
    ./lading test {{ARGS}}

# Unit and architecture tests only: seconds
quick:
    .venv/bin/python -m pytest -n 2 tests/unit tests/architecture

# The benchmarks, ratios in one run
bench:
    .venv/bin/python -m benchmarks

# The planted bugs: each must make a test fail
planted:
    .venv/bin/python -m tests.faults.planted

# F08 in its long form: PostgreSQL is restarted again and again during the work
restarts *ARGS:
    .venv/bin/python -m tests.faults.long_restarts {{ARGS}}

# Generated schemas and docs pages
generate:
    .venv/bin/lading schema

# The docs' pictures, from what `lading demo --keep` left running
screenshots:
    .venv/bin/uv run --frozen --with playwright python -m entrypoints.screenshots
