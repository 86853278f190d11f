frappe.ui.form.on("Bank Export Request", {
	setup(frm) {
		frm.set_query("document_type", () => ({ query: "bank_crm.api.exports.find_doctypes" }));
		frm.set_query("report", () => ({ query: "bank_crm.api.exports.find_reports" }));
	},

	refresh(frm) {
		frm.bank_export_source = bank_export.source_key(frm);
		const draft = frm.is_new() || frm.doc.status === "Draft";
		const grid = frm.get_field("columns").grid;
		grid.cannot_add_rows = true;
		grid.update_docfield_property("treatment", "read_only", draft ? 0 : 1);
		grid.cannot_delete_rows = !draft;
		grid.refresh();
		if (draft) {
			frm.add_custom_button(__("Choose Columns"), () => bank_export.choose_columns(frm));
		}
		bank_export.show_intro(frm);
		bank_export.show_sample(frm);
		bank_export.show_filters(frm, draft);
		if (frm.doc.status === "Ready to Download" && frm.doc.applicant === frappe.session.user) {
			frm.add_custom_button(__("Download File"), () => bank_export.download(frm)).addClass("btn-primary");
		}
	},

	source_type: (frm) => bank_export.begin_again(frm),
	document_type: (frm) => bank_export.begin_again(frm),
	report: (frm) => bank_export.begin_again(frm),
	segment: (frm) => bank_export.begin_again(frm),
});

frappe.provide("bank_export");

bank_export.escape = (value) => frappe.utils.escape_html(String(value ?? ""));

bank_export.source_key = (frm) => {
	const { filters, ...source } = bank_export.source(frm);
	return JSON.stringify([frm.docname, source]);
};

/** Another source has other columns; a form that is merely opened with one fires the same event and keeps them. */
bank_export.begin_again = (frm) => {
	const source = bank_export.source_key(frm);
	if (frm.bank_export_source === source) return;
	frm.bank_export_source = source;
	frm.clear_table("columns");
	frm.refresh_field("columns");
	frm.set_value("filters", null);
	bank_export.show_filters(frm, true);
};

bank_export.source = (frm) => ({
	source_type: frm.doc.source_type,
	document_type: frm.doc.document_type,
	report: frm.doc.report,
	segment: frm.doc.segment,
	filters: frm.doc.filters,
});

bank_export.is_chosen = (frm) =>
	Boolean({ DocType: frm.doc.document_type, Report: frm.doc.report, Segment: frm.doc.segment }[frm.doc.source_type]);

bank_export.choose_columns = async (frm) => {
	if (!bank_export.is_chosen(frm)) {
		frappe.show_alert({ message: __("Say first where the data are taken from."), indicator: "orange" });
		return;
	}
	const columns = await frappe.xcall("bank_crm.api.exports.columns", bank_export.source(frm));
	const chosen = Object.fromEntries(frm.doc.columns.map((row) => [row.fieldname, row.treatment]));
	const marks = { Sealed: __("Sealed"), Personal: __("Personal") };
	const dialog = new frappe.ui.Dialog({
		title: __("Choose Columns"),
		fields: [
			{
				fieldname: "columns",
				fieldtype: "MultiCheck",
				columns: 3,
				select_all: true,
				options: columns.map((column) => ({
					value: column.fieldname,
					label:
						bank_export.escape(column.label) +
						(marks[column.sensitivity] ? ` · <span class="text-muted">${marks[column.sensitivity]}</span>` : ""),
					checked: column.fieldname in chosen,
				})),
			},
		],
		primary_action_label: __("Take Over"),
		primary_action(values) {
			const wanted = new Set(values.columns || []);
			frm.clear_table("columns");
			for (const column of columns.filter((column) => wanted.has(column.fieldname))) {
				frm.add_child("columns", {
					fieldname: column.fieldname,
					label: column.label,
					sensitivity: column.sensitivity,
					treatment: chosen[column.fieldname] || column.treatment,
				});
			}
			frm.refresh_field("columns");
			frm.dirty();
			dialog.hide();
		},
	});
	dialog.show();
};

