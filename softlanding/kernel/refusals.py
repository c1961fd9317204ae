"""How a rule says no: with a sentence a person can act on."""


class Refused(Exception):
    """A rule forbids what was asked. `sentence` says what, the numbers, and what to do now.

    `field` names the form field the sentence belongs to, where there is one.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def record(self) -> None:
        """Called by whoever shows the sentence, once the step's transaction is over. Most refusals leave no trace."""


class Stale(Refused):
    """The record is no longer in a state from which this verb starts: somebody else was first."""
