// What a customer needs, and the opportunity that follows from it (CUS-18, SUR-05).
frappe.ui.form.on("Bank Customer Need", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.status !== "Open" || !frappe.model.can_create("Bank Opportunity")) return;
		frm.add_custom_button(__("Make an Opportunity"), () => {
			if (frm.doc.product_category) return make(frm);
			const { label, options } = frappe.meta.get_docfield("Bank Customer Need", "product_category");
			const choices = options.split("\n").map((value) => ({ value, label: value && __(value, null, "Bank Product") }));
			frappe.prompt([{ fieldname: "line", fieldtype: "Select", label: __(label), options: choices, reqd: 1 }], ({ line }) => make(frm, line), __("Make an Opportunity"));
		});
	},
});

async function make(frm, product_category = null) {
	const name = await frappe.xcall("bank_crm.api.opportunities.from_need", { need: frm.doc.name, product_category });
	frappe.set_route("Form", "Bank Opportunity", name);
}
