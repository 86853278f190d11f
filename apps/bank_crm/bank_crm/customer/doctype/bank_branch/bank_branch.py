import re

from frappe import _
from frappe.utils.nestedset import NestedSet

from bank_crm.customer import checks
from bank_crm.permissions import branches

BRANCH_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


class BankBranch(NestedSet):
	"""One node of the bank's organisation: head office, branch, sub-branch or outlet."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.SmallText | None
		branch_code: DF.Data
		branch_level: DF.Literal["Head Office", "Branch", "Sub-branch", "Outlet"]
		branch_name: DF.Data
		city: DF.Data | None
		disabled: DF.Check
		is_group: DF.Check
		lft: DF.Int
		manager: DF.Link | None
		old_parent: DF.Data | None
		parent_bank_branch: DF.Link | None
		rgt: DF.Int
	# end: auto-generated types

	nsm_parent_field = "parent_bank_branch"

	def validate(self) -> None:
		"""The code stands in other systems' files and in queries, so it is kept plain."""
		if not BRANCH_CODE.fullmatch(self.branch_code or ""):
			checks.refuse(self, "branch_code", _("use letters, digits, hyphens and underscores only."))
		if (
			self.parent_bank_branch
			and not self.is_new()
			and self.parent_bank_branch in branches.below([self.name])
		):
			checks.refuse(self, "parent_bank_branch", _("it is this branch, or one below it."))
