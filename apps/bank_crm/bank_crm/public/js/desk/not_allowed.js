// An address one has no right to says so in words, and leads back to one's own menu. The framework asks for a page of that
// name, tells of a missing right to read pages, and leaves the Desk empty.

const MESSAGE = "bank-not-allowed";
const SIDEBAR = "Bank CRM";
const Pages = frappe.views.pageview;
const Report = frappe.views.QueryReport.prototype;
const { show } = Pages;
const { load_report } = Report;

const knows = (name) =>
	name === window.page_name || frappe.standard_pages[name] || frappe.boot.page_info?.[name] || frappe.pages[name];

/** What the server says of an address, null where the user has gone elsewhere meanwhile. */
async function look_up(address) {
	const route = frappe.get_route_str();
	const found = await frappe.xcall("bank_crm.api.screens.at", { address }, "GET");
	return route === frappe.get_route_str() ? found : null;
}

function tell({ label }) {
	const name = frappe.utils.escape_html(label || "");
	frappe.show_message_page({
		page_name: MESSAGE,
		message: name
			? __("Your role does not include {0}. Ask your CRM administrator if your work needs it.", [`<b>${name}</b>`])
			: __("There is no screen at this address."),
	});
	$(frappe.pages[MESSAGE]).addClass(MESSAGE).find(".btn-home").text(__("Back to My Workspace"));
	frappe.app.sidebar?.setup?.(SIDEBAR); // the one of an unknown address is empty
}

Pages.show = async function (name) {
	if (!name || knows(name)) return show.call(this, name);
	const found = await look_up(name);
	if (found?.allowed) return show.call(this, name);
	if (found) tell(found);
};

Report.load_report = async function (...args) {
	const name = frappe.get_route()[1];
	if (frappe.boot.user.all_reports?.[name]) return load_report.apply(this, args);
	const found = await look_up(`query-report/${name}`);
	if (found?.allowed) return load_report.apply(this, args);
	this.report_name = null; // it is looked at anew next time
	if (found) tell(found);
};
