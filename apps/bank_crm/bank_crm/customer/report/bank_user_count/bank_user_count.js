frappe.query_reports["Bank User Count"] = { filters: [] };
