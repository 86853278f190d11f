frappe.listview_settings["Bank Behaviour Event"] = {
	hide_name_column: true,
	refresh(listview) {
		bank_crm.format.translate_subjects(listview, "event_type", "Bank Behaviour Event");
	},
};
