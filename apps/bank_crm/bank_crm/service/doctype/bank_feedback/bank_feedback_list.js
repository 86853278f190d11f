frappe.listview_settings["Bank Feedback"] = {
	hide_name_column: true,
	formatters: { screen: (value) => bank_crm.format.escape(__(value || "")) },
	primary_action: () => bank_crm.help.ask(),
};
