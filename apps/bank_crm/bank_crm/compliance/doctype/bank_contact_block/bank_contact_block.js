frappe.ui.form.on("Bank Contact Block", {
	refresh(frm) {
		if (frm.is_new() || !frm.doc.active) return;
		frm.add_custom_button(__("Lift Block"), () => {
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Why It Is Lifted"), reqd: 1 },
				async ({ reason }) => {
					await frappe.xcall("bank_crm.api.privacy.lift_block", { name: frm.doc.name, reason });
					frm.reload_doc();
				},
				__("Lift Block"),
				__("Lift Block")
			);
		});
	},
});
