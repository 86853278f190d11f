frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Bank Customers by Activity"] = {
	method: "bank_crm.customer.dashboard_chart_source.bank_customers_by_activity.bank_customers_by_activity.get",
	filters: [],
};
