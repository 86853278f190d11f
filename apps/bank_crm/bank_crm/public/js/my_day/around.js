/** What stands around the care tasks: a box for each part that has something, one line for those that have nothing. */
export function around(parts) {
	const filled = parts.filter((part) => part.count);
	const quiet = parts.filter((part) => !part.count).map((part) => bank_crm.format.escape(part.title));
	const none = quiet.length
		? `<div class="text-muted bank-day-quiet">${__("Nothing in: {0}", [quiet.join(" · ")])}</div>`
		: "";
	return `<div class="bank-day-around">${filled.map(box).join("")}</div>${none}`;
}

/** A full page of rows is counted no further. */
const MOST_COUNTED = 99;

function box(part) {
	const f = bank_crm.format;
	const count = part.count > MOST_COUNTED ? `${MOST_COUNTED}+` : cint(part.count);
	const hidden = part.count - part.rows.length;
	const more = hidden > 0 ? `<div class="text-muted small">${__("The first {0} are shown.", [part.rows.length])}</div>` : "";
	return `<section class="bank-section bank-day-part" data-part="${f.escape(part.key)}"><header>
		<h4>${f.escape(part.title)} <span class="text-muted">${count}</span></h4></header>
		<ul>${part.rows.map(line).join("")}</ul>${more}</section>`;
}

function line(row) {
	const f = bank_crm.format;
	const note = row.note ? `<span class="text-muted bank-day-note">${f.escape(row.note)}</span>` : "";
	const status = row.status ? `<span class="bank-day-status">${f.escape(row.status)}</span>` : "";
	const day = row.on ? `<time datetime="${f.escape(row.on)}" class="${row.late ? "bank-out" : "text-muted"}">${short_day(row.on)}</time>` : "";
	const bar =
		row.progress === undefined
			? ""
			: `<div class="bank-day-bar ${row.late ? "late" : ""}" role="progressbar" aria-label="${f.escape(row.title)}" aria-valuemin="0" aria-valuemax="100"
				aria-valuenow="${flt(row.progress)}"><i style="width: ${Math.min(100, Math.max(0, flt(row.progress)))}%"></i>
				<span>${flt(row.progress)}%</span></div>`;
	return `<li><a href="${frappe.utils.get_form_link(row.doctype, row.name)}"><span class="bank-day-title">${f.escape(
		row.title
	)}</span>${note}</a><span class="bank-day-side">${status}${day}</span>${bar}</li>`;
}

function short_day(day) {
	return bank_crm.format.escape(
		new Intl.DateTimeFormat(frappe.boot.lang || "en", { month: "short", day: "numeric" }).format(
			frappe.datetime.str_to_obj(day)
		)
	);
}
