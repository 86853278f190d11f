import json

import frappe

from bank_crm.analytics.importers.berka import MAPPINGS
from bank_crm.analytics.sync.sources import compiled_mapping
from bank_crm.analytics.sync.tests.factories import make_source
from bank_crm.tests import BankCRMTestCase


class TestBankDataSourceField(BankCRMTestCase):
	def test_INT_07_every_shipped_mapping_compiles(self):
		paths = sorted(MAPPINGS.glob("*.json"))
		self.assertEqual(len(paths), 10)
		for path in paths:
			shipped = json.loads(path.read_text(encoding="utf-8"))
			rows = [
				{**row, "value_map": json.dumps(row["value_map"])} if "value_map" in row else row
				for row in shipped["mapping"]
			]
			with self.subTest(path=path.name):
				source = make_source(shipped["entity"], mapping=rows)
				self.assertEqual(len(compiled_mapping(source).targets), len(rows))

	def test_INT_07_a_line_of_a_mapping_becomes_columns_transforms_and_words(self):
		source = make_source("Product")
		source.mapping[2].update(
			{"source_columns": " first , last ", "transforms": "upper, squeeze", "value_map": '{"A*": "B"}'}
		)
		source.save()
		line = compiled_mapping(frappe.get_doc("Bank Data Source", source.name)).mapping_of("product_name")
		self.assertEqual(
			(line.columns, line.transforms, line.value_map),
			(("first", "last"), ("upper", "squeeze"), (("A*", "B"),)),
		)
