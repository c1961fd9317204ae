"""What the directory knows of the exchanges; its reader stands in the landings room, which asks it too."""

from exchanges.landings.openings import OpenPark, open_to, openings

__all__ = ["OpenPark", "open_to", "openings"]
