frappe.ui.form.on("Bank Household", {
	setup(frm) {
		frm.set_query("head", () => ({ filters: { customer_type: "Person" } }));
	},

	refresh(frm) {
		frm.toggle_display("members_section", !frm.is_new());
		frm.toggle_display("figures_section", !frm.is_new());
		if (frm.is_new()) return;
		frm.add_custom_button(__("Relationship Graph"), () => bank_crm.relations.open_graph(frm.doc.head));
		frappe.require("relations.bundle.js", () =>
			bank_crm.relations.show_household(frm.get_field("members").wrapper, frm.doc.name)
		);
	},
});
