frappe.listview_settings["Bank Customer Tier"] = {
	hide_name_column: true,

	// The first column of a list is shown as it is stored; tiers are stored in English.
	refresh(listview) {
		listview.$result.find(".list-subject a[data-name]").each((_index, link) => {
			link.textContent = __(link.dataset.name, null, "Bank Customer Tier");
		});
	},
};
