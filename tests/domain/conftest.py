"""The pure layer is tested without a bench: only the app's folder is needed.

Property tests judge what a rule says; how long a busy machine takes to say it is for the benchmarks.
"""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parents[2] / "apps" / "bank_crm"))

settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")
