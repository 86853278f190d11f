// Relations stand with the family structure on the customer's form, the graph behind a button in its head.

const BUNDLE = "relations.bundle.js";

frappe.provide("bank_crm.relations");

/** Opens the graph of one customer; for pages that have not loaded the bundle. */
bank_crm.relations.open_graph = (customer) =>
	frappe.require(BUNDLE, () => bank_crm.relations.show_graph(customer));

$(document).on("app_ready", () => {
	frappe.ui.form.on("Bank Customer", {
		refresh(frm) {
			frm.$wrapper.find(".bank-relations").remove();
			if (frm.is_new() || !frappe.model.can_read("Bank Customer Relationship")) return;
			frm.add_custom_button(__("Relationship Graph"), () => bank_crm.relations.open_graph(frm.doc.name));
			const beside = frm.get_field("family_structure")?.$wrapper.closest(".form-section");
			if (!beside?.length) return;
			// not the class of a form section: Frappe hides such a one when it holds no field
			const place = $('<div class="bank-relations"></div>');
			place.insertBefore(beside);
			frappe.require(BUNDLE, () => new bank_crm.relations.Section(place, frm).show());
		},
	});
});
