frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Bank Assets by Month"] = {
	method: "bank_crm.customer.dashboard_chart_source.bank_assets_by_month.bank_assets_by_month.get",
	filters: [],
};
