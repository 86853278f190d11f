frappe.listview_settings["Bank Survey Invitation"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Waiting: "orange",
			Sending: "orange",
			Sent: "blue",
			Answered: "green",
			"Not Allowed": "red",
			"No Address": "red",
			"No Channel": "red",
			Failed: "red",
			Expired: "gray",
			"Quota Full": "gray",
		};
		return [__(doc.state, null, "Bank Survey Invitation"), colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
