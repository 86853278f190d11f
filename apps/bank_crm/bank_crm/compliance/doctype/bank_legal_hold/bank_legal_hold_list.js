frappe.listview_settings["Bank Legal Hold"] = {
	add_fields: ["active"],
	get_indicator(doc) {
		return doc.active
			? [__("In Force", null, "Bank Legal Hold"), "orange", "active,=,1"]
			: [__("Released", null, "Bank Legal Hold"), "gray", "active,=,0"];
	},
};
