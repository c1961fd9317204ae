"""Where Django looks for what the admin site shows; it lies in the rooms."""

from parks.park import admin as _park  # noqa: F401
