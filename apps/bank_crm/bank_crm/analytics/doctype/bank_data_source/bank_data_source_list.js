frappe.listview_settings["Bank Data Source"] = {
	add_fields: ["last_state", "enabled"],
	get_indicator(doc) {
		const colours = {
			Completed: "green",
			"Completed with Refusals": "orange",
			Failed: "red",
			Running: "blue",
			Queued: "gray",
		};
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (!doc.last_state) return [__("Not run yet"), "gray", "last_state,=,"];
		return [__(doc.last_state), colours[doc.last_state], `last_state,=,${doc.last_state}`];
	},
	button: {
		show: (doc) => doc.enabled && frappe.perm.has_perm("Bank Data Source", 0, "write"),
		get_label: () => __("Full Sync"),
		get_description: (doc) => __("Read all of {0} again", [doc.name]),
		action(doc) {
			frappe.confirm(__("Read the whole source again? Rows that have not changed stay untouched."), () =>
				frappe
					.call("bank_crm.analytics.sync.actions.start_full_sync", { source: doc.name })
					.then(() => frappe.show_alert({ message: __("The sync is queued"), indicator: "blue" }))
			);
		},
	},
};
