"""What PostgreSQL itself refuses about a settlement: PL/pgSQL bodies of the triggers in models.py."""

# The posting to be moves months between the two parks of the pair; one that takes back a posting mirrors it, and two
# parks alone never take back what a clearing of several posted.
FITS_PAIR = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_pair p WHERE p.id = NEW.pair_id
        AND p.low_id = LEAST(NEW.debtor_id, NEW.creditor_id) AND p.high_id = GREATEST(NEW.debtor_id, NEW.creditor_id)
        AND (NEW.proposed_by_id IS NULL OR NEW.proposed_by_id IN (p.low_id, p.high_id))
    ) THEN
        RAISE EXCEPTION 'settlement: its parks are not those of its pair' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM exchanges_posting p WHERE p.id = NEW.reverses_id AND p.pair_id = NEW.pair_id
        AND p.debtor_id = NEW.creditor_id AND p.months = NEW.months AND p.reverses_id IS NULL
        AND p.because <> 'clearing'
    ) THEN
        RAISE EXCEPTION 'settlement: it does not mirror the posting it takes back' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Content never changes, and nothing changes once it is signed, refused or withdrawn.
NEVER_CHANGES = """
    IF OLD.state <> 'proposed' THEN
        RAISE EXCEPTION 'settlement %: it is % and stays so', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    IF ROW(NEW.pair_id, NEW.kind, NEW.debtor_id, NEW.creditor_id, NEW.months, NEW.day, NEW.text, NEW.reverses_id,
           NEW.proposed_by_id, NEW.content_hash, NEW.created_at)
        IS DISTINCT FROM
        ROW(OLD.pair_id, OLD.kind, OLD.debtor_id, OLD.creditor_id, OLD.months, OLD.day, OLD.text, OLD.reverses_id,
            OLD.proposed_by_id, OLD.content_hash, OLD.created_at) THEN
        RAISE EXCEPTION 'settlement %: its content never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Rule 20: signed by two different sides over the same content, and posted as signed; forgiving takes no more than
# was owed, so the park that owed is not owed afterwards.
TWO_CONSENTS = """
    IF (SELECT count(DISTINCT coalesce(s.park_id, 0)) FROM exchanges_settlementsignature s
        WHERE s.settlement_id = NEW.id AND s.content_hash = NEW.content_hash) < 2 THEN
        RAISE EXCEPTION 'settlement %: two sides must have signed its content', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_posting p WHERE p.id = NEW.posting_id AND p.pair_id = NEW.pair_id
        AND p.debtor_id = NEW.debtor_id AND p.creditor_id = NEW.creditor_id AND p.months = NEW.months
        AND p.day = NEW.day AND p.because = NEW.kind AND p.reference = 'settlement/' || NEW.id
        AND p.reverses_id IS NOT DISTINCT FROM NEW.reverses_id
    ) THEN
        RAISE EXCEPTION 'settlement %: it is not posted as it was signed', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind IN ('waiver', 'compensation') AND (
        SELECT CASE WHEN p.low_id = NEW.creditor_id THEN p.balance ELSE -p.balance END
        FROM exchanges_pair p WHERE p.id = NEW.pair_id
    ) > 0 THEN
        RAISE EXCEPTION 'settlement %: more months than were owed', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# A signature is given to an open settlement, over its content, for a park of its pair or the network.
SIGNATURE_FITS = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlement s JOIN exchanges_pair p ON p.id = s.pair_id
        WHERE s.id = NEW.settlement_id AND s.state = 'proposed' AND s.content_hash = NEW.content_hash
        AND (NEW.park_id IS NULL OR NEW.park_id IN (p.low_id, p.high_id))
    ) THEN
        RAISE EXCEPTION 'settlement %: this signature does not fit it', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
