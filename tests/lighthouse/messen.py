"""Measure the running site with Lighthouse as on a phone: `make lighthouse`.

Writes the reports into data/lighthouse/, prints scores and times, and exits with 1 below the
aims: 100 in each category, largest paint within 1.0 s, no layout shift.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

WERKZEUG = Path(__file__).parent / "node_modules/lighthouse/cli/index.js"
ORDNER = Path(__file__).parent.parent.parent / "data/lighthouse"
SEITEN = ["/", "/termine/2021-02-01/", "/handlungsfelder/2021/bildung/", "/team/"]
HOECHSTENS = {"largest-contentful-paint": 1000, "cumulative-layout-shift": 0}


def messen(adresse, bericht):
    """Return the report of one page as Lighthouse writes it."""
    # Chromium's own sandbox does not work for root, as whom CI runs.
    sandbox = "" if os.getuid() else " --no-sandbox"
    subprocess.run(  # noqa: S603 - the command is fixed
        [  # noqa: S607
            "node",
            WERKZEUG,
            adresse,
            "--quiet",
            "--form-factor=mobile",
            # It reads robots.txt through the page, which may connect to nothing.
            "--skip-audits=robots-txt",
            f"--chrome-flags=--headless=new{sandbox}",
            "--output=json",
            f"--output-path={bericht}",
        ],
        check=True,
    )
    return json.loads(bericht.read_text())


def main(adresse):
    ORDNER.mkdir(parents=True, exist_ok=True)
    gut = True
    for nummer, pfad in enumerate(SEITEN):
        ergebnis = messen(adresse + pfad, ORDNER / f"{nummer}.json")
        noten = {name: round((k["score"] or 0) * 100) for name, k in ergebnis["categories"].items()}
        werte = {name: ergebnis["audits"][name]["numericValue"] for name in HOECHSTENS}
        gut &= set(noten.values()) == {100}
        gut &= all(werte[name] <= grenze for name, grenze in HOECHSTENS.items())
        print(pfad, *(f"{name} {wert:g}" for name, wert in (noten | werte).items()), sep="\n  ")
    sys.exit(not gut)


if __name__ == "__main__":
    main(os.environ.get("ADRESSE", "http://127.0.0.1:8000"))
