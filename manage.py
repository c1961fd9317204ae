#!/usr/bin/env python
"""Django's command line; finds or starts the embedded servers when the environment names none."""

import os
import sys

from softlanding.running import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softlanding.settings")
    embedded.ensure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
