const VERDICT_COLUMNS = ["Pending", "In Order", "To Be Clarified", "Not in Order"];

frappe.ui.form.on("Bank Audit", {
	async refresh(frm) {
		const open = frm.doc.status === "Under Audit" && frm.perm[0].write;
		frm.set_df_property("conclusion", "read_only", open ? 0 : 1);
		frm.add_custom_button(__("Operations"), () => frappe.set_route("List", "Bank Audit Item", { audit: frm.doc.name }));
		frm.add_custom_button(__("Report"), () =>
			frappe.set_route("query-report", "Bank Quarterly Audit", { audit: frm.doc.name })
		);
		if (open) frm.add_custom_button(__("Close Audit"), () => close_audit(frm)).addClass("btn-primary");
		if (!frm.is_new()) await show_items(frm, open);
	},
});

async function show_items(frm, open) {
	const lines = await frappe.xcall("bank_crm.api.audits.figures", { audit: frm.doc.name });
	const head = `<th>${__("Operation")}</th><th class="text-right">${__("Number of Operations")}</th>`;
	const verdicts = VERDICT_COLUMNS.map((verdict) => `<th class="text-right">${__(verdict, null, "Bank Audit Item")}</th>`);
	const body = lines.map((line) => {
		const counts = VERDICT_COLUMNS.map((verdict) => count_cell(line, verdict)).join("");
		const judge = open && line.Pending ? `<button class="btn btn-xs btn-default" data-judge="${line.action}">${__("Give Verdict")}</button>` : "";
		return `<tr><td>${__(line.action)}</td><td class="text-right">${line.total}</td>${counts}${open ? `<td>${judge}</td>` : ""}</tr>`;
	});
	const none = `<p class="text-muted">${__("There were no high-privilege operations in this quarter.")}</p>`;
	const table = `<table class="table table-bordered">
		<thead><tr>${head}${verdicts.join("")}${open ? "<th></th>" : ""}</tr></thead><tbody>${body.join("")}</tbody></table>`;
	const wrapper = frm.fields_dict.items_html.$wrapper.html(lines.length ? table : none);
	wrapper.find("[data-verdict]").on("click", (event) => {
		const { action, verdict } = event.currentTarget.dataset;
		frappe.set_route("List", "Bank Audit Item", { audit: frm.doc.name, action, verdict });
		return false;
	});
	wrapper.find("[data-judge]").on("click", (event) => judge_all(frm, event.currentTarget.dataset.judge));
}

function count_cell(line, verdict) {
	const count = line[verdict];
	if (!count) return `<td class="text-right text-muted">0</td>`;
	return `<td class="text-right"><a href="#" data-action="${line.action}" data-verdict="${verdict}">${count}</a></td>`;
}

function judge_all(frm, action) {
	bank_crm.oplog.ask_verdict(__("All pending: {0}", [__(action)]), async (verdict, note) => {
		const count = await frappe.xcall("bank_crm.api.audits.judge_all", { audit: frm.doc.name, action, verdict, note });
		await frm.reload_doc();
		return count;
	});
}

function close_audit(frm) {
	const fields = [{ fieldname: "conclusion", label: __("Conclusion"), fieldtype: "Text", reqd: 1, default: frm.doc.conclusion }];
	frappe.prompt(
		fields,
		async ({ conclusion }) => {
			await frappe.xcall("bank_crm.api.audits.close", { audit: frm.doc.name, conclusion });
			frm.reload_doc();
		},
		__("Close Audit"),
		__("Close Audit")
	);
}
