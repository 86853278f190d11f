"""The pure layer is tested without a bench: only the app's folder is needed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "apps" / "bank_crm"))
