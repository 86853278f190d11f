"""Verbs the apps of this repository bring: hook `bench_verbs`, {verb: dotted path}.

The function is called on a site with the list of words after the verb. The hooks are read, not run: `./crm --help`
must answer before there is any environment.
"""

from __future__ import annotations

import ast

from benchkit.paths import Bench

HOOK = "bench_verbs"


def declared(bench: Bench) -> dict[str, str]:
	"""Return verb → app of everything the apps under apps/ declare."""
	found: dict[str, str] = {}
	for hooks in sorted(bench.root.glob("apps/*/*/hooks.py")):
		for node in ast.parse(hooks.read_text(encoding="utf-8"), str(hooks)).body:
			if isinstance(node, ast.Assign) and any(
				isinstance(target, ast.Name) and target.id == HOOK for target in node.targets
			):
				found.update(dict.fromkeys(ast.literal_eval(node.value), hooks.parent.name))
	return found
