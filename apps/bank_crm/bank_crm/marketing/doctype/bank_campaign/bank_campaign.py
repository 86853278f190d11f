import frappe
from frappe.model.document import Document


class BankCampaign(Document):
	"""A plan to reach customers, and what came of it (MKT-01 to MKT-24)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.marketing.doctype.bank_campaign_cost.bank_campaign_cost import BankCampaignCost
		from bank_crm.marketing.doctype.bank_campaign_segment.bank_campaign_segment import BankCampaignSegment
		from bank_crm.marketing.doctype.bank_campaign_variant.bank_campaign_variant import BankCampaignVariant

		above_limit: DF.Check
		audience: DF.Table[BankCampaignSegment]
		audience_size: DF.Int
		avoid_duplicates: DF.Check
		benefit_text: DF.SmallText | None
		branch: DF.Link | None
		budget: DF.Currency
		campaign_name: DF.Data
		campaign_type: DF.Literal[
			"Mass SMS",
			"Benefit Claim",
			"Offline Salon",
			"Email Marketing",
			"Telemarketing",
			"App Push",
			"WeChat",
			"Social Media",
		]
		cap_days: DF.Int
		cap_messages: DF.Int
		claimed: DF.Int
		clicked: DF.Int
		control_percent: DF.Percent
		control_size: DF.Int
		conversion_rate: DF.Percent
		costs: DF.Table[BankCampaignCost]
		current_version: DF.Link | None
		ended_at: DF.Datetime | None
		ends_on: DF.Date
		friday: DF.Check
		goal_achieved: DF.Float
		goal_metric: DF.Literal[
			"",
			"Customers Reached",
			"Participants",
			"Claims",
			"Purchases",
			"Amount Purchased",
		]
		goal_share: DF.Percent
		goal_target: DF.Float
		goal_text: DF.Data | None
		monday: DF.Check
		owner_user: DF.Link | None
		participants: DF.Int
		participation_rate: DF.Percent
		paused_reason: DF.SmallText | None
		per_hour: DF.Int
		product: DF.Link | None
		purchase_amount: DF.Currency
		purchased: DF.Int
		quiet_from: DF.Time | None
		quiet_until: DF.Time | None
		reached: DF.Int
		reserved: DF.Currency
		review_note: DF.TextEditor | None
		saturday: DF.Check
		scheme: DF.TextEditor | None
		spent: DF.Currency
		started_at: DF.Datetime | None
		starts_on: DF.Date
		state: DF.Literal["Draft", "Pending Approval", "Approved", "Running", "Paused", "Ended", "Reviewed"]
		sunday: DF.Check
		targeted: DF.Int
		thursday: DF.Check
		tuesday: DF.Check
		unsubscribed: DF.Int
		variants: DF.Table[BankCampaignVariant]
		version_no: DF.Int
		wednesday: DF.Check
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What is to be sent or ended is found by state."""
	frappe.db.add_index("Bank Campaign", ["state", "ends_on"])
