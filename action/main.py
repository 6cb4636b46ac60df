"""Run the gate from the Action's own checkout: ``python -I`` puts no folder of ours on the path by itself.

Nothing is built or installed for this, so the Action's lock needs no build backend; the policies and schemas are
found beside ``gate/``. The folder goes last, so that it cannot stand before an installed package.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent.parent))

from gate.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.argv[0] = "tunegate"
    main()
