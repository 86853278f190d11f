// Answers are read beside what was asked, not beside its key.
frappe.ui.form.on("Bank Survey Response", {
	refresh(frm) {
		const asked = frm.doc.__onload?.questions || {};
		const { grid } = frm.fields_dict.answers;
		grid.update_docfield_property("question_key", "formatter", (key) =>
			frappe.utils.escape_html(asked[key] || key || "")
		);
		grid.refresh();
	},
});
