// What the server refuses is told at the field it names too: in sight, marked, until it is changed or taken.
import { clear, mark } from "./field_notes";

const BY = "server";
/** What the server took. */
const TAKEN = /form\.save\.savedocs|workflow\.apply_workflow/;

$(document).on("ajaxError", (_event, { responseJSON }) => {
	const { doctype, field, told } = responseJSON?.bank_refused || {};
	const frm = window.cur_frm;
	if (!field || !frm?.$wrapper?.is(":visible")) return;
	const control = frm.fields_dict[frm.doctype === doctype ? field : table_of(frm, doctype)];
	if (!control?.$wrapper || control.df.hidden) return;
	forget(frm);
	frm.scroll_to_field(control.df.fieldname, false); // opens its tab and section
	// nothing scrolls while the message is open
	$(document).one("hidden.bs.modal", () => control.$wrapper.get(0).scrollIntoView({ block: "center" }));
	mark(control, frappe.utils.html2text(told), BY);
	frm.bank_refused_in = frm.docname;
	// a table drawn anew says "change" as well
	control.$wrapper.off("change.refused").on("change.refused", () => frm.is_dirty() && forget(frm));
});

$(document).on("ajaxSuccess", (_event, _answer, { url, data }) => {
	if (TAKEN.test(`${url} ${data}`) && window.cur_frm) clear(window.cur_frm);
});

// the same document drawn anew – late news of an earlier step – still lacks the same
$(document).on("form-refresh", (_event, frm) => frm.docname !== frm.bank_refused_in && forget(frm));

/** The table a row's refusal belongs to. */
function table_of(frm, doctype) {
	return frm.meta.fields.find((df) => frappe.model.table_fields.includes(df.fieldtype) && df.options === doctype)?.fieldname;
}

function forget(frm) {
	clear(frm, BY);
}
