"""Mappings: INT-01, INT-03, INT-07."""

import pytest

from bank_crm.domain.sync_columns import column_reader
from bank_crm.domain.sync_hash import row_hashes
from bank_crm.domain.sync_mapping import CompiledMapping, MappingProblem
from bank_crm.domain.sync_types import (
	ColumnMapping,
	EntitySpec,
	FieldKind,
	FieldSpec,
	RawBatch,
	RefusalReason,
	RowRefusal,
	SyncEntity,
)

SPEC = EntitySpec(
	SyncEntity.TRANSACTION,
	"Bank Customer Transaction",
	(
		FieldSpec("external_id", required=True),
		FieldSpec("amount", FieldKind.AMOUNT, required=True),
		FieldSpec("posted_at", FieldKind.DATETIME),
		FieldSpec("txn_type", FieldKind.CHOICE, choices=("Deposit", "Fee", "Withdrawal")),
		FieldSpec("summary", FieldKind.LONG_TEXT),
		FieldSpec("counterparty_account", FieldKind.SEALED, seal_kind="account_no"),
	),
)
KEY = ColumnMapping("external_id", ("id",))
AMOUNT = ColumnMapping("amount", ("amount",), transforms=("abs",))


def batch(**columns: list) -> RawBatch:
	rows = len(next(iter(columns.values())))
	return RawBatch("file.csv", list(range(2, rows + 2)), columns)


def test_rows_become_typed_and_keep_their_lines() -> None:
	mapping = CompiledMapping(
		SPEC, [KEY, AMOUNT, ColumnMapping("posted_at", ("day",), date_format="%d.%m.%Y")]
	)
	typed = mapping.apply(batch(id=["1", "2"], amount=["-5.00", "7"], day=["01.02.2024", ""]))
	assert typed.columns == {
		"external_id": ["1", "2"],
		"amount": ["5", "7"],
		"posted_at": ["2024-02-01 00:00:00", None],
	}
	assert typed.lines == [2, 3]
	assert typed.refusals == []


def test_INT_03_a_bad_row_is_refused_once_and_the_rest_goes_in() -> None:
	mapping = CompiledMapping(SPEC, [KEY, AMOUNT, ColumnMapping("posted_at", ("day",))])
	typed = mapping.apply(
		batch(
			id=["1", "2", "", "4", "5"],
			amount=["5", "x5", "1", "2", "0"],
			day=["2024-01-01", "nonsense", "2024-01-01", "2024-13-01", "2024-01-01"],
		)
	)
	assert typed.keys == ["1"]
	assert typed.refusals == [
		RowRefusal(3, "amount", RefusalReason.INVALID_NUMBER, "x5", "2"),
		RowRefusal(4, "id", RefusalReason.MISSING_VALUE, "", ""),
		RowRefusal(5, "day", RefusalReason.INVALID_DATE, "2024-13-01", "4"),
		RowRefusal(6, "amount", RefusalReason.INVALID_NUMBER, "0", "5"),
	]


def test_INT_03_bytes_in_the_wrong_encoding_are_refused() -> None:
	mapping = CompiledMapping(SPEC, [KEY, AMOUNT, ColumnMapping("summary", ("text",))])
	broken = "张三".encode("gb18030").decode("utf-8", "surrogateescape")
	typed = mapping.apply(batch(id=["1", "2"], amount=["1", "1"], text=[broken, "张三"]))
	assert [(r.line, r.column, r.reason) for r in typed.refusals] == [
		(2, "text", RefusalReason.WRONG_ENCODING)
	]
	assert typed.columns["summary"] == ["张三"]


def test_SEC_11_a_refused_number_of_a_person_is_not_kept() -> None:
	mapping = CompiledMapping(SPEC, [KEY, AMOUNT, ColumnMapping("counterparty_account", ("other",))])
	typed = mapping.apply(batch(id=["1"], amount=["1"], other=["6222#0000#1111#2222"]))
	assert typed.refusals[0].value == "9999#9999#9999#9999"


def test_value_maps_take_words_before_patterns_and_patterns_in_their_order() -> None:
	value_map = (("*|UROK", "Fee"), ("PRIJEM|*", "Deposit"), ("PRIJEM|UROK", "Withdrawal"))
	mapping = CompiledMapping(
		SPEC, [KEY, AMOUNT, ColumnMapping("txn_type", ("type", "symbol"), separator="|", value_map=value_map)]
	)
	typed = mapping.apply(
		batch(
			id=["1", "2", "3"],
			amount=["1"] * 3,
			type=["PRIJEM", "PRIJEM", "VYDAJ"],
			symbol=["UROK", "", "UROK"],
		)
	)
	assert typed.columns["txn_type"] == ["Withdrawal", "Deposit", "Fee"]


def test_a_word_that_no_map_knows_is_refused() -> None:
	mapping = CompiledMapping(
		SPEC, [KEY, AMOUNT, ColumnMapping("txn_type", ("type",), value_map=(("A", "Fee"),))]
	)
	typed = mapping.apply(batch(id=["1", "2"], amount=["1", "1"], type=["A", "B"]))
	assert [r.reason for r in typed.refusals] == [RefusalReason.INVALID_VALUE]


def test_joined_columns_leave_no_double_blanks() -> None:
	mapping = CompiledMapping(SPEC, [KEY, AMOUNT, ColumnMapping("summary", ("first", "middle", "last"))])
	typed = mapping.apply(batch(id=["1"], amount=["1"], first=["Emma"], middle=[""], last=[" Smith "]))
	assert typed.columns["summary"] == ["Emma Smith"]


