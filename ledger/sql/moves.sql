-- name: move_documents
-- purpose: documents go to another state, if the batch still owns their threads, in this very statement;
--          the claim's row stays locked until the commit, so the sweeper cannot free it in between;
--          a partner's acknowledgement alone is done as soon as it is matched: an order passes every gate
WITH mine AS (
    SELECT id FROM claims
    WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp()
    FOR SHARE
), input AS (
    SELECT * FROM unnest(
        CAST(:ids AS bigint[]), CAST(:tos AS text[]), CAST(:records AS bigint[]), CAST(:names AS text[]),
        CAST(:seen AS timestamptz[]), CAST(:findings AS text[])
    ) AS i (id, state_to, record_id, record_name, record_seen, findings)
), old AS (
    SELECT d.id, d.state, d.thread_id, d.line_count
    FROM input i
    JOIN documents d ON d.id = i.id
    JOIN threads t ON t.id = d.thread_id
    JOIN mine ON mine.id = t.batch_id
    WHERE d.state || '>' || i.state_to = ANY(CAST(:steps AS text[]))
      AND (d.state <> 'captured' OR i.state_to <> 'done' OR d.type = 'functional_acknowledgement')
    ORDER BY d.id
    FOR UPDATE OF d
)
UPDATE documents d SET
    state = i.state_to,
    record_id = coalesce(i.record_id, d.record_id),
    record_name = coalesce(i.record_name, d.record_name),
    record_seen = coalesce(i.record_seen, d.record_seen),
    findings = coalesce(CAST(i.findings AS json), d.findings),
    changed_at = clock_timestamp()
FROM old JOIN input i ON i.id = old.id
WHERE d.id = old.id AND d.state = old.state
RETURNING d.id, old.state AS state_from, d.thread_id, d.line_count;

-- name: keep_resolutions
-- purpose: what the documents were resolved to
INSERT INTO resolutions (document_id, resolved, customer_id)
SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:resolved AS bytea[]), CAST(:customers AS bigint[]))
ON CONFLICT (document_id) DO UPDATE SET resolved = excluded.resolved, customer_id = excluded.customer_id;

-- name: audit_moved
-- purpose: an audit row for each move
INSERT INTO audit (actor, kind, document_id, data)
SELECT CAST(:actor AS text), 'moved', id,
       json_build_object('from', state_from, 'to', state_to, 'note', note, 'batch', CAST(:batch AS text))
FROM unnest(CAST(:ids AS bigint[]), CAST(:froms AS text[]), CAST(:tos AS text[]), CAST(:notes AS text[]))
     AS m (id, state_from, state_to, note)
ORDER BY id;

-- name: count_threads
-- purpose: threads gain or lose open documents; locked in the order in which registering locks them
WITH locked AS (
    SELECT id FROM threads WHERE id = ANY(CAST(:threads AS bigint[])) ORDER BY thread_hash FOR UPDATE
)
UPDATE threads t SET
    open_documents = t.open_documents + n.documents,
    open_lines = t.open_lines + n.lines
FROM (
    SELECT thread_id, sum(documents)::integer AS documents, sum(lines)::bigint AS lines
    FROM unnest(CAST(:threads AS bigint[]), CAST(:documents AS integer[]), CAST(:lines AS bigint[]))
         AS c (thread_id, documents, lines)
    GROUP BY thread_id
) n
JOIN locked ON locked.id = n.thread_id
WHERE t.id = n.thread_id;

-- name: open_exceptions
-- purpose: documents that now wait for a person, with their money at risk
INSERT INTO exceptions (document_id, kind, code, cause, findings, owner, money, currency, due)
SELECT d.id, n.kind, n.code, n.cause, n.findings::json, n.owner, abs(d.total), d.currency, d.due
FROM unnest(CAST(:ids AS bigint[]), CAST(:kinds AS text[]), CAST(:codes AS text[]), CAST(:causes AS text[]),
            CAST(:findings AS text[]), CAST(:owners AS text[])) AS n (id, kind, code, cause, findings, owner)
JOIN documents d ON d.id = n.id;

-- name: line_movements_ordered
-- purpose: a confirmed order's lines count as ordered
INSERT INTO line_movements (document_id, position, kind, by_document_id, quantity, unit, money, currency)
SELECT d.id, (line ->> 'position')::integer, 'ordered', d.id, (line ->> 'quantity')::numeric,
       coalesce(line ->> 'unit', ''), coalesce((line ->> 'subtotal')::numeric, 0), d.currency
FROM documents d
JOIN resolutions r ON r.document_id = d.id
CROSS JOIN LATERAL json_array_elements(convert_from(r.resolved, 'UTF8')::json -> 'lines') AS line
WHERE d.id = ANY(CAST(:ids AS bigint[]))
ON CONFLICT (document_id, position, kind, by_document_id) DO NOTHING;

