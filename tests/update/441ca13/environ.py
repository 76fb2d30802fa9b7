"""What settings.py of 441ca13 asks of django-environ, which the site has done without since."""

import os
from urllib.parse import unquote, urlsplit


class Env:
    def __call__(self, name, default):
        return os.environ.get(name, default)

    def list(self, name, default):
        return os.environ[name].split(",") if name in os.environ else default

    def read_env(self, path):
        """Read nothing: all that a test says is in the environment."""

    def db_url_config(self, url):
        teile = urlsplit(url)
        if teile.scheme == "sqlite":
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": teile.path[1:]}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": teile.hostname,
            "PORT": teile.port,
            "USER": unquote(teile.username or ""),
            "PASSWORD": unquote(teile.password or ""),
            "NAME": teile.path[1:],
        }
