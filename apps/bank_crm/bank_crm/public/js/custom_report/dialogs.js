// Saving, pinning and asking for an export.

const METHODS = "bank_crm.api.custom_reports";

/** Asks for a title; `done(name)` after saving. */
export function save_dialog({ title, name, own }, definition, done) {
	const fields = [{ fieldname: "title", fieldtype: "Data", label: __("Title", null, "Bank Custom Report"), reqd: 1, default: title || "", length: 100 }];
	if (name && own) fields.push({ fieldname: "copy", fieldtype: "Check", label: __("As a New Report") });
	const dialog = new frappe.ui.Dialog({
		title: __("Save Report"),
		fields,
		primary_action_label: __("Save"),
		primary_action: async (values) => {
			const saved = await frappe.xcall(`${METHODS}.save`, {
				title: values.title,
				definition,
				name: name && own && !values.copy ? name : null,
			});
			dialog.hide();
			frappe.show_alert({ message: __("The report is saved."), indicator: "green" });
			done(saved);
		},
	});
	dialog.show();
}

/** Asks which dashboard, and whether the chart or one figure. */
export function pin_dialog({ name, measures, dashboards, has_chart }, done) {
	const kinds = [{ value: "", label: __("Chart", null, "Bank Custom Report") }, ...measures.map((one) => ({ value: one.name, label: __("Figure: {0}", [one.label]) }))];
	const dialog = new frappe.ui.Dialog({
		title: __("Pin to a Dashboard"),
		fields: [
			{ fieldname: "measure", fieldtype: "Select", label: __("What"), options: kinds, default: has_chart ? "" : measures[0]?.name },
			{
				fieldname: "dashboard",
				fieldtype: "Autocomplete",
				label: __("Dashboard"),
				reqd: 1,
				options: dashboards,
				default: dashboards[0] || __("My Dashboard"),
				description: __("One of yours, or a new name. Everybody sees it with his or her own rows."),
			},
		],
		primary_action_label: __("Pin"),
		primary_action: async (values) => {
			const board = await frappe.xcall(`${METHODS}.pin`, { name, dashboard: values.dashboard, measure: values.measure || null });
			dialog.hide();
			done(board);
		},
	});
	dialog.show();
}

/** Opens a prefilled export request: the only way data leave the bank. */
export async function request_export(name) {
	await frappe.model.with_doctype("Bank Export Request");
	const wish = { source_type: "Report", report: "Bank Custom Report Result", filters: JSON.stringify({ custom_report: name }) };
	const offered = await frappe.xcall("bank_crm.api.exports.columns", wish);
	const doc = Object.assign(frappe.model.get_new_doc("Bank Export Request"), wish);
	for (const { fieldname, label, sensitivity, treatment } of offered) {
		Object.assign(frappe.model.add_child(doc, "Bank Export Column", "columns"), { fieldname, label, sensitivity, treatment });
	}
	frappe.set_route("Form", "Bank Export Request", doc.name);
}
