frappe.ui.form.on("Bank Duty Rule", {
	refresh(frm) {
		if (!frm.is_new()) {
			frm.add_custom_button(__("Violations"), () =>
				frappe.set_route("query-report", "Bank Duty Violations", { kind: frm.doc.kind })
			);
		}
	},
});
