-- name: lock_counted
-- purpose: verdicts that count the same customer or product wait for each other; the numbers come sorted, so that no
--          two wait in a circle; first of all in its transaction
SELECT count(pg_advisory_xact_lock(7305003, place)) FROM unnest(CAST(:places AS integer[])) AS p (place);

-- name: ledger_clock
-- purpose: the one clock by which readings of figures and ends of commitments are compared
SELECT clock_timestamp() AS now;

-- name: credit_claims
-- purpose: orders that passed the rules: held, or taken over by the system of record since a moment;
--          the record of a change is its order's, which says nothing of the change.
--          The first condition on ended_at says nothing new, and spares reading all that was ever taken over
SELECT c.id, c.document_id, c.customer_id, c.amount,
       CASE WHEN c.state = 'taken' THEN c.ended_at END AS taken_at,
       CASE WHEN d.type <> 'sales_order_change' THEN d.record_id END AS record_id
FROM credit_commitments c JOIN documents d ON d.id = c.document_id
WHERE c.target = :target AND c.company_id = :company AND c.customer_id = ANY(CAST(:customers AS bigint[]))
  AND (c.ended_at IS NULL OR c.ended_at >= CAST(:since AS timestamptz))
  AND (c.state = 'held' OR (c.state = 'taken' AND c.ended_at >= CAST(:since AS timestamptz)))
ORDER BY c.id;

-- name: stock_claims
-- purpose: the same of goods; what is kept from mapping on has an end, what passed the rules has none
SELECT r.id, r.document_id, r.sku, r.warehouse, r.quantity, r.expires_at IS NULL AS judged,
       CASE WHEN r.state = 'taken' THEN r.ended_at END AS taken_at,
       CASE WHEN d.type <> 'sales_order_change' THEN d.record_id END AS record_id
FROM reservations r JOIN documents d ON d.id = r.document_id
WHERE r.sku = ANY(CAST(:skus AS text[]))
  AND (r.ended_at IS NULL OR r.ended_at >= CAST(:since AS timestamptz)) AND r.state IN ('held', 'taken')
  AND ((r.state = 'held' AND (r.expires_at IS NULL OR r.expires_at > clock_timestamp()))
       OR (r.state = 'taken' AND r.ended_at >= CAST(:since AS timestamptz)))
ORDER BY r.id;

-- name: hold_credit
-- purpose: orders passed the rules: what they are worth counts from now on, in the transaction that lets them pass
INSERT INTO credit_commitments AS c (document_id, target, company_id, customer_id, amount)
SELECT document_id, :target, company_id, customer_id, amount
FROM unnest(CAST(:documents AS bigint[]), CAST(:companies AS bigint[]), CAST(:customers AS bigint[]),
            CAST(:amounts AS numeric[])) AS w (document_id, company_id, customer_id, amount)
ORDER BY document_id
ON CONFLICT (document_id) DO UPDATE SET
    target = excluded.target, company_id = excluded.company_id, customer_id = excluded.customer_id,
    amount = excluded.amount, state = 'held', reason = '', made_at = now(), ended_at = NULL
WHERE c.state <> 'taken';

-- name: end_credit
-- purpose: documents went where nothing counts for them any more, or where the system of record counts them
UPDATE credit_commitments c SET state = g.state, reason = g.reason, ended_at = clock_timestamp()
FROM unnest(CAST(:documents AS bigint[]), CAST(:states AS text[]), CAST(:reasons AS text[]))
     AS g (document_id, state, reason)
WHERE c.document_id = g.document_id AND c.state = 'held';

-- name: changes_among
-- purpose: a change counts in the system of record as soon as it is written there, an order when it is confirmed
SELECT id FROM documents WHERE id = ANY(CAST(:documents AS bigint[])) AND type = 'sales_order_change';

-- name: resume_credit
-- purpose: a person sends orders on behind the rules: they count again
UPDATE credit_commitments c SET state = 'held', reason = '', ended_at = NULL
FROM documents d
WHERE d.id = c.document_id AND d.type <> 'sales_order_change' AND c.state = 'returned'
  AND c.document_id = ANY(CAST(:documents AS bigint[]));

-- name: resume_reservations
-- purpose: the same of goods that were kept since the rules let the order pass
WITH changed AS (
    UPDATE reservations r SET state = 'held', reason = '', ended_at = NULL
    FROM documents d
    WHERE d.id = r.document_id AND d.type <> 'sales_order_change' AND r.state = 'returned' AND r.reason <> 'line gone'
      AND r.expires_at IS NULL AND r.document_id = ANY(CAST(:documents AS bigint[]))
    RETURNING r.sku, 'reserved' AS why
)
-- here: mark_skus
