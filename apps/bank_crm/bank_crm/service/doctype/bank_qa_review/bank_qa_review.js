// The scorecard says what is asked: criteria are judged here, not added or taken away.
frappe.ui.form.on("Bank QA Review", {
	refresh(frm) {
		const grid = frm.get_field("answers").grid;
		grid.cannot_add_rows = true;
		grid.cannot_delete_rows = true;
		grid.refresh();
	},
});