bank_export.show_intro = (frm) => {
	const doc = frm.doc;
	if (doc.status === "Approved") {
		frm.set_intro(__("Approved. The file is being made; you are told when it is there."), "blue");
	} else if (doc.status === "Ready to Download") {
		const until = frappe.datetime.str_to_user(doc.expires_at);
		frm.set_intro(__("The file can be downloaded once, by the applicant, until {0}.", [until]), "green");
	} else if (doc.failure) {
		frm.set_intro(bank_export.escape(doc.failure), "red");
	} else if (doc.status === "Closed" && !doc.downloaded_at) {
		frm.set_intro(__("Closed without a download."), "orange");
	}
};

bank_export.show_sample = (frm) => {
	const wrapper = frm.get_field("sample_area").$wrapper.empty();
	if (!frm.doc.sample) return;
	const { columns, rows } = JSON.parse(frm.doc.sample);
	const cells = (values, tag) => values.map((value) => `<${tag}>${bank_export.escape(value)}</${tag}>`).join("");
	wrapper.html(`
		<p class="text-muted">${__("The first rows as the file will show them:")}</p>
		<div class="table-responsive">
			<table class="table table-bordered table-sm">
				<thead><tr>${cells(columns, "th")}</tr></thead>
				<tbody>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("")}</tbody>
			</table>
		</div>`);
};

bank_export.show_filters = (frm, draft) => {
	const wrapper = frm.get_field("filters_area").$wrapper.empty();
	if (!draft || !bank_export.is_chosen(frm)) return;
	if (frm.doc.source_type === "DocType") bank_export.list_filters(frm, wrapper);
	if (frm.doc.source_type === "Report") bank_export.report_filters(frm, wrapper);
};

bank_export.list_filters = async (frm, wrapper) => {
	const doctype = frm.doc.document_type;
	await frappe.model.with_doctype(doctype);
	if (frm.doc.document_type !== doctype) return;
	wrapper.empty().append(`<p class="text-muted small">${__("Filter")}</p><div class="filter-area"></div>`);
	const group = new frappe.ui.FilterGroup({
		parent: wrapper.find(".filter-area"),
		doctype,
		on_change: () => {
			const filters = group.get_filters().map((filter) => filter.slice(0, 4));
			const text = filters.length ? JSON.stringify(filters) : null;
			if ((frm.doc.filters || null) !== text) frm.set_value("filters", text);
		},
	});
	group.add_filters_to_filter_group(JSON.parse(frm.doc.filters || "[]") || []);
};

bank_export.report_filters = async (frm, wrapper) => {
	const report = frm.doc.report;
	if (!frappe.query_reports[report]) {
		const { script } = await frappe.xcall("frappe.desk.query_report.get_script", { report_name: report });
		frappe.dom.eval(script);
	}
	if (frm.doc.report !== report) return;
	const fields = (frappe.query_reports[report]?.filters || []).filter((field) => field.fieldtype !== "Break");
	const given = JSON.parse(frm.doc.filters || "{}") || {};
	const rows = fields
		.map((field) => `<tr><td>${field.label}</td><td>${frappe.format(given[field.fieldname], field)}</td></tr>`)
		.join("");
	wrapper.empty().append(`
		<table class="table table-bordered table-sm"><tbody>${rows}</tbody></table>
		<button class="btn btn-xs btn-default">${__("Change Filter")}</button>`);
	wrapper.find("button").on("click", () => {
		const dialog = new frappe.ui.Dialog({
			title: __("Change Filter"),
			fields: fields.map(({ on_change, ...field }) => field),
			primary_action(values) {
				dialog.hide();
				frm.set_value("filters", JSON.stringify(values));
				bank_export.report_filters(frm, wrapper);
			},
		});
		dialog.show();
		dialog.set_values(given);
	});
};

bank_export.download = async (frm) => {
	const filename = `${frm.doc.name}.${frm.doc.file_format.toLowerCase()}`;
	await bank_crm.download("bank_crm.api.exports.download_file", { name: frm.doc.name }, filename);
	frm.reload_doc();
};
