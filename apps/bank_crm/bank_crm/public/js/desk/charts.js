// Charts of the framework are drawn at once, without growing in: one that is resized while it grows
// takes its drawing out of the page a second time and throws (frappe-charts, `runSMILAnimation`).
// A click on a bar or point leads to the list behind it, where the figures came with its filters (`drill`).
const Chart = frappe.Chart;
frappe.Chart = function (parent, options) {
	const chart = new Chart(parent, { ...options, animate: 0, disableEntryAnimation: 1 });
	const drill = options.data?.drill;
	if (drill && parent instanceof HTMLElement) {
		parent.classList.add("bank-drill");
		parent.addEventListener("click", (event) => follow(event, drill));
	}
	return chart;
};

function follow(event, { doctype, filters }) {
	const point = event.target.closest("[data-point-index]");
	const found = point && filters[Number(point.dataset.pointIndex)];
	if (!found) return;
	frappe.route_options = { ...found };
	frappe.set_route("List", doctype, "List");
}
