"""What PostgreSQL itself refuses about a landing: PL/pgSQL bodies of the triggers in models.py."""

# Rule 8: the companies at once in a direction never exceed its places.
PLACES_TRIGGER = """
    IF (
        SELECT max(together.companies) FROM (
            SELECT (
                SELECT count(*) FROM exchanges_landing l
                WHERE l.pair_id = NEW.pair_id AND l.home_id = NEW.home_id AND l.period @> days.day
                AND l.state IN ('offered', 'confirmed', 'landed', 'completed')
            ) AS companies
            FROM (
                SELECT lower(NEW.period) AS day
                UNION
                SELECT lower(l.period) FROM exchanges_landing l
                WHERE l.pair_id = NEW.pair_id AND l.home_id = NEW.home_id AND lower(l.period) <@ NEW.period
                AND l.state IN ('offered', 'confirmed', 'landed', 'completed')
            ) days
        ) together
    ) > (
        SELECT t.places FROM exchanges_directionterms t JOIN exchanges_agreement a ON a.ruling_id = t.version_id
        WHERE a.id = NEW.agreement_id AND t.home_id = NEW.home_id
    ) THEN
        RAISE EXCEPTION 'landing %: more companies at once than places', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
