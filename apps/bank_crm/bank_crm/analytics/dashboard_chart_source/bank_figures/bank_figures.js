frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Bank Figures"] = {
	method: "bank_crm.analytics.dashboard_chart_source.bank_figures.bank_figures.get",
	filters: [],
};
