"""Makes `tests/` importable, for tests and for the processes they start: stand-ins live in `plain.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
