#!/usr/bin/env python
import errno
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
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EDQUOT, errno.ENOSPC, errno.EROFS}:
            raise
        voll = error.errno in {errno.EDQUOT, errno.ENOSPC}
        sys.exit(
            "Der Datenträger ist voll; schaffen Sie dort Platz und rufen Sie den Befehl noch "
            "einmal auf."
            if voll
            else f"Nach {error.filename} lässt sich nicht schreiben ({error.strerror}); geben Sie "
            "diesem Konto das Recht dazu."
        )


if __name__ == "__main__":
    main()
