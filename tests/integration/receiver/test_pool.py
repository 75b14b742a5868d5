"""A receiver whose connections to PostgreSQL are all taken or ended says come again, and soon takes again (F10)."""

from contextlib import ExitStack

import sqlalchemy

from tests.integration.receiver.test_hooks import deliveries, push


def test_no_connection_is_no_acknowledgement_and_nothing_is_stuck_afterwards(client, house):
    engine = house.ledger._engine
    engine.pool._timeout = 0.3
    with ExitStack() as all_of_them:
        for _ in range(engine.pool.size() + engine.pool._max_overflow):
            all_of_them.enter_context(engine.connect())
        answers = [push(client, message=f"m-{n}") for n in range(3)]
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(503, "RC-AWAY-001")}
    assert all(int(one.headers["retry-after"]) > 0 for one in answers)
    assert deliveries(house) == []
    assert push(client, message="m-0").status_code == 202
    assert len(deliveries(house)) == 1


def test_connections_that_postgresql_ended_while_they_idled_cost_nobody_a_message(client, house):
    assert push(client, message="m-0").status_code == 202
    for n in range(3):
        with house.ledger.open() as book:
            book._connection.execute(
                sqlalchemy.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert push(client, f'{{"id": {n}}}'.encode(), message=f"m-{n + 1}").status_code == 202
    assert len(deliveries(house)) == 4
