// Charts of the framework are drawn at once, without growing in: one that is resized while it grows
// takes its drawing out of the page a second time and throws (frappe-charts, `runSMILAnimation`).
const Chart = frappe.Chart;
frappe.Chart = function (parent, options) {
	return new Chart(parent, { ...options, animate: 0, disableEntryAnimation: 1 });
};
