"""The contract tests read the app's sources; they need no site and no framework."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "apps" / "bank_crm")]
