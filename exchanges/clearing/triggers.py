"""What PostgreSQL itself refuses about a clearing: PL/pgSQL bodies of the triggers in models.py and answers.py."""

import pgtrigger


def before_insert(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, operation=pgtrigger.Insert, when=pgtrigger.Before, func=func)


def before_state(name: str, before: str, after: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, operation=pgtrigger.Update, when=pgtrigger.Before, func=func,
        condition=pgtrigger.Q(old__state=before, new__state=after),
    )  # fmt: skip


# Rules 21 and 22: it is posted only whole, with a yes of every affected park, and with its postings in the books.
POSTED_WHOLE = """
    IF (SELECT coalesce(sum(l.months), 0) FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id) <> NEW.total THEN
        RAISE EXCEPTION 'clearing %: its debts do not add up to its total', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT l.debtor_id AS park, l.months AS n FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id
            UNION ALL
            SELECT l.creditor_id, -l.months FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id
        ) moved GROUP BY park HAVING sum(n) <> 0
    ) THEN
        RAISE EXCEPTION 'clearing %: the net position of a park would move', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM exchanges_clearingline l
        LEFT JOIN (
            SELECT cl.line_id, sum(c.months) AS months FROM exchanges_circle c
            JOIN exchanges_circleline cl ON cl.circle_id = c.id WHERE c.clearing_id = NEW.id GROUP BY cl.line_id
        ) circled ON circled.line_id = l.id
        WHERE l.clearing_id = NEW.id AND l.months IS DISTINCT FROM circled.months
    ) THEN
        RAISE EXCEPTION 'clearing %: its circles do not rebuild its debts', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT l.debtor_id FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id
        UNION SELECT l.creditor_id FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id
        EXCEPT
        SELECT p.park_id FROM exchanges_clearingpart p
        JOIN exchanges_clearinganswer a ON a.clearing_id = p.clearing_id AND a.park_id = p.park_id
        WHERE p.clearing_id = NEW.id AND a.undo = 0 AND a.is_yes AND a.part_hash = p.part_hash
    ) THEN
        RAISE EXCEPTION 'clearing %: not every affected park agreed to its part', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM exchanges_posting p WHERE p.reference = 'clearing/' || NEW.id || '/' || l.pair_id
            AND p.because = 'clearing' AND p.pair_id = l.pair_id AND p.months = l.months
            AND p.debtor_id = l.creditor_id AND p.creditor_id = l.debtor_id
        )
    ) THEN
        RAISE EXCEPTION 'clearing %: a debt of it is not in the books', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# It is undone only with every affected park's signature under this very undoing, and every posting taken back.
UNDONE_WHOLE = """
    IF EXISTS (
        SELECT 1 FROM exchanges_clearingpart p WHERE p.clearing_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM exchanges_clearinganswer a WHERE a.clearing_id = NEW.id AND a.park_id = p.park_id
            AND a.undo = NEW.undos AND a.is_yes AND a.part_hash = p.part_hash
        )
    ) THEN
        RAISE EXCEPTION 'clearing %: not every affected park signed the undoing', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM exchanges_clearingline l WHERE l.clearing_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM exchanges_posting p JOIN exchanges_posting r ON r.reverses_id = p.id
            WHERE p.reference = 'clearing/' || NEW.id || '/' || l.pair_id
        )
    ) THEN
        RAISE EXCEPTION 'clearing %: a posting of it is not taken back', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# A park answers one clearing at a time, so that independent groups are answered and posted apart; and one that
# refused has no part before it said that it takes part again. The lock is the one every writer of clearings takes:
# two transactions that look at the same moment cannot both find nothing.
PART_OF_ONE_OPEN = """
    PERFORM pg_advisory_xact_lock(7205103);
    IF EXISTS (
        SELECT 1 FROM exchanges_clearingpart p JOIN exchanges_clearing c ON c.id = p.clearing_id
        WHERE p.park_id = NEW.park_id AND p.clearing_id <> NEW.clearing_id AND c.state = 'proposed'
    ) THEN
        RAISE EXCEPTION 'clearing %: park % answers another one that is open', NEW.clearing_id, NEW.park_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM exchanges_clearingrefusal r WHERE r.park_id = NEW.park_id AND r.ended_at IS NULL) THEN
        RAISE EXCEPTION 'clearing %: park % refused and takes no part', NEW.clearing_id, NEW.park_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# What is remembered is a park's own no to a clearing it was asked about.
REFUSED_INDEED = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_clearinganswer a
        WHERE a.clearing_id = NEW.clearing_id AND a.park_id = NEW.park_id AND a.undo = 0 AND NOT a.is_yes
    ) THEN
        RAISE EXCEPTION 'park % did not refuse clearing %', NEW.park_id, NEW.clearing_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# The independent groups of a proposal are all of it.
GROUPS_MAKE_THE_WHOLE = """
    IF (
        SELECT (count(*), coalesce(sum(c.total), 0)) IS DISTINCT FROM (NEW.groups::bigint, NEW.total::bigint)
        FROM exchanges_clearing c WHERE c.proposal_id = NEW.id AND c.version = 1
    ) THEN
        RAISE EXCEPTION 'clearing proposal %: its groups do not add up to it', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

