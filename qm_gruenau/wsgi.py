import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import Error, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qm_gruenau.settings")

application = get_wsgi_application()

# The site starts without its database and answers 503 until that is back; say so at once.
try:
    connection.ensure_connection()
except Error as error:
    logging.getLogger(__name__).error(
        "Die Datenbank ist nicht erreichbar (%s); prüfen Sie DATABASE_URL und ob sie läuft.",
        " ".join(str(error).split()),
    )
finally:
    connection.close()
