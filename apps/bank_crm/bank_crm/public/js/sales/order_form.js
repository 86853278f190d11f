// 【转为商机】 on a work order: what the customer asked for becomes an opportunity, once (SAL-08).
frappe.ui.form.on("Bank Work Order", {
	refresh(frm) {
		if (frm.is_new() || !frm.doc.customer || !frappe.model.can_create("Bank Opportunity")) return;
		frm.add_custom_button(__("Make an Opportunity"), () => make(frm));
	},
});

function make(frm) {
	frappe.model.with_doctype("Bank Opportunity", () => {
		const lines = frappe.meta.get_docfield("Bank Opportunity", "product_category").options.split("\n").filter(Boolean);
		const dialog = new frappe.ui.Dialog({
			title: __("Make an Opportunity"),
			fields: [
				{
					fieldname: "product_category",
					fieldtype: "Select",
					label: __("Product Line"),
					options: ["", ...lines].map((value) => ({ value, label: __(value, null, "Bank Product") })),
					description: __("Empty is the product line of the order."),
				},
				{ fieldname: "amount", fieldtype: "Currency", label: __("Amount") },
			],
			primary_action_label: __("Make"),
			async primary_action(values) {
				const name = await frappe.xcall("bank_crm.api.opportunities.from_order", { order: frm.doc.name, ...values });
				dialog.hide();
				frappe.set_route("Form", "Bank Opportunity", name);
			},
		});
		dialog.show();
	});
}
