"""Where Django looks for what the admin site shows; it lies in the rooms."""

from companies.company import admin as _company  # noqa: F401
