-- name: trace_documents
-- purpose: threads of documents that a reference fits: external id, number, record name, or id
SELECT thread_id FROM documents WHERE lower(number) = lower(:text)
UNION
SELECT thread_id FROM documents WHERE record_name = :text AND record_name <> ''
UNION
SELECT thread_id FROM documents WHERE id = :document_id
UNION
SELECT d.thread_id FROM business_keys k JOIN documents d ON d.id = k.document_id
WHERE k.key IN (:text, '__lading__.' || :text)
ORDER BY 1 LIMIT :limit;

-- name: trace_deliveries
-- purpose: deliveries that a reference fits: file name, SHA-256 or id
SELECT id FROM deliveries WHERE name = :text OR sha256 = lower(:text) OR id = :delivery_id ORDER BY id LIMIT :limit;

-- name: trace_thread_of_delivery
-- purpose: threads of the documents of a delivery
SELECT DISTINCT thread_id FROM documents WHERE delivery_id = ANY(CAST(:deliveries AS bigint[])) ORDER BY 1 LIMIT :limit;

-- name: trace_thread_documents
-- purpose: every document of some threads
SELECT id, thread_id, delivery_id, ordinal, channel, partner, number, external_id, type, purpose, state, currency, total,
       line_count, ordered_at, due, record_id, record_name, findings, waived, attempt, twin_of, captured_at, changed_at
FROM documents WHERE thread_id = ANY(CAST(:threads AS bigint[])) ORDER BY thread_id, id;

-- name: trace_history
-- purpose: what the audit says about some documents, oldest first
SELECT document_id, at, actor, kind, data FROM audit
WHERE document_id = ANY(CAST(:documents AS bigint[])) ORDER BY id;

-- name: trace_runs
-- purpose: runs that worked on some batches
SELECT batch_id::text AS batch_id, run_id, name, url, at FROM runs
WHERE batch_id::text = ANY(CAST(:batches AS text[])) ORDER BY at;

-- name: trace_movements
-- purpose: what happened to the lines of some documents
SELECT document_id, position, kind, quantity, unit, money, currency, at FROM line_movements
WHERE document_id = ANY(CAST(:documents AS bigint[])) ORDER BY id;
