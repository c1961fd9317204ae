"""How people come to speak for a park or a company, and stop doing so: the same verbs for both.

An `owner` is the park or company; it has `.name` and `.memberships` (rows of an AbstractMembership subclass).
"""
