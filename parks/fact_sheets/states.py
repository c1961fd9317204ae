"""When: how long the facts of a fact sheet are fresh."""

FRESH_MONTHS = 12  # from the day they were checked (design, rule 23)
