// A request for approval: read here, decided by its buttons (public/js/approvals/progress.js).
frappe.ui.form.on("Bank Approval", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.reference_name) {
			frm.add_custom_button(__("Open the Document"), () => frappe.set_route("Form", frm.doc.reference_doctype, frm.doc.reference_name));
		}
	},
});
