frappe.views.calendar["Bank Opportunity"] = {
	field_map: { id: "name", start: "start", end: "end", title: "title", allDay: "all_day" },
	get_events_method: "bank_crm.api.opportunities.events",
	get_css_class: (event) => ({ step: "warning" }[event.kind] || "success"),
	options: { editable: false },
};
