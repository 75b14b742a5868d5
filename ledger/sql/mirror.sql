-- name: upsert_mirror
-- purpose: reference data as last read
INSERT INTO mirror_records (target, kind, record_id, active, data, write_date)
SELECT CAST(:target AS text), CAST(:kind AS text), record_id, active, data, write_date
FROM unnest(CAST(:ids AS bigint[]), CAST(:actives AS boolean[]), CAST(:datas AS bytea[]),
            CAST(:write_dates AS timestamptz[])) AS r (record_id, active, data, write_date)
ORDER BY record_id
ON CONFLICT (target, kind, record_id) DO UPDATE SET
    active = excluded.active, data = excluded.data, write_date = excluded.write_date, seen_at = now();

-- name: drop_mirror_codes
-- purpose: codes that records no longer have
DELETE FROM mirror_codes
WHERE target = :target AND kind = :kind AND record_id = ANY(CAST(:ids AS bigint[]));

-- name: insert_mirror_codes
-- purpose: the codes by which records are found
INSERT INTO mirror_codes (target, kind, record_id, code_kind, code)
SELECT CAST(:target AS text), CAST(:kind AS text), record_id, code_kind, code
FROM unnest(CAST(:ids AS bigint[]), CAST(:code_kinds AS text[]), CAST(:codes AS text[])) AS c (record_id, code_kind, code)
ON CONFLICT DO NOTHING;

-- name: mirror_found
-- purpose: every record that has one of the codes, so that a code of two records is seen as such
SELECT DISTINCT r.record_id, r.data
FROM mirror_codes c
JOIN mirror_records r ON r.target = c.target AND r.kind = c.kind AND r.record_id = c.record_id
WHERE c.target = :target AND c.kind = :kind AND c.code_kind = :code_kind AND c.code = ANY(CAST(:codes AS text[]))
ORDER BY r.record_id;

-- name: mirror_all
-- purpose: all records of a kind
SELECT data FROM mirror_records WHERE target = :target AND kind = :kind ORDER BY record_id;

-- name: mirror_ids
-- purpose: ids of all records of a kind, for the nightly comparison
SELECT record_id FROM mirror_records WHERE target = :target AND kind = :kind;

-- name: mirror_cursor
-- purpose: how far reference data was read
SELECT cursor FROM mirror_cursors WHERE target = :target AND kind = :kind;

-- name: keep_mirror_cursor
-- purpose: how far reference data was read
INSERT INTO mirror_cursors (target, kind, cursor) VALUES (:target, :kind, :cursor)
ON CONFLICT (target, kind) DO UPDATE SET cursor = excluded.cursor, at = now();

-- name: drop_missing
-- purpose: records that the system of record no longer has
DELETE FROM mirror_records
WHERE target = :target AND kind = :kind AND NOT record_id = ANY(CAST(:ids AS bigint[]));
