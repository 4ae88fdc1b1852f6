"""`python -m pipeline.cli`: the same as `kehoach`."""

import sys

from pipeline.cli import main

sys.exit(main())
