// 【新建商机】 from the customer's page, with the customer filled in (SAL-02, SAL-09).
frappe.ui.form.on("Bank Customer", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_create("Bank Opportunity")) return;
		frm.add_custom_button(__("New Opportunity"), () =>
			frappe.new_doc("Bank Opportunity", { customer: frm.doc.name, source: "Customer Page" })
		);
	},
});
