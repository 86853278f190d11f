frappe.ui.form.on("Bank Sync Run", {
	onload(frm) {
		frappe.realtime.off("bank_sync_progress");
		frappe.realtime.on("bank_sync_progress", (data) => {
			if (String(data.run) === String(frm.doc.name)) bank_crm_sync_run.progress(frm, data);
		});
	},
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.state === "Running") {
			bank_crm_sync_run.progress(frm, frm.doc);
		}
		frm.call("details").then(({ message }) => bank_crm_sync_run.show(frm, message));
	},
});

frappe.provide("bank_crm_sync_run");

bank_crm_sync_run.progress = (frm, data) => {
	if (data.state && data.state !== "Running") {
		frm.dashboard.hide_progress(__("Sync"));
		frm.reload_doc();
		return;
	}
	frm.dashboard.show_progress(__("Sync"), data.progress || 0, data.stage || "");
};

bank_crm_sync_run.show = (frm, details) => {
	const parts = [
		["part_name", __("File or Query")],
		["stage", __("Stage")],
		["rows_read", __("Rows Read")],
		["rows_new", __("New")],
		["rows_changed", __("Changed")],
		["rows_unchanged", __("Unchanged")],
		["rows_refused", __("Refused")],
	];
	const refusals = [
		["file_name", __("File")],
		["line_no", __("Line")],
		["column_name", __("Column")],
		["reason", __("Reason")],
		["value_shown", __("Value (Masked)")],
		["external_id", __("External ID")],
	];
	frm.get_field("parts_html").$wrapper.html(bank_crm_sync_run.table(parts, details.parts));
	const wrapper = frm.get_field("refusals_html").$wrapper;
	wrapper.html(bank_crm_sync_run.table(refusals, details.refusals));
	if (frm.doc.rows_refused > details.refusals.length) {
		$(`<button class="btn btn-xs btn-default">${__("Show all refused rows")}</button>`)
			.appendTo(wrapper)
			.on("click", () => frappe.set_route("List", "Bank Sync Refusal", { run: frm.doc.name }));
	}
};

bank_crm_sync_run.table = (columns, rows) => {
	if (!rows.length) return `<p class="text-muted">${__("None")}</p>`;
	const text = (value) => frappe.utils.escape_html(String(value ?? ""));
	const head = columns.map(([, label]) => `<th>${label}</th>`).join("");
	const body = rows.map((row) => `<tr>${columns.map(([name]) => `<td>${text(row[name])}</td>`).join("")}</tr>`);
	return `<table class="table table-bordered table-sm"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
};
