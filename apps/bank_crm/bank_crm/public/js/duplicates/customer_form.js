// On the customer's form: who on record may be the same, asked while somebody types (CUS-13, CUS-14).

frappe.provide("bank_crm.duplicates");

bank_crm.duplicates.COMPARED = ["customer_name", "customer_type", "birth_date", "id_type", "mobile", "email", "id_number"];
bank_crm.duplicates.WAIT_MS = 400;

bank_crm.duplicates.handlers = {
	refresh(frm) {
		const { duplicates } = bank_crm;
		duplicates.draw(frm, { candidates: [], elsewhere: false });
		if (frm.is_new() || !frm.perm[0]?.write) return;
		if (frm.doc.merged_into) {
			duplicates.show_merged(frm);
			return;
		}
		if (frm.doc.status !== "Active") return;
		const group = __("Duplicates");
		frm.add_custom_button(__("Find Duplicates"), () => duplicates.check(frm, true), group);
		frm.add_custom_button(__("Merge with Another Customer"), () => duplicates.pick(frm), group);
	},
};

for (const field of bank_crm.duplicates.COMPARED) {
	bank_crm.duplicates.handlers[field] = (frm) => bank_crm.duplicates.later(frm);
}

bank_crm.duplicates.later = (frm) => {
	clearTimeout(frm.bank_duplicates_timer);
	frm.bank_duplicates_timer = setTimeout(() => bank_crm.duplicates.check(frm), bank_crm.duplicates.WAIT_MS);
};

bank_crm.duplicates.check = async (frm, asked = false) => {
	const values = {};
	for (const field of bank_crm.duplicates.COMPARED) values[field] = frm.doc[field];
	if (!values.mobile && !values.id_number && !values.email && !(values.customer_name && values.birth_date)) return;
	const turn = (frm.bank_duplicates_turn = (frm.bank_duplicates_turn || 0) + 1);
	const given = { values, name: frm.is_new() ? null : frm.doc.name };
	const answer = await frappe.xcall("bank_crm.api.duplicates.check", given, "POST");
	if (turn !== frm.bank_duplicates_turn) return; // somebody has typed on
	bank_crm.duplicates.draw(frm, answer);
	if (asked && !answer.candidates.length && !answer.elsewhere) {
		frappe.show_alert({ message: __("No duplicates of this customer were found."), indicator: "green" });
	}
};

bank_crm.duplicates.draw = (frm, { candidates, elsewhere }) => {
	const root = $(frm.layout.wrapper);
	root.find(".bank-dup-notice").remove();
	if (!candidates.length && !elsewhere) return;
	const escape = (text) => frappe.utils.escape_html(String(text ?? ""));
	const rows = candidates.map((row) => {
		const facts = [row.mobile, row.id_number, row.birth_date && frappe.datetime.str_to_user(row.birth_date)];
		const compare = frm.is_new()
			? ""
			: `<button class="btn btn-xs btn-default" data-other="${escape(row.name)}">${__("Compare and Merge")}</button>`;
		return `<li><a href="${frappe.utils.get_form_link("Bank Customer", row.name)}" target="_blank" rel="noopener">${escape(
			row.customer_name
		)}</a> <span class="text-muted">${facts.filter(Boolean).map(escape).join(" · ")}</span>
			<span>${bank_crm.duplicates.grounds(row).map(escape).join("、")}</span> ${compare}</li>`;
	});
	if (elsewhere) rows.push(`<li class="text-muted">${__("A similar customer exists at another branch.")}</li>`);
	root.prepend(`<div class="bank-dup-notice" role="status"><b>${__("This customer may be on record already:")}</b>
		<ul>${rows.join("")}</ul></div>`);
	root.find(".bank-dup-notice button").on("click", (event) =>
		bank_crm.duplicates.open(frm.doc.name, event.currentTarget.dataset.other)
	);
};

bank_crm.duplicates.grounds = (row) =>
	[
		[row.same_id_number, __("Same ID Number")],
		[row.same_mobile, __("Same Mobile")],
		[row.same_email, __("Same E-mail")],
		[row.same_name, __("Same Name")],
		[!row.same_name && cint(row.name_similarity) >= 90, __("Name Sounds Alike")],
		[row.same_birth_date, __("Same Birth Date")],
	]
		.filter(([agrees]) => agrees)
		.map(([, label]) => label);

bank_crm.duplicates.show_merged = (frm) => {
	const kept = frappe.utils.escape_html(frm.doc.merged_into);
	const link = `<a href="${frappe.utils.get_form_link("Bank Customer", frm.doc.merged_into)}">${kept}</a>`;
	frm.set_intro(__("This customer was merged into {0}.", [link]), "orange");
};

bank_crm.duplicates.pick = (frm) => {
	const field = {
		fieldname: "other",
		fieldtype: "Link",
		options: "Bank Customer",
		label: __("Other Customer"),
		reqd: 1,
		get_query: () => ({ filters: { name: ["!=", frm.doc.name], status: "Active" } }),
	};
	const open = ({ other }) => bank_crm.duplicates.open(frm.doc.name, other);
	frappe.prompt(field, open, __("Merge with Another Customer"), __("Compare"));
};

bank_crm.duplicates.open = async (one, other) => {
	const pair = await frappe.xcall("bank_crm.api.duplicates.pair_of", { one, other }, "POST");
	frappe.set_route("Form", "Bank Duplicate Pair", pair);
};

frappe.ui.form.on("Bank Customer", bank_crm.duplicates.handlers);
