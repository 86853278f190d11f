frappe.ui.form.on("Bank Retention Run", {
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
