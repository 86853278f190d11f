frappe.listview_settings["Bank Audit"] = {
	hide_name_column: true,
	get_indicator(doc) {
		const colour = doc.status === "Closed" ? "green" : "orange";
		return [__(doc.status, null, "Bank Audit"), colour, `status,=,${doc.status}`];
	},
};
