"""What PostgreSQL itself refuses about an agreement: PL/pgSQL bodies of the triggers in models.py and ruling.py."""

import pgtrigger

from exchanges.agreements.states import STANDING

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

# Rule 3: only what both signed rules, never before its first day, after its last, or before it was signed. Signatures
# without a signer were given on paper before the portal. A day has begun somewhere a day before it does by UTC's clock.
RULES_ONCE_SIGNED = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_agreementversion v JOIN exchanges_agreement a ON a.id = v.agreement_id
        WHERE v.id = NEW.version_id AND a.id = NEW.agreement_id AND a.pair_id = NEW.pair_id
        AND NEW.first >= coalesce(v.rules_from, v.valid_from) AND NEW.ends <= v.valid_until + 1
        AND (SELECT count(*) FROM exchanges_signature s
             WHERE s.version_id = v.id AND s.content_hash = v.content_hash) = 2
    ) THEN
        RAISE EXCEPTION 'version %: it cannot rule on these days', NEW.version_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.first < (
        SELECT max((s.signed_at AT TIME ZONE 'UTC')::date) - 1 FROM exchanges_signature s
        WHERE s.version_id = NEW.version_id AND s.signer_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'version %: it cannot rule before both signed it', NEW.version_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# The days a version ruled stay. Only days to come are cut, by a newer signature or a notice: `told` is the day before.
NEVER_BACK = """
    told := (
        SELECT max(it.day) - 1 FROM (
            SELECT (s.signed_at AT TIME ZONE 'UTC')::date AS day FROM exchanges_signature s
            JOIN exchanges_agreementversion v ON v.id = s.version_id WHERE v.agreement_id = OLD.agreement_id
            UNION ALL
            SELECT (a.terminated_at AT TIME ZONE 'UTC')::date FROM exchanges_agreement a WHERE a.id = OLD.agreement_id
        ) it
    );
    IF TG_OP = 'DELETE' THEN
        IF OLD.first < told THEN
            RAISE EXCEPTION 'version %: it has ruled, and its days stay', OLD.version_id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.version_id, NEW.agreement_id, NEW.pair_id, NEW.first)
        IS DISTINCT FROM (OLD.version_id, OLD.agreement_id, OLD.pair_id, OLD.first)
        OR NEW.ends > OLD.ends OR NEW.ends < told THEN
        RAISE EXCEPTION 'version %: the days it ruled stay', OLD.version_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# On each day from the first one to the last a signed agreement has a version that rules; the last one is `ruling`.
RULED_TO_ITS_END = """
    IF EXISTS (
        SELECT 1 FROM exchanges_agreement a
        LEFT JOIN LATERAL (
            SELECT max(r.ends) AS ends, max(r.ends) - min(r.first) AS days, sum(r.ends - r.first) AS ruled,
                (array_agg(r.version_id ORDER BY r.first DESC))[1] AS last
            FROM exchanges_rulingdays r WHERE r.agreement_id = a.id
        ) its ON true
        WHERE a.id = NEW.id AND a.state IN ('signed', 'suspended') AND (
            its.ends IS DISTINCT FROM upper(a.period) OR its.days <> its.ruled OR its.last <> a.ruling_id
        )
    ) THEN
        RAISE EXCEPTION 'agreement %: its versions do not rule until its end', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
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

AGREEMENT = [
    pgtrigger.Trigger(
        name="agreement_both_signed",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__state__in=list(STANDING)),
        func=BOTH_SIGNED,
    ),
    # At the end of the transaction: an agreement is written before its first version.
    pgtrigger.Trigger(
        name="agreement_table_in_order",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=TABLE_IN_ORDER,
    ),
    pgtrigger.Trigger(
        name="agreement_ruled_to_its_end",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__state__in=list(STANDING)),
        func=RULED_TO_ITS_END,
    ),
]
RULING_DAYS = [
    pgtrigger.Trigger(
        name="ruling_days_once_signed", operation=pgtrigger.Insert, when=pgtrigger.Before, func=RULES_ONCE_SIGNED
    ),
    pgtrigger.Trigger(
        name="ruling_days_never_back",
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("told", "date")],
        func=NEVER_BACK,
    ),
    pgtrigger.Trigger(
        name="ruling_days_no_truncate",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'the days on which a version ruled stay';",
    ),
]
