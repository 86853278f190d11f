// What is wrong with a field: marked, told beside it and to a screen reader, the same way on every form.

const MARK = "bank-has-error";
const NOTE = "bank-field-error";

/** Say it at the field. What was said there before gives way; `by` tells whose note it is, so that others leave it. */
export function mark(control, message, by) {
	unmark(control.$wrapper);
	control.$wrapper.addClass(MARK).attr("data-marked-by", by);
	control.$input?.attr("aria-invalid", "true");
	const place = control.grid ? control.$wrapper : control.$wrapper.find(".form-group").first();
	$(`<div class="bank-field-note ${NOTE}" role="alert"></div>`).text(message).appendTo(place);
}

/** Take back the notes of a form: those of one or, unless told whose, all. */
export function clear(frm, by = null) {
	const whose = by ? `[data-marked-by="${by}"]` : "";
	frm.$wrapper.find(`.${MARK}${whose}`).each((_index, node) => unmark($(node)));
}

/** The first field something is wrong with, in the order of the form. */
export function first_marked(frm) {
	return Object.values(frm.fields_dict).find((control) => control.$wrapper?.hasClass(MARK));
}

function unmark($wrapper) {
	$wrapper.removeClass(MARK).removeAttr("data-marked-by");
	$wrapper.find(`.${NOTE}`).remove();
	$wrapper.find("[aria-invalid]").removeAttr("aria-invalid");
}
