// Data leave the bank through an export request (SEC-12): lists, reports and charts offer no export of the framework,
// which the server would refuse, and lead to a request instead.

const REQUEST = "Bank Export Request";
const told = () => frappe.boot.bank_crm?.exports || {};

/** Menu entries of the framework that end in a file, a mail with one, or all rows in the clipboard. */
const ENDS_IN_A_FILE = {
	list: () => [
		__("Export", null, "Button in list view actions menu"),
		__("Print", null, "Button in list view actions menu"),
		__("Copy to Clipboard"),
	],
	report: () => [__("Export"), __("PDF"), __("Setup Auto Email")],
};

function without_files(items, kind) {
	if (told().may_export) return items;
	const closed = ENDS_IN_A_FILE[kind]();
	return items.filter((item) => !closed.includes(item.label));
}

const is_own_module = (module) => frappe.boot.module_app?.[frappe.scrub(module || "")] === "bank_crm";

/** Whether the user may ask for an export of the DocType's rows, as the server decides again. */
function may_ask(doctype, module) {
	const { asks, closed = [] } = told();
	return Boolean(asks) && is_own_module(module) && !closed.includes(doctype) && frappe.model.can_get_report(doctype);
}

/** Open a new request with what the screen shows: its source, filters and those of its columns that may leave. */
async function request_export(source, filters, fieldnames) {
	await frappe.model.with_doctype(REQUEST);
	const wish = { ...source, filters: filters && JSON.stringify(filters) };
	const offered = await frappe.xcall("bank_crm.api.exports.columns", wish);
	const doc = frappe.model.get_new_doc(REQUEST);
	Object.assign(doc, wish);
	const by_name = Object.fromEntries(offered.map((column) => [column.fieldname, column]));
	for (const fieldname of new Set(fieldnames)) {
		const column = by_name[fieldname];
		if (!column) continue;
		const { label, sensitivity, treatment } = column;
		const row = frappe.model.add_child(doc, "Bank Export Column", "columns");
		Object.assign(row, { fieldname, label, sensitivity, treatment });
	}
	frappe.set_route("Form", REQUEST, doc.name);
}

/** The columns a list or the report builder shows, the number of the record first. */
function shown_columns(listview) {
	const fields = (listview.columns || []).map(({ df, docfield }) => df || docfield).filter(Boolean);
	const own = fields.filter((field) => !field.parent || field.parent === listview.doctype);
	return ["name", ...own.map((field) => field.fieldname)];
}

function from_list(listview, names) {
	const { doctype, bank_tags } = listview;
	if (!names && bank_tags?.selected.length) {
		frappe.msgprint({
			title: __("Request Export"),
			indicator: "orange",
			message: __("Customers are chosen by tags here. Save them as a segment and ask for the segment's export, or tick the customers."),
		});
		return null;
	}
	const filters = names ? [[doctype, "name", "in", names]] : listview.get_filters_for_args();
	return request_export({ source_type: "DocType", document_type: doctype }, filters, shown_columns(listview));
}

const entry = (action, condition) => ({ label: __("Request Export"), action, condition, standard: true });

frappe.provide("bank_crm.exports");
Object.assign(bank_crm.exports, {
	may_ask,

	/** For the segment's form: its members with the columns of the customer list. */
	from_segment: async (segment) => {
		await frappe.model.with_doctype("Bank Customer");
		const listed = frappe.get_meta("Bank Customer").fields.filter((field) => field.in_list_view);
		const source = { source_type: "Segment", segment };
		return request_export(source, null, ["name", ...listed.map((field) => field.fieldname)]);
	},
});

const ListView = frappe.views.ListView.prototype;
const { get_menu_items, get_actions_menu_items } = ListView;

ListView.get_menu_items = function () {
	const items = get_menu_items.call(this);
	return may_ask(this.doctype, this.meta.module) ? [...items, entry(() => from_list(this))] : items;
};

ListView.get_actions_menu_items = function () {
	const items = without_files(get_actions_menu_items.call(this), "list");
	if (!may_ask(this.doctype, this.meta.module)) return items;
	return [...items, entry(() => from_list(this, this.get_checked_items(true)))];
};

const ReportView = frappe.views.ReportView.prototype;
const { report_menu_items } = ReportView;

ReportView.report_menu_items = function () {
	const items = without_files(report_menu_items.call(this), "report");
	return may_ask(this.doctype, this.meta.module) ? [...items, entry(() => from_list(this))] : items;
};

const QueryReport = frappe.views.QueryReport.prototype;
const { get_menu_items: query_report_menu_items } = QueryReport;

QueryReport.get_menu_items = function () {
	const items = without_files(query_report_menu_items.call(this), "report");
	const offered = () => {
		const { report_type, module, ref_doctype } = this.report_doc;
		return report_type === "Script Report" && may_ask(ref_doctype, module);
	};
	const ask = () => {
		const source = { source_type: "Report", report: this.report_name };
		const fieldnames = this.get_visible_columns().map((column) => column.fieldname);
		return request_export(source, this.get_filter_values(), fieldnames);
	};
	return [...items, entry(ask, offered)];
};

const Chart = frappe.widget.widget_factory.chart.prototype;
const { set_chart_actions } = Chart;

Chart.set_chart_actions = function (actions) {
	const open = told().may_export ? actions : actions.filter(({ action }) => action !== "action-export");
	return set_chart_actions.call(this, open);
};

const Page = frappe.ui.Page.prototype;
const { add_button } = Page;

/** The print screen prints on paper; its PDF is a file. */
Page.add_button = function (label, ...rest) {
	const pdf = label === __("PDF") && frappe.get_route()[0] === "print";
	return pdf && !told().may_export ? $() : add_button.call(this, label, ...rest);
};