def test_defaults_fill_empty_cells_and_constants_need_no_column() -> None:
	mapping = CompiledMapping(
		SPEC,
		[
			KEY,
			AMOUNT,
			ColumnMapping("txn_type", default="Fee"),
			ColumnMapping("summary", ("text",), default="none"),
		],
	)
	typed = mapping.apply(batch(id=["1", "2"], amount=["1", "1"], text=["", "some"]))
	assert typed.columns["txn_type"] == ["Fee", "Fee"]
	assert typed.columns["summary"] == ["none", "some"]


def test_line_ends_in_text_become_blanks_and_control_characters_are_refused() -> None:
	mapping = CompiledMapping(SPEC, [KEY, AMOUNT, ColumnMapping("summary", ("text",))])
	typed = mapping.apply(batch(id=["1", "2"], amount=["1", "1"], text=["a\r\nb\tc", "a\x00b"]))
	assert typed.columns["summary"] == ["a b c"]
	assert [r.reason for r in typed.refusals] == [RefusalReason.INVALID_VALUE]


def test_what_the_connector_refused_is_passed_on() -> None:
	unread = RowRefusal(9, "", RefusalReason.WRONG_COLUMN_COUNT)
	raw = RawBatch("file.csv", [2], {"id": ["1"], "amount": ["1"]}, [unread])
	assert CompiledMapping(SPEC, [KEY, AMOUNT]).apply(raw).refusals == [unread]
	assert raw.row_count == 2


@pytest.mark.parametrize(
	("mappings", "told"),
	[
		([KEY], "'amount' must be mapped"),
		([KEY, AMOUNT, AMOUNT], "mapped twice"),
		([KEY, AMOUNT, ColumnMapping("colour", ("c",))], "no field 'colour'"),
		([KEY, ColumnMapping("amount", ("a",), transforms=("eval",))], "unknown transform"),
		([ColumnMapping("external_id", default="1"), AMOUNT], "key must come from a column"),
		([KEY, AMOUNT, ColumnMapping("txn_type", default="Gift")], "default 'Gift'"),
	],
)
def test_a_mapping_that_cannot_work_says_why(mappings: list[ColumnMapping], told: str) -> None:
	with pytest.raises(MappingProblem, match=told):
		CompiledMapping(SPEC, mappings)


def test_missing_columns_are_named() -> None:
	assert CompiledMapping(SPEC, [KEY, AMOUNT]).missing_columns(["id", "other"]) == ["amount"]


def test_INT_07_custom_fields_join_the_entity_and_do_not_replace_its_own() -> None:
	spec = SPEC.with_fields((FieldSpec("loyalty_level"), FieldSpec("amount")))
	assert spec.field("loyalty_level") == FieldSpec("loyalty_level")
	assert spec.field("amount").kind is FieldKind.AMOUNT


def test_hashes_tell_rows_apart_and_equal_rows_not() -> None:
	columns = [["a", "a", "ab", None], ["b", "b", None, "ab"]]
	hashes = row_hashes(["x", "y"], columns)
	assert hashes[0] == hashes[1]
	assert len(set(hashes)) == 3
	assert row_hashes(["x", "z"], columns)[0] != hashes[0]
	assert all(len(one) == 32 for one in hashes)


@pytest.mark.parametrize(
	("spec", "ordinary", "odd"),
	[
		(FieldSpec("f"), [" a ", "张三", "a  b"], ["", " ", "x" * 141, "a\nb", "a\x00", "\udcff", None, 5]),
		(FieldSpec("f", FieldKind.LONG_TEXT), ["x" * 141, "a"], ["", "x" * 10_001, "a\u2028b", True]),
		(
			FieldSpec("f", FieldKind.DECIMAL),
			["0", "7", "700.00", "-5.10", "0.5", "999999999999.123456789"],
			["-0", "-0.0", "007", "+1", "1e5", "", ".5", "1000000000000", "x", None, 1.5],
		),
		(FieldSpec("f", FieldKind.AMOUNT), ["7", "700.00"], ["0", "0.00", "-1", "-0.5", ""]),
		(
			FieldSpec("f", FieldKind.DATETIME),
			["2026-02-28 23:59:59", "1000-01-01 00:00:00"],
			[
				"2026-02-29 00:00:00",
				"2026-02-28",
				"2026-02-28T00:00:00",
				"0999-01-01 00:00:00",
				"2026-01-01 24:00:01",
			],
		),
	],
)
@pytest.mark.parametrize("required", [False, True])
def test_a_column_read_at_once_is_what_its_cells_are_one_by_one(
	spec: FieldSpec, ordinary: list, odd: list, required: bool
) -> None:
	spec = FieldSpec("f", spec.kind, required=required)
	entity = EntitySpec(SyncEntity.PRODUCT, "Bank Product", (FieldSpec("external_id", required=True), spec))
	at_once = CompiledMapping(entity, [KEY, ColumnMapping("f", ("cell",))])
	# a word list that knows none of the words keeps the careful way
	careful = CompiledMapping(
		entity, [KEY, ColumnMapping("f", ("cell",), value_map=(("no such word", "x"),))]
	)

	def both(cells: list) -> None:
		raw = batch(id=[str(number) for number in range(len(cells))], cell=cells)
		assert at_once.apply(raw) == careful.apply(raw)

	both(ordinary)
	reader = column_reader(spec)
	assert reader(ordinary) == careful.apply(batch(id=["1"] * len(ordinary), cell=ordinary)).columns["f"]
	for cell in odd:
		assert reader([*ordinary, cell]) is None
		both([*ordinary, cell])
		both([cell])
