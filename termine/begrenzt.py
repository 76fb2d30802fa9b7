"""Programs of this folder that run in a process of their own, with little time and memory.

What people upload or write can keep a library busy for minutes or fill the memory with a few
kilobytes, and only a process can be stopped at that.
"""

import resource
import runpy
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ORDNER = Path(__file__).parent

# In seconds; to read a PDF of 40 MB takes about one, to set one of 30 pages about six.
ZEIT = 20

# In bytes; the first needs a quarter of it, the second two thirds.
ARBEITSSPEICHER = 512 * 1024**2

# How a process ends that got no more memory.
SPEICHER_VOLL = 3


def ausfuehren(programm, eingabe, *args):
    """Return what a program answers to its standard input, as bytes.

    Raises OSError if it cannot start, TimeoutExpired or CalledProcessError if it does not end well.
    """
    # Libraries leave their files behind when they are stopped.
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
    """Tell whether that is what an error of ausfuehren() says; libraries in C just abort."""
    code = getattr(error, "returncode", None)
    return code is not None and (code == SPEICHER_VOLL or code < 0)


if __name__ == "__main__":
    speicher, *sys.argv = sys.argv[1:]
    # Not every system can limit it; the time is limited everywhere.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (int(speicher), int(speicher)))
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except MemoryError:
        sys.exit(SPEICHER_VOLL)
