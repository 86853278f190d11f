frappe.views.calendar["Bank Care Task"] = {
	field_map: { id: "name", start: "due_on", end: "ends_on", title: "title", allDay: "all_day" },
	get_events_method: "bank_crm.api.care_calendar.events",
	update_event_method: "bank_crm.api.care_calendar.move",
	get_css_class: (event) => event.color,
	options: { displayEventTime: false },
};
