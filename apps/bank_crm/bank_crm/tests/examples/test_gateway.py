"""A way out for messages: a class, and one line of hooks.py."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.document import Document

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing.gateways import base
from bank_crm.marketing.gateways.base import Answer, Outgoing
from bank_crm.tests import BankCRMTestCase
from bank_crm.tests.examples import hooked

HOOKS = {"bank_message_gateways": {"Example": ["bank_crm.tests.examples.test_gateway.ExampleGateway"]}}


class ExampleGateway:
	"""Keeps what it is given; a real one raises GatewayDown or OutcomeUnknown where it has no answer."""

	taken: dict[str, str] = {}

	def __init__(self, record: Document) -> None:
		self.sender = record.key_id

	def hand_over(self, messages: Sequence[Outgoing]) -> list[Answer]:
		"""Hand messages over once each: a key seen before is answered and not sent again."""
		for one in messages:
			self.taken.setdefault(one.key, f"{self.sender}: {one.text}")
		return [Answer(one.key, MessageState.SENT, ref=one.key) for one in messages]

	def look_up(self, keys: Sequence[str]) -> list[Answer]:
		"""Tell what became of messages; state None for one that never came."""
		return [Answer(key, MessageState.SENT if key in self.taken else None) for key in keys]


class TestGateway(BankCRMTestCase):
	def test_the_hook_finds_it_and_a_message_leaves_once(self) -> None:
		with hooked(**HOOKS):
			gateway = base.connect(frappe._dict(kind="Example", key_id="95500"))
		message = Outgoing("BM-1", 1, "13800000000", "", "您好")
		for _turn in range(2):
			(answer,) = gateway.hand_over([message])
			self.assertEqual((answer.key, answer.state), ("BM-1", MessageState.SENT))
		self.assertEqual(ExampleGateway.taken, {"BM-1": "95500: 您好"})
		self.assertIsNone(gateway.look_up(["BM-2"])[0].state)
