"""A fact to ask customers by: one entry of FACTS in domain/segment_fields.py makes editor, SQL and snapshot know it."""

from unittest.mock import patch

from bank_crm.analytics.engine import tables
from bank_crm.customer.segments import fields
from bank_crm.customer.segments.preview import preview
from bank_crm.domain.segment_fields import FACTS, FactSpec, FieldKind, FieldSpec
from bank_crm.tests import BankCRMTestCase, factories

LIFE_EVENT = FactSpec(
	"life_event",
	"Bank Life Event",
	time="event_on",
	fields=(FieldSpec("event_type", FieldKind.CHOICE, ("Marriage", "Child Born", "Home Purchase")),),
)


class TestCondition(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		for module in (fields, tables):
			known = patch.object(module, "FACTS", (*FACTS, LIFE_EVENT))
			known.start()
			self.addCleanup(known.stop)
		self.addCleanup(fields.facts_by_name.cache_clear)
		fields.facts_by_name.cache_clear()

	def test_customers_are_found_by_it(self) -> None:
		city = factories.unique("City")
		married, single = (factories.make_customer(city=city).name for _turn in range(2))
		factories.make("Bank Life Event", customer=married, event_type="Marriage", event_on="2026-10-01")
		where = [{"field": "event_type", "operator": "=", "value": "Marriage"}]
		asked = [
			{"field": "city", "operator": "=", "value": city},
			{"fact": "life_event", "measure": "exists", "where": where, "operator": "=", "value": True},
		]
		found = preview({"version": 1, "root": {"op": "and", "conditions": asked}}, engine="live")
		self.assertEqual(found.count, 1)
		self.assertNotEqual(married, single)
