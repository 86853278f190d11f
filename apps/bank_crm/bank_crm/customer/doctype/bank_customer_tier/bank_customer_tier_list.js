frappe.listview_settings["Bank Customer Tier"] = {
	hide_name_column: true,
	refresh(listview) {
		bank_crm.format.translate_subjects(listview, "tier_name", "Bank Customer Tier");
	},
};
