"""What PostgreSQL itself refuses about a landing: PL/pgSQL bodies of the triggers in models.py."""

# Rule 8: the companies at once in a direction never exceed the places of the terms that rule on the day; after the end,
# of those that did last.
PLACES_TRIGGER = """
    IF EXISTS (
        SELECT 1 FROM (
            SELECT lower(NEW.period) AS day
            UNION
            SELECT lower(l.period) FROM exchanges_landing l
            WHERE l.pair_id = NEW.pair_id AND l.home_id = NEW.home_id AND lower(l.period) <@ NEW.period
            AND l.state IN ('offered', 'confirmed', 'landed', 'completed')
            UNION
            SELECT r.first FROM exchanges_rulingdays r
            WHERE r.agreement_id = NEW.agreement_id AND r.first <@ NEW.period
        ) days
        WHERE (
            SELECT count(*) FROM exchanges_landing l
            WHERE l.pair_id = NEW.pair_id AND l.home_id = NEW.home_id AND l.period @> days.day
            AND l.state IN ('offered', 'confirmed', 'landed', 'completed')
        ) > (
            SELECT t.places FROM exchanges_rulingdays r
            JOIN exchanges_directionterms t ON t.version_id = r.version_id AND t.home_id = NEW.home_id
            WHERE r.agreement_id = NEW.agreement_id
            ORDER BY r.first > days.day, abs(days.day - r.first) LIMIT 1
        )
    ) THEN
        RAISE EXCEPTION 'landing %: more companies at once than places', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
