"""`python -m benchkit`: what the `crm` launcher calls."""

import sys

from benchkit.cli import main

sys.exit(main())
