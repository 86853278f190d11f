// Sharing and sending are done here; the report itself is put together on its page.
frappe.ui.form.on("Bank Custom Report", {
	refresh(frm) {
		if (frm.is_new()) {
			frappe.set_route("bank-report-builder");
			return;
		}
		frm.add_custom_button(__("Open the Report"), () => frappe.set_route("bank-report-builder", frm.doc.name));
	},
});
