// Whom to turn to for a product line: proposed, explained, and made a segment if wanted (MKT-23).
const LINES = ["Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Insurance", "Loan", "Credit Card", "Debit Card"];
frappe.provide("bank_crm");

/** Ask for a product line, show the proposal; `made` hears the name of the segment that was made of it. */
bank_crm.propose_audience = (category, made) => {
	let found = null;
	const dialog = new frappe.ui.Dialog({
		title: __("Propose Audience"),
		size: "large",
		fields: [
			{ fieldname: "product_category", fieldtype: "Select", label: __("Product Line"), reqd: 1, default: category, options: LINES.map((value) => ({ value, label: __(value, null, "Bank Product") })), onchange: () => look() },
			{ fieldname: "column", fieldtype: "Column Break" },
			{ fieldname: "segment", fieldtype: "Link", options: "Bank Segment", label: __("Only Members Of"), description: __("The characteristics that are given."), onchange: () => look() },
			{ fieldname: "need", fieldtype: "Check", label: __("Also Who Has Asked for It"), default: 1, onchange: () => look() },
			{ fieldname: "section", fieldtype: "Section Break" },
			{ fieldname: "proposal", fieldtype: "HTML" },
			{ fieldname: "segment_name", fieldtype: "Data", label: __("Name of the Segment") },
		],
		primary_action_label: __("Make Segment"),
		async primary_action(values) {
			if (!found || !values.segment_name) return frappe.show_alert({ message: __("Give the segment a name."), indicator: "orange" });
			const doc = { doctype: "Bank Segment", segment_name: values.segment_name, basis: "Conditions", kind: "Dynamic", conditions: JSON.stringify(found.conditions), description: found.reason };
			const segment = await frappe.xcall("frappe.client.insert", { doc });
			dialog.hide();
			made ? made(segment.name) : frappe.set_route("Form", "Bank Segment", segment.name);
		},
	});
	async function look() {
		const values = { product_category: dialog.get_value("product_category"), segment: dialog.get_value("segment"), need: dialog.get_value("need") ? 1 : 0 };
		const key = JSON.stringify(values);
		if (!values.product_category || key === dialog.bank_asked) return;
		dialog.bank_asked = key;
		const box = dialog.fields_dict.proposal.$wrapper;
		box.html(`<p class="text-muted">${__("Looking for what holders have in common…")}</p>`);
		found = null;
		const answer = await frappe.xcall("bank_crm.api.campaign_effect.propose_audience", values);
		if (key !== dialog.bank_asked) return;
		found = answer;
		box.html(explain(found));
		dialog.set_value("segment_name", __("{0}: proposed {1}", [__(values.product_category, null, "Bank Product"), frappe.datetime.str_to_user(frappe.datetime.get_today())]));
	}
	dialog.show();
	look();
};

function explain(found) {
	const f = bank_crm.format;
	const number = (value) => format_number(value || 0, null, 0);
	const rows = found.parts
		.map((part) => `<tr><td>${f.escape(part.label)}</td><td>${part.values.map(f.escape).join("<br>")}</td><td class="text-right">${part.hit_share}%</td><td class="text-right">${part.other_share}%</td><td class="text-right">${part.lift === null ? "–" : `×${part.lift}`}</td></tr>`)
		.join("");
	const why = rows
		? `<div class="table-responsive"><table class="table table-sm table-bordered small"><thead><tr><th>${__("Common Feature")}</th><th>${__("Value")}</th><th>${__("Of the Holders")}</th><th>${__("Of the Others")}</th><th>${__("Lift")}</th></tr></thead><tbody>${rows}</tbody></table></div>`
		: `<p class="text-muted">${__("Holders have nothing in common that tells them apart.")}</p>`;
	const expected = found.expected === null ? __("no campaign for it so far") : `${found.expected}%`;
	return `${why}<p><b>${__("{0} customers", [number(found.size)])}</b> ${__("of {0}", [number(found.base)])}
		· ${__("of customers like these {0}% hold it, of all {1}%", [found.like_rate, found.usual_rate])}
		· ${__("expected conversion: {0}", [expected])}</p><p class="text-muted small">${f.escape(found.reason)}</p>`;
}
