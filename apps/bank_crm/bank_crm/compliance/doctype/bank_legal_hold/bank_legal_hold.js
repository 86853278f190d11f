frappe.ui.form.on("Bank Legal Hold", {
	refresh(frm) {
		if (frm.is_new() || !frm.doc.active || !frm.perm[0].write) return;
		frm.add_custom_button(__("Release Hold"), () => {
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Why It Is Released"), reqd: 1 },
				async ({ reason }) => {
					await frappe.xcall("bank_crm.api.privacy.release_hold", { name: frm.doc.name, reason });
					frm.reload_doc();
				},
				__("Release Hold"),
				__("Release Hold")
			);
		});
	},
});
