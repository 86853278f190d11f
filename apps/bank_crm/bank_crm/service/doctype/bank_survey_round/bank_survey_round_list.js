frappe.listview_settings["Bank Survey Round"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Preparing: "orange",
			Open: "green",
			Closed: "gray",
		};
		return [__(doc.state, null, "Bank Survey Round"), colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
