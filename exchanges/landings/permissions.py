"""Who may do which verb."""
