"""What `make run` tells Python: the tests and the bench start their servers so, too."""

import sys
from pathlib import Path

SETTINGS = {
    "PYTHONOPTIMIZE": "2",
    "PYTHONPYCACHEPREFIX": str(Path(sys.prefix, "compiled")),
}
