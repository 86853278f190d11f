"""The review is written before it is closed, and who took part is asked (MKT-11, MKT-12, MKT-24)."""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime

from bank_crm.api import campaign_effect as api
from bank_crm.compliance.contact.tests.contact_case import consent
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing import responses
from bank_crm.marketing.effect import attribution
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles
from bank_crm.service.surveys import invitations, rounds
from bank_crm.service.surveys.tests.survey_case import SurveyTestCase
from bank_crm.tests import factories


class TestReview(CampaignCase, SurveyTestCase):
	def test_mkt_11_12_24_review_with_its_figures_and_a_survey_of_who_took_part(self):
		people = self.customers(3)
		campaign = self.campaign(
			[self.segment(people)], product_category="Wealth", goal_metric="Purchases", goal_target=2
		)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		for customer in people[:2]:
			responses.record(campaign.name, customer, "Clicked", now_datetime())
			consent(customer, "SMS", "Survey")
		factories.make_account(people[0], category="Wealth", principal=8_000, opened_on=frappe.utils.today())
		attribution.count(campaign.name)
		survey = self.make_survey()
		frappe.set_user(self.officer)
		with self.assertRaisesRegex(frappe.ValidationError, "has ended"):
			api.ask_participants(campaign.name, survey.name)
		self.step(campaign, CampaignState.ENDED)
		frappe.set_user(self.officer)
		with self.assertRaisesRegex(frappe.ValidationError, "write what came of it"):
			self.step(campaign, CampaignState.REVIEWED)
		frappe.set_user(self.officer)
		note = api.review_draft(campaign.name)
		self.assertIn("Purchases: planned 2, achieved 1 (50.0%)", note)
		self.assertIn("1 of 2 who took part bought (50.0%)", note)
		campaign.reload()
		campaign.review_note = note
		campaign.save()
		with self.assertRaisesRegex(frappe.ValidationError, "still to be written"):
			self.step(campaign, CampaignState.REVIEWED)
		frappe.set_user(self.officer)
		campaign.reload()
		campaign.review_note = note.replace("〔", "").replace("〕", "")
		campaign.save()
		plan = api.ask_participants(campaign.name, survey.name, "{customer}: {link}")
		self.assertEqual(api.ask_participants(campaign.name, survey.name), plan)
		frappe.set_user("Administrator")
		round_ = rounds.open_round(plan)
		rounds.prepare(round_)
		asked = frappe.get_all(invitations.INVITATION, {"round": round_}, pluck="customer")
		self.assertEqual(sorted(asked), sorted(people[:2]))
		self.assertEqual(self.step(campaign, CampaignState.REVIEWED).state, "Reviewed")
		frappe.set_user(factories.make_user(roles.RELATIONSHIP_MANAGER))
		for forbidden in (
			lambda: api.review_draft(campaign.name),
			lambda: api.ask_participants(campaign.name, survey.name),
		):
			self.assertRaises(frappe.PermissionError, forbidden)
