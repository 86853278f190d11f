// An application: handed in, followed live, handed over (SAL-11).
frappe.ui.form.on("Bank Application", {
	setup(frm) {
		frm.set_query("opportunity", () => ({ filters: { customer: frm.doc.customer || "" } }));
		frm.set_query("product", () => ({ filters: { on_sale: 1 } }));
	},

	before_workflow_action(frm) {
		return frm.selected_workflow_action === "Hand Over" ? bank_crm.ask_before_step(frm, ["handed_over_to"]) : undefined;
	},

	refresh(frm) {
		const open = frm.is_new() || frm.doc.state === "Received";
		for (const field of ["title", "application_type", "amount", "product", "term_months", "purpose", "collateral", "branch", "opportunity"]) {
			frm.set_df_property(field, "read_only", open ? 0 : 1);
		}
		frm.set_df_property("customer", "read_only", frm.is_new() ? 0 : 1);
		frm.toggle_display("hand_section", ["Approved", "Handed Over"].includes(frm.doc.state));
		frm.set_df_property("handed_over_to", "read_only", frm.doc.state === "Handed Over" ? 1 : 0);
		if (["Approved", "Handed Over"].includes(frm.doc.state) && frappe.model.can_create("Bank Contract")) {
			frm.add_custom_button(__("Make a Contract"), async () => {
				const values = await frappe.xcall("bank_crm.api.contracts.of_application", { name: frm.doc.name }, "GET");
				frappe.new_doc("Bank Contract", values);
			});
		}
	},
});
