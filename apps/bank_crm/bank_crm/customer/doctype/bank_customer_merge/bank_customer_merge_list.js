frappe.listview_settings["Bank Customer Merge"] = {
	hide_name_column: true,
	add_fields: ["state"],
	get_indicator(doc) {
		const colour = doc.state === "Merged" ? "green" : "gray";
		return [__(doc.state, null, "Bank Customer Merge"), colour, `state,=,${doc.state}`];
	},
};
