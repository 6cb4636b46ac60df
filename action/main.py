"""Run the gate from the Action's own checkout: ``python -I -S main.py PACKAGES ARGUMENT...``.

PACKAGES is the folder that ``action/install.py`` filled. ``-I`` keeps the work folder, the user's packages and
``PYTHON*`` off the path, ``-S`` the packages of the Python itself and the code of its ``.pth`` files. Nothing is built
for this, so the lock needs no build backend; the policies and schemas are found beside ``gate/``.
"""

import sys
from pathlib import Path

if not (sys.flags.isolated and sys.flags.no_site):
    sys.exit("main.py: start it with python -I -S, or other packages than those of the lock can be imported")

sys.dont_write_bytecode = True
# last, so that neither can stand before the standard library, nor the gate before a package
sys.path += [str(Path(sys.argv.pop(1)).resolve()), str(Path(__file__).resolve().parent.parent)]

from gate.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.argv[0] = "tunegate"
    main()
