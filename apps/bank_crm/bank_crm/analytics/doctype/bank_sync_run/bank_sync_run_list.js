frappe.listview_settings["Bank Sync Run"] = {
	hide_name_column: true,
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Completed: "green",
			"Completed with Refusals": "orange",
			Failed: "red",
			Running: "blue",
			Queued: "gray",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
