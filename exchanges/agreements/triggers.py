"""What PostgreSQL itself refuses about an agreement: PL/pgSQL bodies of the triggers in models.py."""

# Rule 2: the ruling version of a signed or suspended agreement is its own and carries both parties' signatures.
BOTH_SIGNED = """
    IF (SELECT count(*) FROM exchanges_signature s
        JOIN exchanges_agreementversion v ON v.id = s.version_id
        WHERE v.id = NEW.ruling_id AND v.agreement_id = NEW.id
        AND s.content_hash = v.content_hash) < 2 THEN
        RAISE EXCEPTION 'agreement %: both parties must have signed the ruling version', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# What is on the table is the agreement's own newest version and does not rule yet; a proposal has one there, what was
# refused or withdrawn has none. Reads the row as it is when the transaction ends, not as it was when it was written.
TABLE_IN_ORDER = """
    IF EXISTS (
        SELECT 1 FROM exchanges_agreement a
        LEFT JOIN exchanges_agreementversion v ON v.id = a.on_table_id
        WHERE a.id = NEW.id AND (
            (a.state = 'proposed' AND a.on_table_id IS NULL)
            OR (a.state IN ('refused', 'withdrawn') AND a.on_table_id IS NOT NULL)
            OR a.on_table_id = a.ruling_id
            OR (v.id IS NOT NULL AND (v.agreement_id <> a.id OR v.number <> (
                SELECT max(w.number) FROM exchanges_agreementversion w WHERE w.agreement_id = a.id
            )))
        )
    ) THEN
        RAISE EXCEPTION 'agreement %: what is on the table is not in order', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