-- name: line_movements_changed
-- purpose: what a change or cancellation made more or less of each line of its order, where that counts as ordered
WITH changed AS (
    SELECT d.id, d.thread_id, d.purpose, d.currency, r.resolved
    FROM documents d LEFT JOIN resolutions r ON r.document_id = d.id
    WHERE d.id = ANY(CAST(:ids AS bigint[])) AND d.type = 'sales_order_change'
), before AS (
    SELECT c.id, m.document_id, m.position, max(m.unit) AS unit, sum(m.quantity) AS quantity, sum(m.money) AS money,
           max(m.currency) AS currency
    FROM changed c
    JOIN documents o ON o.thread_id = c.thread_id AND o.type = 'sales_order'
    JOIN line_movements m ON m.document_id = o.id AND m.kind IN ('ordered', 'changed')
    GROUP BY c.id, m.document_id, m.position
), ordered AS (
    SELECT DISTINCT id, document_id, currency FROM before
), after AS (
    SELECT c.id, o.document_id, o.currency, (line ->> 'position')::integer AS position, line ->> 'unit' AS unit,
           (line ->> 'quantity')::numeric AS quantity, (line ->> 'subtotal')::numeric AS money
    FROM changed c JOIN ordered o ON o.id = c.id
    CROSS JOIN LATERAL json_array_elements(convert_from(c.resolved, 'UTF8')::json -> 'lines') AS line
    WHERE c.purpose = 'change'
)
INSERT INTO line_movements (document_id, position, kind, by_document_id, quantity, unit, money, currency)
SELECT coalesce(a.document_id, b.document_id), coalesce(a.position, b.position), 'changed', coalesce(a.id, b.id),
       coalesce(a.quantity, 0) - coalesce(b.quantity, 0), coalesce(a.unit, b.unit, ''),
       coalesce(a.money, 0) - coalesce(b.money, 0), coalesce(a.currency, b.currency)
FROM before b
FULL JOIN after a ON a.id = b.id AND a.document_id = b.document_id AND a.position = b.position
WHERE coalesce(a.quantity, 0) <> coalesce(b.quantity, 0) OR coalesce(a.money, 0) <> coalesce(b.money, 0)
ON CONFLICT (document_id, position, kind, by_document_id) DO NOTHING;

-- name: documents_in_batch
-- purpose: the first open document of each thread of a batch: an order before its changes, and of these the one that is
--          on its way, then the oldest by its number, its sender's time, its arrival
SELECT d.id, d.state FROM threads t
JOIN LATERAL (
    SELECT id, state FROM documents
    WHERE thread_id = t.id AND state = ANY(CAST(:open AS text[]))
    ORDER BY type = 'sales_order_change', state IN ('captured', 'read'),
             CASE WHEN type = 'sales_order_change' AND version ~ '^[0-9]{1,18}$' THEN version::bigint END NULLS LAST,
             CASE WHEN type = 'sales_order_change' THEN ordered_at END NULLS LAST, id
    LIMIT 1
) d ON true
WHERE t.batch_id = CAST(:batch AS uuid);

-- name: documents_of_threads
-- purpose: an order and its changes, in the order in which they came to their states: changes done, as they were applied
SELECT id FROM documents WHERE thread_id = ANY(CAST(:threads AS bigint[])) ORDER BY changed_at, id;

-- name: open_cancels
-- purpose: cancellations that wait for their order or for a person
SELECT id FROM documents
WHERE thread_id = ANY(CAST(:threads AS bigint[])) AND type = :type AND purpose = 'cancel'
  AND state = ANY(CAST(:states AS text[]))
ORDER BY id;

-- name: set_aside_in_batch
-- purpose: documents of a batch's threads that came to a state since the batch began
SELECT d.id FROM claims c
JOIN threads t ON t.batch_id = c.id
JOIN documents d ON d.thread_id = t.id AND d.state = ANY(CAST(:states AS text[])) AND d.changed_at >= c.started_at
WHERE c.id = CAST(:batch AS uuid)
ORDER BY d.id;

-- name: documents_of_delivery
-- purpose: all documents of one file or message, in its order
SELECT id FROM documents WHERE delivery_id = :delivery ORDER BY ordinal;

-- name: alive_claim
-- purpose: whether a batch still holds what it claimed
SELECT id FROM claims WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp();

-- name: document_rows
-- purpose: documents with their contents
SELECT d.id, d.delivery_id, d.ordinal, d.thread_id, d.channel, d.partner, d.source_id, d.company, d.purpose,
       d.reuse_period, d.key_number, d.version, d.external_id, d.number, d.type, d.state, d.currency, d.total, d.line_count,
       d.quantity, d.ordered_at, d.due, p.payload, r.resolved, d.record_id, d.record_name, d.record_seen,
       d.findings, d.waived, d.attempt, d.captured_at, v.name AS delivery_name, v.sha256 AS delivery_sha256,
       v.plan_id, b.posted_as
FROM documents d
JOIN deliveries v ON v.id = d.delivery_id
LEFT JOIN backfill_plans b ON b.id = v.plan_id
LEFT JOIN payloads p ON p.document_id = d.id
LEFT JOIN resolutions r ON r.document_id = d.id
WHERE d.id = ANY(CAST(:ids AS bigint[]))
ORDER BY d.id;
