frappe.listview_settings["Bank Survey"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Draft: "orange",
			Published: "green",
			Paused: "yellow",
			Closed: "gray",
		};
		return [__(doc.state, null, "Bank Survey"), colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
