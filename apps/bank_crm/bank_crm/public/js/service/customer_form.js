// 【新建工单】 from the customer's page, with the customer filled in (SVC-01).
frappe.ui.form.on("Bank Customer", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_create("Bank Work Order")) return;
		frm.add_custom_button(__("New Work Order"), () => frappe.new_doc("Bank Work Order", { customer: frm.doc.name }));
	},
});
