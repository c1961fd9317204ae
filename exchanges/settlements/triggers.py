"""What PostgreSQL itself refuses about a settlement: PL/pgSQL bodies of the triggers in models.py."""

# The debtor of the posting to be loses by it, its creditor is the other park (content.loses_by says the same).

# The posting to be moves months between the two parks of the pair; one that takes back a posting mirrors it, and two
# parks alone never take back what a clearing of several posted. The other park has 14 days to answer for itself.
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
    IF NEW.answer_by < (SELECT (NEW.created_at AT TIME ZONE k.time_zone)::date + 14 FROM parks_park k
                        WHERE k.id = NEW.creditor_id) THEN
        RAISE EXCEPTION 'settlement: the other park has 14 days to answer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Content never changes, and nothing changes once it is signed, refused or withdrawn.
NEVER_CHANGES = """
    IF OLD.state <> 'proposed' THEN
        RAISE EXCEPTION 'settlement %: it is % and stays so', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    IF ROW(NEW.pair_id, NEW.kind, NEW.debtor_id, NEW.creditor_id, NEW.months, NEW.day, NEW.text, NEW.reverses_id,
           NEW.proposed_by_id, NEW.proposer_id, NEW.answer_by, NEW.content_hash, NEW.created_at)
        IS DISTINCT FROM
        ROW(OLD.pair_id, OLD.kind, OLD.debtor_id, OLD.creditor_id, OLD.months, OLD.day, OLD.text, OLD.reverses_id,
            OLD.proposed_by_id, OLD.proposer_id, OLD.answer_by, OLD.content_hash, OLD.created_at) THEN
        RAISE EXCEPTION 'settlement %: its content never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Rule 20: the park that loses signed itself, the other one too or a network admin in its place, all over this content,
# and it is posted as signed; forgiving takes no more than was owed, so the park that owed is not owed afterwards.
CONSENTS = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlementsignature s WHERE s.settlement_id = NEW.id
        AND s.content_hash = NEW.content_hash AND s.park_id = NEW.debtor_id
    ) THEN
        RAISE EXCEPTION 'settlement %: the park that loses by it must have signed itself', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlementsignature s WHERE s.settlement_id = NEW.id
        AND s.content_hash = NEW.content_hash AND NEW.creditor_id IN (s.park_id, s.instead_of_id)
    ) THEN
        RAISE EXCEPTION 'settlement %: the other park must have signed, or a network admin in its place', NEW.id
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

# A signature is given to an open settlement, over its content, for a park of its pair by one of its people. A network
# admin gives one only in place of the park that gains, once the losing one signed and the other's days are over by its
# own clock; with a reason, and never for what she proposed.
SIGNATURE_FITS = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlement s WHERE s.id = NEW.settlement_id AND s.state = 'proposed'
        AND s.content_hash = NEW.content_hash AND (NEW.park_id IN (s.debtor_id, s.creditor_id)
            AND NEW.instead_of_id IS NULL OR NEW.park_id IS NULL AND NEW.instead_of_id IN (s.debtor_id, s.creditor_id))
    ) THEN
        RAISE EXCEPTION 'settlement %: this signature does not fit it', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.park_id IS NOT NULL THEN
        IF NOT EXISTS (
            SELECT 1 FROM parks_membership m
            WHERE m.park_id = NEW.park_id AND m.user_id = NEW.signer_id AND m.state = 'active'
        ) THEN
            RAISE EXCEPTION 'settlement %: who signs for a park belongs to it', NEW.settlement_id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM exchanges_settlement s WHERE s.id = NEW.settlement_id AND s.debtor_id = NEW.instead_of_id
    ) THEN
        RAISE EXCEPTION 'settlement %: nobody stands in for the park that loses by it', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF btrim(NEW.reason) = '' THEN
        RAISE EXCEPTION 'settlement %: who stands in says why', NEW.settlement_id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM exchanges_settlement s WHERE s.id = NEW.settlement_id AND s.proposer_id = NEW.signer_id
    ) THEN
        RAISE EXCEPTION 'settlement %: who proposed it never stands in', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accounts_user u WHERE u.id = NEW.signer_id AND u.is_network_admin AND u.is_active
    ) THEN
        RAISE EXCEPTION 'settlement %: who stands in is a network admin', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlement s JOIN parks_park k ON k.id = s.creditor_id
        WHERE s.id = NEW.settlement_id AND (NEW.signed_at AT TIME ZONE k.time_zone)::date > s.answer_by
    ) THEN
        RAISE EXCEPTION 'settlement %: the other park signed or has days to answer for itself', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlementsignature o JOIN exchanges_settlement s ON s.id = o.settlement_id
        WHERE s.id = NEW.settlement_id AND o.park_id = s.debtor_id
    ) THEN
        RAISE EXCEPTION 'settlement %: the park that loses by it signs first', NEW.settlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# The same rule from the books' side, when the transaction ends: what only signatures move is the posting of a signed
# settlement, which CONSENTS compared with it. Months of stays and clearings are taken back by their own rooms' rules.
POSTING_IS_SIGNED = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_settlement s WHERE s.posting_id = NEW.id AND s.state = 'signed'
    ) AND NOT EXISTS (
        SELECT 1 FROM exchanges_posting p WHERE p.id = NEW.reverses_id AND p.because IN ('stay', 'clearing')
    ) THEN
        RAISE EXCEPTION 'posting %: it moves months as %, and nobody signed it', NEW.reference, NEW.because
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
