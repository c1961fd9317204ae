"""What PostgreSQL itself refuses about a balance statement: PL/pgSQL bodies of the triggers in models.py."""

# Closed only when the newest answer of each of the pair's two parks confirms exactly its hash.
BOTH_CONFIRMED = """
    IF (
        SELECT count(DISTINCT s.park_id) FROM exchanges_statementstep s
        JOIN exchanges_pair p ON p.id = NEW.pair_id AND s.park_id IN (p.low_id, p.high_id)
        WHERE s.statement_id = NEW.id AND s.verb = 'confirm' AND s.content_hash = NEW.content_hash
        AND NOT EXISTS (
            SELECT 1 FROM exchanges_statementstep later
            WHERE later.statement_id = s.statement_id AND later.park_id = s.park_id AND later.id > s.id
        )
    ) < 2 THEN
        RAISE EXCEPTION 'statement %: both parks must have confirmed this content', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Read when the transaction ends: whoever closes a statement closes the days of its pair.
DAYS_ARE_CLOSED = """
    IF EXISTS (
        SELECT 1 FROM exchanges_pair p
        WHERE p.id = NEW.pair_id AND (p.closed_until IS NULL OR p.closed_until < NEW.until)
    ) THEN
        RAISE EXCEPTION 'statement %: it is closed and the days of its pair are not', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
