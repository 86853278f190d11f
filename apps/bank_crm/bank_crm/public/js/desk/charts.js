// Charts of the framework are drawn at once, without growing in: one that is resized while it grows
// takes its drawing out of the page a second time and throws (frappe-charts, `runSMILAnimation`).
// A click on a bar or point leads to the list behind it, where the figures came with its filters (`drill`).
const Chart = frappe.Chart;
frappe.Chart = function (parent, options) {
	const axisOptions = in_order(options) ? { ...options.axisOptions, xIsSeries: 1 } : options.axisOptions;
	const chart = new Chart(parent, { ...options, axisOptions, animate: 0, disableEntryAnimation: 1 });
	const drill = options.data?.drill;
	if (drill && parent instanceof HTMLElement) {
		parent.classList.add("bank-drill");
		parent.addEventListener("click", (event) => follow(event, drill));
	}
	return chart;
};

/** Many months or days side by side: every second or third is named, instead of the first two figures of each. */
function in_order({ data }) {
	const labels = data?.labels || [];
	return labels.length > 8 && labels.every((label) => /^\d/.test(label));
}

function follow(event, { doctype, filters }) {
	const point = event.target.closest("[data-point-index]");
	const found = point && filters[Number(point.dataset.pointIndex)];
	if (!found) return;
	frappe.route_options = { ...found };
	frappe.set_route("List", doctype, "List");
}

// An axis says where its zero is; the framework leaves the word out.
const axis_number = frappe.utils.format_chart_axis_number;
frappe.utils.format_chart_axis_number = (number, ...rest) => (number === 0 ? "0" : axis_number(number, ...rest));
