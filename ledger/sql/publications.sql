-- name: hold_claim
-- purpose: the fence: the batch is alive, and cannot be swept before this transaction ends
SELECT id FROM claims
WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp()
FOR SHARE;

-- name: lock_control_numbers
-- purpose: our numbers of a channel, for one allocator at a time; the rows are made at the first use
INSERT INTO control_numbers (channel, direction, level, sender, last)
SELECT :channel, 'out', level, '', NULL FROM unnest(ARRAY['group', 'interchange', 'set']) AS level ORDER BY level
ON CONFLICT (channel, direction, level, sender) DO UPDATE SET at = clock_timestamp()
RETURNING level, last;

-- name: keep_control_numbers
-- purpose: the last numbers that were given
UPDATE control_numbers c SET last = n.last, at = clock_timestamp()
FROM unnest(CAST(:levels AS text[]), CAST(:lasts AS bigint[])) AS n (level, last)
WHERE c.channel = :channel AND c.direction = 'out' AND c.sender = '' AND c.level = n.level;

-- name: insert_publication
-- purpose: a document that leaves, with its bytes' hash and its numbers; the same key again is nothing
INSERT INTO publications (key, kind, channel, partner, subject, document_id, delivery_id, name, sha256, size,
                          interchange_number, group_number, set_number)
VALUES (:key, :kind, :channel, :partner, :subject, :document_id, :delivery_id, :name, :sha256, :size,
        :interchange_number, :group_number, :set_number)
ON CONFLICT (key) DO NOTHING
RETURNING id;

-- part: publication_columns
-- purpose: a publication as the ledger has it
SELECT id, key, kind, channel, partner, subject, document_id, delivery_id, name, sha256, size, interchange_number,
       group_number, set_number, state, said, recorded_at, sent_at, settled_at, settled_by
FROM publications

-- name: publications_by_key
-- purpose: what was published under these keys
-- here: publication_columns
WHERE key = ANY(CAST(:keys AS text[])) ORDER BY id;

-- name: publications_waiting
-- purpose: what was recorded and not sent yet, oldest first
-- here: publication_columns
WHERE state IN ('recorded', 'unknown') AND kind <> 'fulfilment' AND recorded_at <= clock_timestamp() - make_interval(secs => :seconds)
  AND (CAST(:channel AS text) IS NULL OR channel = :channel)
ORDER BY id LIMIT :most;

-- name: publications_of
-- purpose: what was published about documents and deliveries, oldest first
-- here: publication_columns
WHERE document_id = ANY(CAST(:documents AS bigint[])) OR delivery_id = ANY(CAST(:deliveries AS bigint[]))
ORDER BY id;

-- name: publications_listed
-- purpose: the last publications
-- here: publication_columns
WHERE (CAST(:channel AS text) IS NULL OR channel = :channel) AND (CAST(:state AS text) IS NULL OR state = :state)
ORDER BY id DESC LIMIT :most;

-- name: publications_acknowledged_by_number
-- purpose: what an acknowledgement names: of the same channel first, the newest first
-- here: publication_columns
WHERE partner = :partner AND kind = ANY(CAST(:kinds AS text[]))
  AND CASE WHEN :level = 'group' THEN group_number ELSE interchange_number END = :number
ORDER BY channel = :channel DESC, id DESC LIMIT 1;

-- name: mark_sent
-- purpose: the bytes are where the partner takes them
UPDATE publications SET state = 'sent', sent_at = clock_timestamp()
WHERE id = ANY(CAST(:ids AS bigint[])) AND state IN ('recorded', 'unknown')
RETURNING id;

-- name: settle_publication
-- purpose: what the partner said of it; the same again changes nothing
UPDATE publications SET state = :state, said = CAST(:said AS json), settled_at = clock_timestamp(),
       settled_by = :document, sent_at = coalesce(sent_at, clock_timestamp())
WHERE id = :id AND (settled_by IS DISTINCT FROM :document OR state <> :state)
RETURNING id;

