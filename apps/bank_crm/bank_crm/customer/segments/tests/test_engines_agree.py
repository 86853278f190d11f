"""MariaDB, the snapshot and pandas give the same customers for the same conditions (SEG-09, SEG-12, SEG-13)."""

import json
import shutil
import tempfile

import frappe
from frappe.utils import getdate, today

from bank_crm.analytics.engine import columnar, engines, publish, snapshot
from bank_crm.customer.segments.compile import members
from bank_crm.customer.segments.tests import oracle, random_data
from bank_crm.tests import BankCRMTestCase

TREES = 150


class EngineTestCase(BankCRMTestCase):
	"""Snapshots go to a folder of the test's own."""

	def setUp(self) -> None:
		super().setUp()
		folder = tempfile.mkdtemp(prefix="bank-crm-engine-")
		before = frappe.conf.get(snapshot.CONFIG_KEY)
		frappe.conf[snapshot.CONFIG_KEY] = {"folder": folder, "memory": "256MB", "threads": 1}

		def restore() -> None:
			columnar.close_all()
			shutil.rmtree(folder)
			frappe.conf[snapshot.CONFIG_KEY] = before

		self.addCleanup(restore)


class TestEnginesAgree(EngineTestCase):
	def test_SEG_09_SEG_12_random_conditions_on_three_engines(self):
		day = getdate(today())
		for seed in (1, 2):
			random_data.fill(seed, 60, day)
		publish.publish()
		live, snap = engines.choose(None, "live"), engines.choose(None, "snapshot")
		truth, trees = oracle.Oracle(day), random_data.Trees(7, day)
		sizes = set()
		for number in range(TREES):
			tree = trees.tree()
			expression = members(tree)
			expected = truth.members(tree)
			sizes.add(len(expected))
			text = f"{number}: {json.dumps(tree, ensure_ascii=False)}"
			self.assertEqual(_names(live.rows(expression)), expected, f"MariaDB, {text}")
			self.assertEqual(_names(snap.rows(expression)), expected, f"DuckDB, {text}")
		self.assertGreater(len(sizes), 20, "the trees say nothing if all answers are alike")


def _names(rows: list[tuple]) -> set[str]:
	names = [row[0] for row in rows]
	assert len(names) == len(set(names)), "a customer came twice"
	return set(names)
