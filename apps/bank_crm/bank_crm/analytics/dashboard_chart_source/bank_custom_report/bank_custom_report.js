frappe.provide("frappe.dashboards.chart_sources");

// which report it shows is fixed when it is pinned
frappe.dashboards.chart_sources["Bank Custom Report"] = {
	method: "bank_crm.analytics.dashboard_chart_source.bank_custom_report.bank_custom_report.get",
	filters: [],
};
