// A product the core system does not tell of, such as a new credit card, entered by hand (CUS-09).

export function add_product(frm) {
	const categories = frappe.meta.get_docfield("Bank Customer", "core_asset_type").options.split("\n").filter(Boolean);
	const dialog = new frappe.ui.Dialog({
		title: __("Add Product by Hand"),
		fields: [
			{
				fieldname: "category",
				fieldtype: "Select",
				label: __("Category"),
				reqd: 1,
				options: [...categories, "Insurance", "Debit Card"].map((value) => ({
					value,
					label: __(value, null, "Bank Customer Account"),
				})),
			},
			{
				fieldname: "product",
				fieldtype: "Link",
				label: __("Product"),
				options: "Bank Product",
				get_query: () => ({
					query: "bank_crm.api.customer_file.offered_products",
					filters: { category: dialog.get_value("category") },
				}),
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "card_no",
				fieldtype: "Data",
				label: __("Card Number"),
				depends_on: "eval:['Credit Card', 'Debit Card'].includes(doc.category)",
			},
			{ fieldname: "balance", fieldtype: "Currency", label: __("Balance") },
			{ fieldname: "opened_on", fieldtype: "Date", label: __("Opened On"), default: frappe.datetime.get_today() },
		],
		primary_action_label: __("Add"),
		async primary_action(values) {
			const account = { doctype: "Bank Customer Account", customer: frm.docname, status: "Active", ...values };
			await frappe.db.insert(account);
			dialog.hide();
			frappe.show_alert({ message: __("Product added and logged"), indicator: "green" });
			await frm.reload_doc();
		},
	});
	dialog.show();
}
