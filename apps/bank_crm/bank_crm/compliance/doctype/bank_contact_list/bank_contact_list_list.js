frappe.listview_settings["Bank Contact List"] = {
	get_indicator(doc) {
		const colour = { Waiting: "gray", Running: "blue", Done: "green", Failed: "red" }[doc.state];
		return [__(doc.state, null, "Bank Contact List"), colour, `state,=,${doc.state}`];
	},
};
