// 【活动列表】: the rates of each campaign at a glance (MKT-06).
frappe.listview_settings["Bank Campaign"] = {
	add_fields: ["state", "campaign_type", "participation_rate", "conversion_rate"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			"Pending Approval": "orange",
			Approved: "blue",
			Running: "green",
			Paused: "yellow",
			Ended: "darkgrey",
			Reviewed: "purple",
		};
		return [__(doc.state, null, "Bank Campaign"), colours[doc.state], `state,=,${doc.state}`];
	},
};
