"""Run programs of this folder in a process of their own, with limited time and memory.

A few kilobytes that people upload or write can keep a library busy for minutes or fill the memory,
and only a process can be stopped then.
"""

import resource
import runpy
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ORDNER = Path(__file__).parent

# In seconds; reading a PDF of 40 MB takes about one, writing one of 30 pages about six.
ZEIT = 20

# In bytes; reading that PDF needs a quarter of it, writing the other two thirds.
ARBEITSSPEICHER = 512 * 1024**2

# Exit status of a process that got no more memory.
SPEICHER_VOLL = 3


def ausfuehren(programm, eingabe, *args):
    """Return what a program answers to its standard input, as bytes.

    Raises OSError if it cannot start, TimeoutExpired or CalledProcessError if it does not end well.
    """
    # Libraries that are killed leave temporary files behind.
    with TemporaryDirectory() as ordner:
        return subprocess.run(  # noqa: S603 - nothing in the command comes from outside
            [
                *[sys.executable, "-I", __file__, str(ARBEITSSPEICHER)],
                *[ORDNER / programm, *args],
            ],
            input=eingabe,
            capture_output=True,
            check=True,
            timeout=ZEIT,
            env={"TMPDIR": ordner},
        ).stdout


def brauchte_zu_viel_speicher(error):
    """Tell whether an error of ausfuehren() means lack of memory; libraries in C just abort."""
    code = getattr(error, "returncode", None)
    return code is not None and (code == SPEICHER_VOLL or code < 0)


if __name__ == "__main__":
    speicher, *sys.argv = sys.argv[1:]
    # Not every system can limit memory; the time is limited everywhere.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (int(speicher), int(speicher)))
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except MemoryError:
        sys.exit(SPEICHER_VOLL)
