"""A plausible network of any size, invented by dice: for measuring, and for looking at pages that are full."""
