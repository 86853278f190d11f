"""What a source can bring: the entities, their fields and what they refer to (CUS-01, 05, 06, 24, 25, INT-04).

The options of select fields and the bank's own custom fields are added from the DocType at run time, so they are
written down once only.
"""

from __future__ import annotations

from bank_crm.domain.sync_types import KEY_FIELD, EntitySpec, FieldKind, FieldSpec, SyncEntity

_TEXT = FieldKind.TEXT
_DECIMAL = FieldKind.DECIMAL
_DATE = FieldKind.DATE
_CHOICE = FieldKind.CHOICE
_KEY = FieldSpec(KEY_FIELD, required=True)


def _reference(name: str, entity: SyncEntity, required: bool = False) -> FieldSpec:
	return FieldSpec(name, FieldKind.REFERENCE, required, entity=entity)


def _sealed(name: str, seal_kind: str) -> FieldSpec:
	return FieldSpec(name, FieldKind.SEALED, seal_kind=seal_kind)


ENTITIES: dict[SyncEntity, EntitySpec] = {
	spec.entity: spec
	for spec in (
		EntitySpec(
			SyncEntity.BRANCH,
			"Bank Branch",
			(
				_KEY,
				FieldSpec("branch_code", required=True),
				FieldSpec("branch_name", required=True),
				FieldSpec("branch_level", _CHOICE, required=True),
				_reference("parent_bank_branch", SyncEntity.BRANCH),
				FieldSpec("is_group", FieldKind.CHECK),
				FieldSpec("city"),
				FieldSpec("address", FieldKind.LONG_TEXT),
			),
		),
		EntitySpec(
			SyncEntity.PRODUCT,
			"Bank Product",
			(
				_KEY,
				FieldSpec("product_code", required=True),
				FieldSpec("product_name", required=True),
				FieldSpec("category", _CHOICE, required=True),
				FieldSpec("risk_level", _CHOICE),
				FieldSpec("rate", _DECIMAL),
				FieldSpec("term_months", FieldKind.INTEGER),
				FieldSpec("min_amount", _DECIMAL),
				FieldSpec("currency"),
				FieldSpec("sale_from", _DATE),
				FieldSpec("sale_to", _DATE),
				FieldSpec("on_sale", FieldKind.CHECK),
				FieldSpec("description", FieldKind.LONG_TEXT),
			),
		),
		EntitySpec(
			SyncEntity.CUSTOMER,
			"Bank Customer",
			(
				_KEY,
				FieldSpec("customer_name", required=True),
				FieldSpec("customer_type", _CHOICE),
				FieldSpec("gender", _CHOICE),
				FieldSpec("birth_date", _DATE),
				FieldSpec("id_type", _CHOICE),
				_sealed("id_number", "id_number"),
				_sealed("mobile", "mobile"),
				_sealed("email", "email"),
				FieldSpec("address", FieldKind.LONG_TEXT),
				FieldSpec("city"),
				FieldSpec("occupation"),
				FieldSpec("employer"),
				FieldSpec("education"),
				FieldSpec("marital_status"),
				FieldSpec("annual_income", _DECIMAL),
				FieldSpec("family_structure"),
				FieldSpec("risk_preference", _CHOICE),
				FieldSpec("preferred_channel", _CHOICE),
				FieldSpec("core_asset_type", _CHOICE),
				FieldSpec("core_asset_amount", _DECIMAL),
				_reference("branch", SyncEntity.BRANCH),
				FieldSpec("opened_on", _DATE),
				FieldSpec("credit_score", FieldKind.INTEGER),
				FieldSpec("credit_grade"),
			),
		),
		EntitySpec(
			SyncEntity.ACCOUNT,
			"Bank Customer Account",
			(
				_KEY,
				_reference("customer", SyncEntity.CUSTOMER),
				_reference("holder", SyncEntity.ACCOUNT_HOLDER),
				_reference("linked_account", SyncEntity.ACCOUNT),
				_reference("product", SyncEntity.PRODUCT),
				FieldSpec("category", _CHOICE, required=True),
				_sealed("account_no", "account_no"),
				_sealed("card_no", "card_no"),
				FieldSpec("currency"),
				_reference("branch", SyncEntity.BRANCH),
				FieldSpec("opened_on", _DATE),
				FieldSpec("maturity_date", _DATE),
				FieldSpec("status", _CHOICE),
				FieldSpec("balance", _DECIMAL),
				FieldSpec("balance_as_of", FieldKind.DATETIME),
				FieldSpec("principal", _DECIMAL),
				FieldSpec("term_months", FieldKind.INTEGER),
				FieldSpec("instalment", _DECIMAL),
				FieldSpec("rate", _DECIMAL),
			),
		),
		EntitySpec(
			SyncEntity.ACCOUNT_HOLDER,
			"Bank Account Holder",
			(
				_KEY,
				_reference("account", SyncEntity.ACCOUNT, required=True),
				_reference("customer", SyncEntity.CUSTOMER, required=True),
				FieldSpec("holder_role", _CHOICE, required=True),
			),
		),
		EntitySpec(
			SyncEntity.STANDING_ORDER,
			"Bank Standing Order",
			(
				_KEY,
				_reference("account", SyncEntity.ACCOUNT, required=True),
				FieldSpec("counterparty_bank"),
				_sealed("counterparty_account", "account_no"),
				FieldSpec("amount", FieldKind.AMOUNT, required=True),
				FieldSpec("purpose"),
			),
		),
		EntitySpec(
			SyncEntity.TRANSACTION,
			"Bank Customer Transaction",
			(
				_KEY,
				_reference("account", SyncEntity.ACCOUNT, required=True),
				FieldSpec("posted_at", FieldKind.DATETIME, required=True),
				FieldSpec("txn_type", _CHOICE, required=True),
				FieldSpec("direction", _CHOICE, required=True),
				FieldSpec("amount", FieldKind.AMOUNT, required=True),
				FieldSpec("balance_after", _DECIMAL),
				FieldSpec("channel", _CHOICE),
				FieldSpec("product_category", _CHOICE),
				FieldSpec("counterparty"),
				_sealed("counterparty_account", "account_no"),
				FieldSpec("summary", FieldKind.LONG_TEXT),
				FieldSpec("currency"),
			),
		),
		EntitySpec(
			SyncEntity.BEHAVIOUR_EVENT,
			"Bank Behaviour Event",
			(
				_KEY,
				_reference("customer", SyncEntity.CUSTOMER, required=True),
				FieldSpec("event_type", _CHOICE, required=True),
				FieldSpec("page"),
				FieldSpec("product_category", _CHOICE),
				_reference("product", SyncEntity.PRODUCT),
				FieldSpec("channel", _CHOICE),
				FieldSpec("occurred_at", FieldKind.DATETIME, required=True),
			),
		),
	)
}