# What a version consists of is written with it; once somebody may have answered or posted, nothing is added.
ONLY_WHILE_PROPOSED = """
    IF (SELECT c.state FROM exchanges_clearing c WHERE c.id = NEW.clearing_id) <> 'proposed' THEN
        RAISE EXCEPTION 'clearing %: nothing is added to it any more', NEW.clearing_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# A yes or no is said to what is open, for a part that is the park's own, by the hash of that part.
ANSWERS_WHAT_IS_OPEN = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_clearing c
        JOIN exchanges_clearingpart p ON p.clearing_id = c.id AND p.park_id = NEW.park_id
        WHERE c.id = NEW.clearing_id AND p.part_hash = NEW.part_hash
        AND ((c.state = 'proposed' AND NEW.undo = 0) OR (c.state = 'undoing' AND NEW.undo = c.undos))
    ) THEN
        RAISE EXCEPTION 'clearing %: nothing of it waits for this answer', NEW.clearing_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# A line is a debt of its pair: debtor and creditor are the pair's parks.
LINE_FITS_PAIR = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_pair p WHERE p.id = NEW.pair_id
        AND p.low_id = LEAST(NEW.debtor_id, NEW.creditor_id) AND p.high_id = GREATEST(NEW.debtor_id, NEW.creditor_id)
    ) THEN
        RAISE EXCEPTION 'clearing %: debtor and creditor are not the parks of the pair', NEW.clearing_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

LEG_WHILE_PROPOSED = """
    IF (
        SELECT c.state FROM exchanges_circle i JOIN exchanges_clearing c ON c.id = i.clearing_id
        WHERE i.id = NEW.circle_id AND i.clearing_id = (
            SELECT l.clearing_id FROM exchanges_clearingline l WHERE l.id = NEW.line_id
        )
    ) IS DISTINCT FROM 'proposed' THEN
        RAISE EXCEPTION 'circle %: nothing is added to it any more', NEW.circle_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# From the books' side, when the transaction ends: a clearing's posting cancels a line of one that was posted whole, and
# is taken back only with all of it.
POSTING_IS_CLEARED = """
    IF NOT EXISTS (
        SELECT 1 FROM exchanges_clearingline l JOIN exchanges_clearing c ON c.id = l.clearing_id
        WHERE l.pair_id = NEW.pair_id AND NEW.reference = 'clearing/' || c.id || '/' || l.pair_id
        AND l.debtor_id = NEW.creditor_id AND l.months = NEW.months AND c.state IN ('posted', 'undoing', 'undone')
    ) THEN
        RAISE EXCEPTION 'posting %: no posted clearing cancels these months', NEW.reference
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

TAKEN_BACK_TOGETHER = """
    IF EXISTS (
        SELECT 1 FROM exchanges_posting p WHERE p.id = NEW.reverses_id AND p.because = 'clearing' AND NOT EXISTS (
            SELECT 1 FROM exchanges_clearingline l JOIN exchanges_clearing c ON c.id = l.clearing_id
            WHERE l.pair_id = p.pair_id AND p.reference = 'clearing/' || c.id || '/' || l.pair_id
            AND c.state = 'undone'
        )
    ) THEN
        RAISE EXCEPTION 'posting %: the clearing it takes back from is not undone', NEW.reference
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def at_the_end(name: str, condition: pgtrigger.Q, func: str) -> pgtrigger.Trigger:
    """Asked of each new row when its transaction ends."""
    return pgtrigger.Trigger(
        name=name, operation=pgtrigger.Insert, when=pgtrigger.After, timing=pgtrigger.Deferred, condition=condition,
        func=func,
    )  # fmt: skip


ON_POSTINGS = (
    at_the_end("posting_is_cleared", pgtrigger.Q(new__because="clearing"), POSTING_IS_CLEARED),
    at_the_end("posting_taken_back_together", pgtrigger.Q(new__reverses__isnull=False), TAKEN_BACK_TOGETHER),
)
