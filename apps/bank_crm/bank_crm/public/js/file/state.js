// One line above the form: how complete the file is, what is missing or invalid, whether a review is due (CUS-10, 14).

const MOST_NAMED = 6;

export function draw_state(frm) {
	frm.$wrapper.find(".bank-file-state").remove();
	const file = frm.doc.__onload?.file;
	if (frm.is_new() || !file) return;
	const parts = [completeness(frm, file), invalid(frm, file), review(frm, file)].filter(Boolean);
	if (frm.doc.status === "Archived") parts.unshift(`<b>${__("This customer is archived.")}</b>`);
	if (!parts.length) return;
	const line = $(`<div class="bank-file-state text-muted">${parts.join("")}</div>`);
	line.prependTo(frm.layout.wrapper.find(".form-page").first());
	line.on("click", "[data-field]", (event) => frm.scroll_to_field(event.currentTarget.dataset.field));
	line.on("click", "[data-review]", () => mark_reviewed(frm));
}

function name(frm, field) {
	return bank_crm.format.escape(__(frappe.meta.get_label(frm.doctype, field), null, frm.doctype));
}

function link(frm, field) {
	return `<span class="bank-missing" role="button" tabindex="0" data-field="${field}">${name(frm, field)}</span>`;
}

function completeness(frm, file) {
	if (!file.missing.length) return "";
	const named = file.missing.slice(0, MOST_NAMED).map((field) => link(frm, field));
	const more = file.missing.length - named.length;
	if (more > 0) named.push(__("{0} more", [more]));
	const share = `${flt(frm.doc.completeness, 0)}%`;
	return `<span>${__("Completeness")} <b>${share}</b> · ${__("missing: {0}", [named.join(" · ")])}</span>`;
}

function invalid(frm, file) {
	const items = file.invalid.map(
		(one) => `${link(frm, one.field)} ${bank_crm.format.escape(one.message)}`
	);
	return items.length ? `<span class="text-danger">${__("Invalid")}: ${items.join(" · ")}</span>` : "";
}

function review(frm, file) {
	if (file.review_due === null) return "";
	const last = frm.doc.last_reviewed_on;
	const text = last
		? __("last reviewed on {0}", [frappe.datetime.str_to_user(last)])
		: __("file never reviewed");
	if (!file.review_due) return `<span>${text}</span>`;
	const button = file.may_review
		? ` <button type="button" class="btn btn-xs btn-default" data-review>${__("Reviewed", null, "Bank Customer")}</button>`
		: "";
	return `<span><span class="indicator-pill orange">${__("Review Due")}</span> ${text}${button}</span>`;
}

export async function mark_reviewed(frm) {
	await frappe.xcall("bank_crm.api.customer_file.mark_reviewed", { customers: [frm.docname] });
	frappe.show_alert({ message: __("Marked as reviewed"), indicator: "green" });
	await frm.reload_doc();
}
