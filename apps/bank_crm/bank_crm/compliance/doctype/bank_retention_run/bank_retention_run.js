frappe.ui.form.on("Bank Retention Run", {
	setup(frm) {
		const kind = frappe.meta.get_docfield("Bank Retention Run Item", "document_type", frm.docname);
		if (kind) kind.formatter = (value) => frappe.utils.escape_html(__(value));
	},

	refresh(frm) {
		frm.disable_save();
		if (frm.is_new()) {
			frappe.set_route("List", "Bank Retention Run");
			return;
		}
		frm.set_intro(
			frm.doc.dry_run
				? __("A rehearsal: rows were counted and nothing was done.")
				: __("Rows whose period is over were dealt with; what a legal hold protects was left alone."),
			frm.doc.dry_run ? "blue" : "orange"
		);
		if (["Waiting", "Running"].includes(frm.doc.state)) {
			frm.add_custom_button(__("Refresh"), () => frm.reload_doc());
		}
	},
});
