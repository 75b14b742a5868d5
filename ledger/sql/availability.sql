-- part: mark_skus
-- purpose: what changed is marked in the same statement, each SKU once (the clock ticks from row to row)
INSERT INTO availability_marks (sku, why, due_at)
SELECT sku, min(why), clock_timestamp() FROM changed GROUP BY sku ORDER BY sku
ON CONFLICT (sku) DO UPDATE SET due_at = least(availability_marks.due_at, excluded.due_at), why = excluded.why;

-- name: mark_skus
-- purpose: SKUs whose numbers are to be made anew from a moment on; many changes are one row
INSERT INTO availability_marks (sku, why, due_at)
SELECT sku, CAST(:why AS text), coalesce(CAST(:due_at AS timestamptz), clock_timestamp())
FROM unnest(CAST(:skus AS text[])) AS s (sku) GROUP BY sku ORDER BY sku
ON CONFLICT (sku) DO UPDATE SET due_at = least(availability_marks.due_at, excluded.due_at), why = excluded.why;

-- name: take_marks
-- purpose: SKUs whose time has come; another process takes others
DELETE FROM availability_marks WHERE sku IN (
    SELECT sku FROM availability_marks WHERE due_at <= clock_timestamp() ORDER BY sku LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
RETURNING sku;

-- name: hold_stock
-- purpose: an order's quantities are kept for it; kept again with a new time where they had been given back
WITH wanted AS (
    SELECT * FROM unnest(CAST(:documents AS bigint[]), CAST(:positions AS integer[]), CAST(:skus AS text[]),
                         CAST(:warehouses AS text[]), CAST(:quantities AS numeric[]))
             AS w (document_id, position, sku, warehouse, quantity)
), changed AS (
    INSERT INTO reservations AS r (sku, warehouse, channel, document_id, position, quantity, expires_at)
    SELECT sku, warehouse, :channel, document_id, position, quantity, CAST(:expires_at AS timestamptz)
    FROM wanted ORDER BY document_id, position
    ON CONFLICT (document_id, position) DO UPDATE SET
        sku = excluded.sku, warehouse = excluded.warehouse, quantity = excluded.quantity, state = 'held', reason = '',
        expires_at = excluded.expires_at, ended_at = NULL
    WHERE r.state <> 'taken'
    RETURNING sku, 'reserved' AS why
)
-- here: mark_skus

-- name: end_reservations
-- purpose: documents went where nothing needs to be kept for them any more, or where the system of record keeps it
WITH gone AS (
    SELECT * FROM unnest(CAST(:documents AS bigint[]), CAST(:states AS text[]), CAST(:reasons AS text[]))
             AS g (document_id, state, reason)
), changed AS (
    UPDATE reservations r SET state = g.state, reason = g.reason, ended_at = clock_timestamp()
    FROM gone g WHERE r.document_id = g.document_id AND r.state = 'held'
    RETURNING r.sku, CASE WHEN g.state = 'taken' THEN 'taken over' ELSE 'given back' END AS why
)
-- here: mark_skus

-- name: mark_promised
-- purpose: orders are done: from now on a receipt that they wait for is watched, and it may have slipped meanwhile
WITH changed AS (
    SELECT sku, 'promised' AS why FROM promises
    WHERE document_id = ANY(CAST(:documents AS bigint[])) AND source_record <> '' AND state = 'given'
)
-- here: mark_skus

-- name: mark_waiting
-- purpose: all SKUs with a receipt that orders wait for
WITH changed AS (
    SELECT sku, 'promised' AS why FROM promises WHERE source_record <> '' AND state = 'given'
)
-- here: mark_skus

-- name: drop_reservations
-- purpose: lines that the order no longer has, when it is mapped anew
WITH changed AS (
    UPDATE reservations SET state = 'returned', reason = 'line gone', ended_at = clock_timestamp()
    WHERE document_id = ANY(CAST(:documents AS bigint[])) AND state = 'held'
    RETURNING sku, 'given back' AS why
)
-- here: mark_skus

-- name: expire_reservations
-- purpose: reservations whose time is over; how many
WITH changed AS (
    UPDATE reservations SET state = 'expired', reason = 'time is over', ended_at = clock_timestamp()
    WHERE state = 'held' AND expires_at <= clock_timestamp()
    RETURNING sku, 'expired' AS why
)
-- here: mark_skus

-- name: reservations_in_force
-- purpose: what counts beside the system of record's own stock: held, or taken over since its stock was read
SELECT r.id, r.sku, r.warehouse, r.channel, d.number AS document, r.quantity,
       CASE WHEN d.type <> 'sales_order_change' THEN d.record_name END AS order_name,
       CASE WHEN r.state = 'taken' THEN r.ended_at END AS taken_at
FROM reservations r JOIN documents d ON d.id = r.document_id
WHERE (CAST(:skus AS text[]) IS NULL OR r.sku = ANY(CAST(:skus AS text[])))
  AND (r.ended_at IS NULL OR r.ended_at >= CAST(:since AS timestamptz)) AND r.state IN ('held', 'taken')
  AND ((r.state = 'held' AND (r.expires_at IS NULL OR r.expires_at > clock_timestamp()))
       OR (r.state = 'taken' AND r.ended_at >= CAST(:since AS timestamptz)))
ORDER BY r.id;

-- name: reservations_of
-- purpose: all reservations of some documents, for looking
SELECT id, sku, warehouse, channel, document_id, position, quantity, state, reason, made_at, expires_at, ended_at
FROM reservations WHERE document_id = ANY(CAST(:documents AS bigint[])) ORDER BY document_id, position;

-- name: standing_numbers
-- purpose: what channels were told, and what their orders took of it since, as far as the next number depends on it
WITH consumed AS (
    SELECT channel, sku, json_object_agg(warehouse, units)::text AS by_warehouse
    FROM (
        SELECT r.channel, r.sku, r.warehouse, floor(sum(r.quantity))::bigint AS units
        FROM reservations r JOIN published_availability p ON p.channel = r.channel AND p.sku = r.sku
        WHERE r.state IN ('held', 'taken') AND r.made_at > p.at
          AND (CAST(:skus AS text[]) IS NULL OR r.sku = ANY(CAST(:skus AS text[])))
          AND r.document_id <> ALL(CAST(:without AS bigint[]))
        GROUP BY 1, 2, 3
    ) taken
    GROUP BY 1, 2
)
SELECT p.channel, p.sku, p.number, p.pack, p.split::text AS split,
       CASE WHEN p.exposed_until > clock_timestamp() OR p.sent_at IS NULL THEN p.exposed::text ELSE '{}' END AS exposed,
       p.sent_at IS NOT NULL AS sent, coalesce(c.by_warehouse, '{}') AS consumed
FROM published_availability p LEFT JOIN consumed c ON c.channel = p.channel AND c.sku = p.sku
WHERE (CAST(:skus AS text[]) IS NULL OR p.sku = ANY(CAST(:skus AS text[])));

-- name: keep_published
-- purpose: new numbers with their terms; what was shown before stays exposed until the new one is sure to be in effect;
--          what says nothing new to the channel (the same out of other warehouses) is kept, and not sent again
INSERT INTO published_availability AS p (channel, sku, number, pack, terms, split, exposed, at, sent_at)
SELECT :channel, n.sku, n.number, n.pack, n.terms, n.split, n.exposed,
       CASE WHEN n.said THEN clock_timestamp() ELSE old.at END, CASE WHEN NOT n.said THEN old.sent_at END
FROM json_to_recordset(CAST(:rows AS json))
     AS n (sku text, number bigint, pack integer, terms json, split json, exposed json, said boolean)
LEFT JOIN published_availability old ON old.channel = :channel AND old.sku = n.sku
ORDER BY n.sku
ON CONFLICT (channel, sku) DO UPDATE SET
    number = excluded.number, pack = excluded.pack, terms = excluded.terms, split = excluded.split,
    exposed = excluded.exposed, exposed_until = CASE WHEN excluded.at = p.at THEN p.exposed_until END,
    at = excluded.at, sent_at = excluded.sent_at;

-- name: unsent_numbers
-- purpose: numbers that a channel has not taken yet
SELECT sku, number, pack, terms::text AS told, at FROM published_availability
WHERE channel = :channel AND sent_at IS NULL ORDER BY sku LIMIT :limit;

-- name: numbers_sent
-- purpose: the channel took these numbers, unless newer ones were made meanwhile; what it showed before is exposed a while
WITH sent AS (
    UPDATE published_availability p SET sent_at = clock_timestamp(),
        exposed_until = clock_timestamp() + make_interval(secs => :seconds)
    FROM unnest(CAST(:skus AS text[]), CAST(:ats AS timestamptz[])) AS n (sku, at)
    WHERE p.channel = :channel AND p.sku = n.sku AND p.at = n.at
    RETURNING p.sku, p.exposed_until, p.exposed::text <> '{}' AS was_more
)
INSERT INTO availability_marks (sku, why, due_at)
SELECT sku, 'took effect', exposed_until FROM sent WHERE was_more ORDER BY sku
ON CONFLICT (sku) DO UPDATE SET due_at = least(availability_marks.due_at, excluded.due_at), why = excluded.why;

-- name: published_numbers
-- purpose: what channels were told, for looking
SELECT channel, sku, number, pack, terms::text AS told, at, sent_at FROM published_availability
WHERE (CAST(:channels AS text[]) IS NULL OR channel = ANY(CAST(:channels AS text[])))
  AND (CAST(:skus AS text[]) IS NULL OR sku = ANY(CAST(:skus AS text[])))
ORDER BY channel, sku LIMIT :limit;

-- name: forget_promises
-- purpose: an order that is mapped anew is promised anew
DELETE FROM promises WHERE document_id = ANY(CAST(:documents AS bigint[]));

-- name: keep_promises
-- purpose: what the customer is told
INSERT INTO promises (document_id, position, part, sku, warehouse, quantity, promised_on, source_model, source_record,
                      source_name)
SELECT * FROM unnest(CAST(:documents AS bigint[]), CAST(:positions AS integer[]), CAST(:parts AS integer[]),
                     CAST(:skus AS text[]), CAST(:warehouses AS text[]), CAST(:quantities AS numeric[]),
                     CAST(:days AS date[]), CAST(:models AS text[]), CAST(:records AS text[]), CAST(:names AS text[]));

-- name: promises
-- purpose: what was promised: of some documents, or what waits for receipts of some SKUs with orders that are done
SELECT p.id AS record_id, p.document_id, d.number, p.position, p.sku, p.warehouse, p.quantity, p.promised_on AS on,
       p.source_model, p.source_record, p.source_name, p.state, d.channel
FROM promises p JOIN documents d ON d.id = p.document_id
WHERE (CAST(:documents AS bigint[]) IS NULL OR p.document_id = ANY(CAST(:documents AS bigint[])))
  AND (CAST(:skus AS text[]) IS NULL OR (p.sku = ANY(CAST(:skus AS text[])) AND p.state = 'given'
                                         AND p.source_record <> '' AND d.state = 'done'))
ORDER BY p.document_id, p.position, p.part;

-- name: promises_become
-- purpose: promises change their state
UPDATE promises SET state = :state WHERE id = ANY(CAST(:ids AS bigint[])) AND state <> :state;

-- name: open_promise_exceptions
-- purpose: orders whose promise is in danger wait for a person, though they are done; one open exception a document
INSERT INTO exceptions (document_id, kind, code, cause, findings, owner, money, currency, due)
SELECT d.id, 'promise', n.code, n.cause, n.findings::json, n.owner, abs(d.total), d.currency, d.due
FROM unnest(CAST(:ids AS bigint[]), CAST(:codes AS text[]), CAST(:causes AS text[]), CAST(:findings AS text[]),
            CAST(:owners AS text[])) AS n (id, code, cause, findings, owner)
JOIN documents d ON d.id = n.id AND d.state = 'done'
ON CONFLICT (document_id) WHERE resolved_at IS NULL DO NOTHING
RETURNING document_id;

-- name: try_numbers_turn
-- purpose: who makes numbers: one transaction at a time, for each looks at what the others were given
SELECT pg_try_advisory_xact_lock(7305002);

-- name: numbers_turn
-- purpose: as above, waiting
SELECT pg_advisory_xact_lock(7305002);
