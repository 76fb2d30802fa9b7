#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError, ProgrammingError


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qm_gruenau.settings")
    try:
        execute_from_command_line(sys.argv)
    # A missing table is an OperationalError on SQLite and a ProgrammingError on PostgreSQL.
    except (InterfaceError, OperationalError, ProgrammingError) as error:
        reason = " ".join(str(error).split())
        sys.exit(
            f"Die Datenbank ist nicht bereit ({reason}); prüfen Sie DATABASE_URL und "
            "ob die Datenbank läuft und mit „manage.py einrichten“ eingerichtet ist."
        )


if __name__ == "__main__":
    main()
