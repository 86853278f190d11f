// A contract: agreed, approved, signed, fulfilled, amended (CON-01 to CON-04).
const CONTRACT_OPEN = ["Signed", "In Execution"];
//: What is written down in the rows while the contract is fulfilled, the day by which a row counts as fulfilled first.
const FULFILLED = { obligations: ["done_on", "evidence", "evidence_note"], payments: ["paid_on", "remark"] };

frappe.ui.form.on("Bank Contract", {
	setup(frm) {
		for (const field of ["opportunity", "application"]) frm.set_query(field, () => ({ filters: { customer: frm.doc.customer || "" } }));
		for (const field of ["contract_type", "template"]) frm.set_query(field, () => ({ filters: { enabled: 1 } }));
		frm.set_query("product", () => ({ filters: { on_sale: 1 } }));
	},

	before_workflow_action(frm) {
		const asks = {
			"Sign Contract": [["customer_signatory"], __("What was agreed is not changed after the signature.")],
			"Terminate Contract": [["end_reason"], __("A terminated contract does not come back into force.")],
		};
		const [fields, note] = asks[frm.selected_workflow_action] || [];
		return fields ? bank_crm.ask_before_step(frm, fields, note) : undefined;
	},

	refresh(frm) {
		const draft = frm.doc.state === "Draft" || frm.is_new();
		const agreed = ["title", "contract_type", "amount", "product", "starts_on", "ends_on", "renews", "notice_days", "branch", "template", "opportunity", "application", "remarks"];
		for (const field of agreed) frm.set_df_property(field, "read_only", draft ? 0 : 1);
		frm.set_df_property("customer", "read_only", frm.is_new() ? 0 : 1);
		frm.set_df_property("clauses", "read_only", draft ? 0 : 1);
		// handed in, the text says the clauses with their values; what they are made of is for drafting
		const said = (frm.doc.clauses || []).every((row) => (frm.doc.text || "").includes(`${row.idx}. ${row.heading}\n`));
		frm.toggle_display("clauses", draft || !said);
		for (const table of ["payments", "obligations"]) {
			const grid = frm.fields_dict[table].grid;
			grid.cannot_add_rows = grid.df.cannot_delete_rows = !draft;
			for (const field of table === "payments" ? ["milestone", "due_on", "amount"] : ["item", "party", "due_on", "penalty"]) {
				grid.update_docfield_property(field, "read_only", draft ? 0 : 1);
			}
		}
		fix_recorded(frm);
		frm.set_df_property("customer_signatory", "read_only", draft || frm.doc.state === "Approved" ? 0 : 1);
		frm.toggle_display("end_reason", [...CONTRACT_OPEN, "Terminated"].includes(frm.doc.state));
		if (frm.is_new()) return;
		tell(frm);
		add_buttons(frm);
	},

	/** What belongs to another customer goes; what the contract was made from stays. */
	async customer(frm) {
		for (const field of ["opportunity", "application"]) {
			const name = frm.doc[field];
			if (!name) continue;
			const { message } = await frappe.db.get_value(frm.fields_dict[field].df.options, name, "customer");
			if (frm.doc[field] === name && message?.customer !== frm.doc.customer) frm.set_value(field, null);
		}
	},
});

/** Nothing is fulfilled before the signature or after the end, and a recorded day and its evidence stay. */
function fix_recorded(frm) {
	if (frm.is_dirty() && !frm.is_new()) return; // a day just typed is recorded when it is saved
	const open = CONTRACT_OPEN.includes(frm.doc.state);
	for (const [table, fields] of Object.entries(FULFILLED)) {
		const { grid } = frm.fields_dict[table];
		for (const field of fields) grid.update_docfield_property(field, "read_only", open ? 0 : 1);
		for (const { doc, docfields } of open ? grid.grid_rows || [] : []) {
			const recorded = Boolean(doc[fields[0]]);
			const fix = (name, fixed) => (docfields.find((df) => df.fieldname === name).read_only = fixed ? 1 : 0);
			fix(fields[0], recorded && !frm.doc.__onload?.may_correct);
			if (table === "obligations") fix("evidence", recorded && doc.evidence);
		}
		grid.refresh();
	}
}

