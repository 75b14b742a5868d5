-- name: append_audit
-- purpose: audit rows of this transaction
INSERT INTO audit (actor, kind, document_id, delivery_id, data)
SELECT actor, kind, document_id, delivery_id, data::json
FROM unnest(CAST(:actors AS text[]), CAST(:kinds AS text[]), CAST(:documents AS bigint[]),
            CAST(:deliveries AS bigint[]), CAST(:datas AS text[])) AS r (actor, kind, document_id, delivery_id, data);

-- name: try_sealing
-- purpose: one sealer at a time
SELECT pg_try_advisory_xact_lock(7305002);

-- name: last_seal
-- purpose: the head of the chain
SELECT no, era, xid_to::text AS xid_to, hash FROM audit_seals ORDER BY no DESC LIMIT 1;

-- name: sealing_horizon
-- purpose: transactions below are finished, so their rows are all there; the era that rows get now.
--          Open transactions that surely belong to another database of the server do not count: they cannot write here
SELECT coalesce((
    SELECT x FROM pg_snapshot_xip(pg_current_snapshot()) AS x
    WHERE NOT EXISTS (
        SELECT 1 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
          AND l.transactionid = x::xid AND a.datname <> current_database())
    ORDER BY x LIMIT 1), pg_snapshot_xmax(pg_current_snapshot()))::text AS horizon, column_default::integer AS era
FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'audit' AND column_name = 'era';

-- name: seal_until
-- purpose: where a seal of about :size rows ends; a transaction is never cut
SELECT coalesce(
    (SELECT a.xid FROM audit a
     WHERE a.era = :era AND a.xid < CAST(:horizon AS xid8) AND a.xid > (
        SELECT b.xid FROM audit b
        WHERE b.era = :era AND b.xid >= CAST(:start AS xid8) AND b.xid < CAST(:horizon AS xid8)
        ORDER BY b.xid OFFSET :size LIMIT 1)
     ORDER BY a.xid LIMIT 1),
    CAST(:horizon AS xid8))::text;

-- name: insert_seal
-- purpose: a link of the chain
INSERT INTO audit_seals (no, era, xid_from, xid_to, rows, ids, leaves, root, previous, hash, sealed_at)
VALUES (:no, :era, CAST(:xid_from AS xid8), CAST(:xid_to AS xid8), :rows, :ids, :leaves, :root, :previous, :hash,
        clock_timestamp());

-- name: seals
-- purpose: the chain
SELECT no, era, xid_from::text AS xid_from, xid_to::text AS xid_to, rows, ids, leaves, root, previous, hash
FROM audit_seals WHERE no > :after ORDER BY no LIMIT 20;

-- name: audit_outside
-- purpose: rows that no seal covers: the tail, and what cannot have been written by the ledger
SELECT count(*) AS rows,
       count(*) FILTER (WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) AND era = :era) AS future,
       count(*) FILTER (WHERE era > :era) AS alien
FROM audit WHERE era > :sealed_era OR (era = :sealed_era AND xid >= CAST(:sealed_to AS xid8));

-- name: restored
-- purpose: whether the audit holds transactions that this server has not reached: a backup was restored elsewhere
SELECT EXISTS (SELECT 1 FROM audit WHERE era = :era AND xid >= pg_snapshot_xmax(pg_current_snapshot()))
    OR EXISTS (SELECT 1 FROM audit_seals WHERE era = :era AND xid_to > pg_snapshot_xmax(pg_current_snapshot()));

-- name: audit_tail
-- purpose: how much is not sealed yet, and how old it is
WITH last AS (
    SELECT coalesce(max(no), 0) AS no FROM audit_seals
), place AS (
    SELECT coalesce(max(s.era), 0) AS era, coalesce(max(s.xid_to::text), '0')::xid8 AS xid_to
    FROM last LEFT JOIN audit_seals s ON s.no = last.no
)
SELECT count(*) AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(a.at)), 0) AS seconds
FROM audit a, place p WHERE a.era > p.era OR (a.era = p.era AND a.xid >= p.xid_to);
