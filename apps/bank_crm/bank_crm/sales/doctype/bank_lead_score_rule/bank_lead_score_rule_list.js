// What a sign is compared with is a constant of the lead or of its product.
const CONTEXT = { Source: "Bank Lead", "Product Line": "Bank Product" };

frappe.listview_settings["Bank Lead Score Rule"] = {
	add_fields: ["sign"],
	formatters: {
		compared_with: (value, _df, doc) => frappe.utils.escape_html(CONTEXT[doc.sign] ? __(value, null, CONTEXT[doc.sign]) : value || ""),
	},
};