function tell(frm) {
	if (frm.doc.__onload?.as_signed === false) {
		frm.set_intro(__("What is stored is not what was signed: its fingerprint differs."), "red");
	} else if (frm.doc.fingerprint) {
		frm.set_intro(__("Unchanged since it was signed on {0}.", [frappe.datetime.str_to_user(frm.doc.signed_on)]), "green");
	}
	const today = frappe.datetime.get_today();
	const late = [
		...(frm.doc.payments || []).filter((row) => !row.paid_on && row.due_on < today).map((row) => [row.milestone, row.due_on]),
		...(frm.doc.obligations || []).filter((row) => !row.done_on && row.due_on < today).map((row) => [row.item, row.due_on]),
	].map(([what, due]) => frappe.utils.escape_html(`${what} (${frappe.datetime.str_to_user(due)})`));
	if (!late.length || !CONTRACT_OPEN.includes(frm.doc.state)) return;
	frm.dashboard.add_comment(`${__("{0} obligations or payments are late.", [late.length])} ${late.join(__(", "))}`, "orange", true);
}

function add_buttons(frm) {
	const sheet = () => bank_crm.download("bank_crm.api.contracts.sheet", { name: frm.doc.name }, `${frm.doc.name}.pdf`);
	if (frappe.model.can_print("Bank Contract", frm)) frm.add_custom_button(__("Contract as PDF"), sheet);
	if (CONTRACT_OPEN.includes(frm.doc.state) && frm.perm[0]?.write && !frm.doc.amended_by) {
		const begin = (method) => async () => {
			const name = await frappe.xcall(`bank_crm.api.contracts.${method}`, { name: frm.doc.name });
			frappe.set_route("Form", "Bank Contract", name);
		};
		frm.add_custom_button(__("Amend Contract"), begin("amend"));
		if (frm.doc.ends_on) frm.add_custom_button(__("Renew Contract"), begin("renew"));
		if (frm.doc.renews && !frm.doc.renewal_stopped_on) frm.add_custom_button(__("Stop Renewal"), () => stop_renewal(frm));
	}
	if (frm.doc.amends || frm.doc.amended_by) frm.add_custom_button(__("All Versions"), () => show_chain(frm));
}

/** Ask why the contract is to end with its term. */
function stop_renewal(frm) {
	const field = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
	frappe.prompt(
		[{ fieldtype: "HTML", options: `<p>${__("The contract ends on {0} and does not renew itself.", [frappe.datetime.str_to_user(frm.doc.ends_on)])}</p>` }, field],
		async ({ reason }) => {
			await frappe.xcall("bank_crm.api.contracts.stop_renewal", { name: frm.doc.name, reason });
			frm.reload_doc();
		},
		__("Stop Renewal"),
		__("Stop Renewal")
	);
}

async function show_chain(frm) {
	const rows = await frappe.xcall("bank_crm.api.contracts.chain", { name: frm.doc.name }, "GET");
	const day = (value) => (value ? frappe.datetime.str_to_user(value) : "");
	const lines = rows.map(
		(row) => `<tr><td><a href="/app/bank-contract/${encodeURIComponent(row.name)}">${frappe.utils.escape_html(row.name)}</a></td><td>${row.amendment_no || 0}</td><td>${__(
			row.state,
			null,
			"Bank Contract"
		)}</td><td>${day(row.signed_on)}</td><td>${day(row.starts_on)}</td><td>${day(row.ends_on)}</td><td>${format_currency(row.amount || 0)}</td></tr>`
	);
	frappe.msgprint({
		title: __("All Versions"),
		wide: true,
		message: `<table class="table table-bordered small"><thead><tr><th>${__("Contract No.")}</th><th>${__("Amendment No.")}</th><th>${__("State")}</th><th>${__(
			"Signed On"
		)}</th><th>${__("Begins On")}</th><th>${__("Ends On")}</th><th>${__("Amount")}</th></tr></thead><tbody>${lines.join("")}</tbody></table>`,
	});
}