-- name: lock_sender
-- purpose: the last number of a sender's interchanges, for one reader at a time
INSERT INTO control_numbers (channel, direction, level, sender, last)
VALUES (:channel, 'in', 'interchange', :sender, NULL)
ON CONFLICT (channel, direction, level, sender) DO UPDATE SET at = clock_timestamp()
RETURNING last;

-- name: keep_sender
-- purpose: the last number of a sender's interchanges
UPDATE control_numbers SET last = :last, at = clock_timestamp()
WHERE channel = :channel AND direction = 'in' AND level = 'interchange' AND sender = :sender;

-- name: restart_sender
-- purpose: a partner's counter begins anew: what comes next is the first of a new round
UPDATE control_numbers SET last = NULL, at = clock_timestamp()
WHERE channel = :channel AND direction = 'in' AND (CAST(:sender AS text) IS NULL OR sender = :sender)
RETURNING sender;

-- name: known_interchanges
-- purpose: interchanges of deliveries that were looked at before (the splitting was cut and goes on)
SELECT place, sender, control, judged, missing_from, missing_to, repeats, expected_after
FROM interchanges WHERE delivery_id = :delivery;

-- name: first_of_control
-- purpose: the delivery that had a control number first, within the round of numbers that goes on now
SELECT delivery_id FROM interchanges
WHERE channel = :channel AND sender = :sender AND control = :control
  AND NOT (delivery_id = :delivery AND place = :place)
  AND id >= coalesce((SELECT max(id) FROM interchanges
                      WHERE channel = :channel AND sender = :sender AND judged IN ('first', 'restart', 'wrapped')), 0)
ORDER BY id LIMIT 1;

-- name: seen_between
-- purpose: numbers of a sender between two others, that came
SELECT DISTINCT number FROM interchanges
WHERE channel = :channel AND sender = :sender AND number > :low AND number < :high
ORDER BY number LIMIT 10000;

-- name: gaps_of
-- purpose: ranges of numbers that were missing when a later one came, the newest first
SELECT missing_from, missing_to FROM interchanges
WHERE channel = :channel AND sender = :sender AND missing_from IS NOT NULL
ORDER BY id DESC LIMIT 200;

-- name: insert_interchange
-- purpose: an interchange of a partner, and what its control number says
INSERT INTO interchanges (delivery_id, place, channel, sender, control, number, addresses, test, judged, missing_from,
                          missing_to, repeats, expected_after)
VALUES (:delivery, :place, :channel, :sender, :control, :number, CAST(:addresses AS json), :test, :judged,
        :missing_from, :missing_to, :repeats, :expected_after)
ON CONFLICT (delivery_id, place) DO NOTHING;

-- name: interchange_addresses
-- purpose: how a partner addressed us: in a delivery, or last of all
SELECT addresses, test FROM interchanges
WHERE channel = :channel AND (CAST(:delivery AS bigint) IS NULL OR delivery_id = :delivery)
ORDER BY id DESC LIMIT 1;

-- name: still_missing
-- purpose: control numbers that did not come, and did not come later; up to a thousand of each gap
SELECT i.channel, i.sender, i.control AS before, i.at, i.missing_from, i.missing_to,
       count(*) FILTER (WHERE NOT EXISTS (
           SELECT 1 FROM interchanges c
           WHERE c.channel = i.channel AND c.sender = i.sender AND c.number = n)) AS missing
FROM interchanges i
CROSS JOIN LATERAL generate_series(i.missing_from, least(i.missing_to, i.missing_from + 999)) AS n
WHERE i.missing_from IS NOT NULL AND (CAST(:channel AS text) IS NULL OR i.channel = :channel)
GROUP BY i.id
HAVING count(*) FILTER (WHERE NOT EXISTS (
           SELECT 1 FROM interchanges c
           WHERE c.channel = i.channel AND c.sender = i.sender AND c.number = n)) > 0
ORDER BY i.id DESC LIMIT 200;

-- name: control_numbers
-- purpose: the last control numbers of each channel, ours and theirs
SELECT channel, direction, level, sender, last, at FROM control_numbers
WHERE last IS NOT NULL AND (CAST(:channel AS text) IS NULL OR channel = :channel)
ORDER BY channel, direction, sender, level;
