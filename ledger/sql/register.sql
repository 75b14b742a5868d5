-- name: known_ordinals
-- purpose: documents of this delivery that were registered before (the splitting was cut and goes on)
SELECT ordinal, id, state FROM documents
WHERE delivery_id = :delivery AND ordinal = ANY(CAST(:ordinals AS bigint[]));

-- name: document_ids
-- purpose: numbers for new documents
SELECT nextval('documents_id_seq') FROM generate_series(1, :count);

-- name: insert_business_keys
-- purpose: who has a key first; in one order everywhere, so that two deliveries cannot deadlock
INSERT INTO business_keys (key, document_id, content_hash)
SELECT DISTINCT ON (key COLLATE "C") key, document_id, content_hash
FROM unnest(CAST(:keys AS text[]), CAST(:documents AS bigint[]), CAST(:hashes AS text[]))
     AS k (key, document_id, content_hash)
ORDER BY key COLLATE "C", document_id
ON CONFLICT (key) DO NOTHING
RETURNING key, document_id;

-- name: first_of_keys
-- purpose: the first document of each key
SELECT k.key, k.document_id, k.content_hash, d.captured_at,
       (SELECT max(x.attempt) FROM documents x WHERE x.thread_id = d.thread_id) AS attempt
FROM business_keys k LEFT JOIN documents d ON d.id = k.document_id
WHERE k.key = ANY(CAST(:keys AS text[]));

-- name: upsert_threads
-- purpose: threads of new documents; free ones join the batch as far as its limits allow, and what a thread waits for
--          may have come: only a lost answer is waited out
INSERT INTO threads AS t (thread_hash, channel, priority, open_documents, open_lines, batch_id)
SELECT hash, :channel, priority, documents, lines, CASE WHEN joins THEN CAST(:batch AS uuid) END
FROM unnest(CAST(:hashes AS bytea[]), CAST(:priorities AS integer[]), CAST(:documents AS integer[]),
            CAST(:lines AS bigint[]), CAST(:joins AS boolean[])) AS n (hash, priority, documents, lines, joins)
ORDER BY hash
ON CONFLICT (thread_hash) DO UPDATE SET
    priority = CASE WHEN t.open_documents = 0 THEN excluded.priority ELSE least(t.priority, excluded.priority) END,
    open_documents = t.open_documents + excluded.open_documents,
    open_lines = t.open_lines + excluded.open_lines,
    batch_id = coalesce(t.batch_id, CASE WHEN t.available_at <= clock_timestamp() OR NOT EXISTS (
        SELECT 1 FROM documents d JOIN intents n ON n.document_id = d.id WHERE d.thread_id = t.id AND n.state = 'unknown'
    ) THEN excluded.batch_id END),
    available_at = CASE WHEN excluded.open_documents > 0 AND t.available_at > clock_timestamp() AND NOT EXISTS (
        SELECT 1 FROM documents d JOIN intents n ON n.document_id = d.id WHERE d.thread_id = t.id AND n.state = 'unknown'
    ) THEN clock_timestamp() ELSE t.available_at END,
    waiting_since = CASE WHEN t.open_documents = 0 THEN now() ELSE t.waiting_since END
RETURNING id, thread_hash, batch_id = CAST(:batch AS uuid) AS joined;

-- name: count_delivery
-- purpose: what was counted of a delivery while its documents were registered
INSERT INTO delivery_totals AS t (delivery_id, currency, documents, lines, quantity, money)
SELECT :delivery, currency, documents, lines, quantity, money
FROM unnest(CAST(:currencies AS text[]), CAST(:documents AS bigint[]), CAST(:lines AS bigint[]),
            CAST(:quantities AS numeric[]), CAST(:money AS numeric[]))
     AS n (currency, documents, lines, quantity, money)
ON CONFLICT (delivery_id, currency) DO UPDATE SET
    documents = t.documents + excluded.documents, lines = t.lines + excluded.lines,
    quantity = t.quantity + excluded.quantity, money = t.money + excluded.money;

-- name: audit_registered
-- purpose: an audit row for each new document
INSERT INTO audit (actor, kind, document_id, delivery_id, data)
SELECT :actor, 'registered', d.id, d.delivery_id,
       json_build_object('to', d.state, 'content', d.content_hash, 'external_id', d.external_id,
                         'twin_of', d.twin_of, 'batch', CAST(:batch AS text))
FROM documents d WHERE d.id = ANY(CAST(:ids AS bigint[])) ORDER BY d.id;

-- name: count_claim
-- purpose: documents that joined a batch count against its limits
UPDATE claims SET documents = documents + :documents, lines = lines + :lines WHERE id = CAST(:batch AS uuid);
