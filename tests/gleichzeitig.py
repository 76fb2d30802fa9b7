"""Two at the same moment, which only PostgreSQL lets be."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def gleichzeitig(*anfragen):
    """Run the functions in threads that start together; return what they return."""
    start = Barrier(len(anfragen))

    def ausfuehren(anfrage):
        start.wait()
        try:
            return anfrage()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(anfragen)) as threads:
        return list(threads.map(ausfuehren, anfragen))
