// A rule of the approval matrix, and trying it out before it is saved (SAL-11).
frappe.ui.form.on("Bank Approval Rule", {
	setup(frm) {
		frm.set_query("role", "steps", () => ({ filters: { name: ["like", "Bank %"], disabled: 0 } }));
		for (const field of ["person", "substitute"]) {
			frm.set_query(field, "steps", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		}
	},

	refresh(frm) {
		offer_types(frm);
		const hint = __("“Try Out” shows who would decide, before the rule is saved.");
		frm.fields_dict.chain_html.$wrapper.html(`<p class="text-muted small">${hint}</p>`);
		frm.add_custom_button(__("Try Out"), () => try_out(frm));
	},

	document_kind(frm) {
		if (frm.doc.subject_type) frm.set_value("subject_type", "");
		offer_types(frm);
	},
});

async function offer_types(frm) {
	const kind = frm.doc.document_kind;
	const types = kind ? await frappe.xcall("bank_crm.api.approvals.types", { kind }, "GET") : [];
	if (frm.doc.document_kind === kind) frm.set_df_property("subject_type", "options", types);
}

async function try_out(frm) {
	if (!frm.doc.document_kind) {
		frappe.show_alert({ message: __("Say first what kind of document the rule is for."), indicator: "orange" });
		return;
	}
	const types = await frappe.xcall("bank_crm.api.approvals.types", { kind: frm.doc.document_kind }, "GET");
	const dialog = new frappe.ui.Dialog({
		title: __("Who Would Decide"),
		size: "large",
		fields: [
			{ fieldname: "amount", fieldtype: "Currency", label: __("Amount"), default: frm.doc.amount_from || 0 },
			{ fieldname: "subject_type", fieldtype: "Select", label: __("Type"), options: [{ value: "", label: "" }, ...types], default: frm.doc.subject_type },
			{ fieldtype: "Column Break" },
			{ fieldname: "branch", fieldtype: "Link", options: "Bank Branch", label: __("Branch"), default: frm.doc.branch },
			{ fieldname: "applicant", fieldtype: "Link", options: "User", label: __("Applicant"), default: frappe.session.user },
			{ fieldtype: "Section Break" },
			{ fieldname: "chain", fieldtype: "HTML" },
		],
		primary_action_label: __("Try Out"),
		async primary_action(values) {
			const { chain, ...given } = values;
			const found = await frappe.xcall("bank_crm.api.approvals.simulate", { rule: frm.doc, product: frm.doc.product, ...given });
			dialog.fields_dict.chain.$wrapper.html(draw_chain(found));
		},
	});
	dialog.show();
}

function draw_chain(found) {
	const esc = frappe.utils.escape_html;
	if (found.faults.length) return `<ul class="text-danger">${found.faults.map((fault) => `<li>${esc(fault)}</li>`).join("")}</ul>`;
	const none = __("No rule counts for a document like this.");
	if (!found.counts && !found.other) return `<p class="text-danger">${none}</p>`;
	const few = __("Not enough people: documents like this could not be handed in.");
	const which = found.counts ? __("This rule counts.") : __("Not this rule counts, but “{0}”.", [esc(found.other)]);
	const rows = found.steps.map((step) => {
		const people = step.people.length ? esc(step.people.join(", ")) : __("nobody");
		const enough = step.enough ? "" : ` <span class="text-danger">${few}</span>`;
		return `<tr><td>${step.sequence}</td><td>${esc(step.step_name)}</td><td>${people}${enough}</td><td>${step.quorum}</td><td>${flt(step.due_hours, 2)}</td></tr>`;
	});
	const heads = [__("Sequence", null, "Bank Approval Rule Step"), __("Step"), __("Would Decide"), __("Must Agree"), __("Due After (Business Hours)")];
	return `<p>${which}</p><div class="table-responsive"><table class="table table-bordered small"><thead><tr>${heads
		.map((head) => `<th>${head}</th>`)
		.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
