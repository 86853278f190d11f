const escape = (text) => frappe.utils.escape_html(String(text ?? ""));
const percent = (n, total) => (total ? Math.round((n * 1000) / total) / 10 : 0);
const whole = (n) => frappe.format(n, { fieldtype: "Int" }, { inline: true });

export const words = {
	too_few: (smallest) =>
		__("Fewer than {0} people have answered this anonymous survey; results would tell who they are.", [smallest]),
	score: (kind) =>
		({ NPS: __("NPS"), CSAT: __("Satisfied (%)"), CES: __("Easy (%)"), Scale: __("Mean") })[kind] || __("Mean"),
};

const HEADS = { tier: "Bank Customer Tier", gender: "Bank Customer", activity_level: "Bank Customer", channel: "" };

export function figures(found) {
	const rate = found.invited ? `${percent(found.answered, found.invited)}%` : "–";
	const nps = found.questions.find((one) => one.kind === "NPS");
	const csat = found.questions.find((one) => one.kind === "CSAT");
	const cards = [
		[__("Answers"), whole(found.responses)],
		[__("Invited"), whole(found.invited)],
		[__("Response Rate"), rate],
	];
	if (nps) cards.push([words.score("NPS"), nps.score ?? "–", nps.margin ? `± ${nps.margin}` : ""]);
	if (csat) cards.push([words.score("CSAT"), csat.score ?? "–"]);
	return cards
		.map(([label, value, note]) => `<div class="bank-survey-figure"><span>${label}</span><b>${value}</b><small>${note || ""}</small></div>`)
		.join("");
}

export function question_card(question, responses) {
	const kind = __(question.kind, null, "Bank Survey Question");
	const head = `<h4>${escape(question.label)}</h4><p class="text-muted">${kind} · ${__("{0} of {1} answered", [
		whole(question.n),
		whole(responses),
	])}${score(question)}</p>`;
	const body = question.rows ? matrix(question) : question.options ? bars(question) : "";
	return `<section data-question="${escape(question.key)}">${head}${body}<div class="bank-survey-trend"></div></section>`;
}

function score(question) {
	if (question.score === null || question.score === undefined) return "";
	const margin = question.margin ? ` (± ${question.margin})` : "";
	const mean = question.kind === "Scale" ? "" : ` · ${__("Mean")} ${question.mean}`;
	return ` · ${words.score(question.kind)} <b>${question.score}</b>${margin}${mean}`;
}

function bars(question) {
	const rows = question.options.map((option) => {
		const share = percent(option.n, question.n);
		const label = option.own ? __("Own answer") : grade(question.kind, option.label);
		return `<tr><th scope="row">${escape(label)}</th><td class="bank-survey-bar"><span class="${tone(
			question.kind,
			option.label
		)}" style="width: ${share}%"></span></td><td>${whole(option.n)}</td><td>${share}%</td></tr>`;
	});
	return `<table class="bank-survey-bars">${rows.join("")}</table>`;
}

function grade(kind, label) {
	if (kind !== "CSAT") return label;
	return [
		__("Needs Improvement", null, "Survey"),
		__("Dissatisfied", null, "Survey"),
		__("Neither", null, "Survey"),
		__("Satisfied", null, "Survey"),
		__("Very Satisfied", null, "Survey"),
	][Number(label) - 1];
}

function tone(kind, label) {
	const value = Number(label);
	if (kind === "NPS") return value >= 9 ? "good" : value <= 6 ? "bad" : "middle";
	if (kind === "CSAT") return value >= 4 ? "good" : value <= 2 ? "bad" : "middle";
	return "";
}

function matrix(question) {
	const head = question.columns.map((label) => `<th scope="col">${escape(label)}</th>`).join("");
	const rows = question.rows.map((row) => {
		const total = row.cells.reduce((sum, n) => sum + n, 0);
		const cells = row.cells.map((n) => `<td>${percent(n, total)} % <small>(${whole(n)})</small></td>`);
		return `<tr><th scope="row">${escape(row.label)}</th>${cells.join("")}</tr>`;
	});
	return `<table class="bank-survey-cells"><tr><td></td>${head}</tr>${rows.join("")}</table>`;
}

export function crossing_table(found, by) {
	if (!found.columns.length) return `<div class="text-muted">${__("There is nothing to show.")}</div>`;
	const name = (label) => escape(label ? (by in HEADS ? __(label, null, HEADS[by] || undefined) : label) : __("Not known"));
	const head = found.columns.map((one) => `<th scope="col">${name(one.label)}<br><small>${whole(one.n)}</small></th>`);
	const rows = found.rows.map((label, index) => {
		const cells = found.columns.map((one) => `<td>${percent(one.cells[index], one.n)}%</td>`);
		const shown = label === "*" ? __("Own answer") : grade(found.kind, label);
		return `<tr><th scope="row">${escape(shown)}</th>${cells.join("")}</tr>`;
	});
	const scored = found.columns.some((one) => one.score !== null);
	const last = scored
		? `<tr class="bank-survey-total"><th scope="row">${words.score(found.kind)}</th>${found.columns
				.map((one) => `<td>${one.score ?? "–"}</td>`)
				.join("")}</tr>`
		: "";
	const note = found.left_out
		? `<p class="text-muted">${__("{0} groups are not shown: too small, or too many.", [found.left_out])}</p>`
		: "";
	return `<table class="bank-survey-cells"><tr><td></td>${head.join("")}</tr>${rows.join("")}${last}</table>${note}`;
}

export function text_rows(rows, labels, start) {
	if (!rows.length && !start) return `<li class="text-muted">${__("No text is found.")}</li>`;
	const items = rows.map((row) => {
		const customer = row.customer
			? ` · <a href="${frappe.utils.get_form_link("Bank Customer", row.customer)}">${escape(row.customer_name)}</a>`
			: "";
		return `<li><p>${escape(row.text)}</p><small class="text-muted">${frappe.datetime.str_to_user(row.on)} · ${escape(
			labels[row.question] || row.question
		)}${customer}</small></li>`;
	});
	if (rows.length === 20) items.push(`<li><button class="btn btn-default btn-sm" data-action="more-texts">${__("More")}</button></li>`);
	return items.join("");
}
