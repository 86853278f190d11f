// The button 【标签】 on the customer's form.
frappe.ui.form.on("Bank Customer", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_read("Bank Tag Assignment")) return;
		frm.add_custom_button(__("Tags"), () => {
			frappe.require("customer_tags.bundle.js", () =>
				new bank_crm.CustomerTags(frm.doc.name, frm.doc.customer_name, () => frm.trigger("tags_changed"))
			);
		});
	},
});
