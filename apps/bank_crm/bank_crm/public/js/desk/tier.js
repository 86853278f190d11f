// The customer's form offers why the tier is what it is, and its override (SEG-03).

frappe.provide("bank_crm");

bank_crm.show_tier = async (frm) => {
	await frappe.require(["tier_dialog.bundle.js", "tiering.bundle.css"]);
	return new bank_crm.TierDialog(frm.doc.name, frm.doc.customer_name, () => frm.reload_doc());
};

frappe.ui.form.on("Bank Customer", {
	refresh(frm) {
		if (!frm.is_new()) frm.add_custom_button(__("Tier"), () => bank_crm.show_tier(frm));
	},
});
