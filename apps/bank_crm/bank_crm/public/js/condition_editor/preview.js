// How many customers the conditions catch, ten of them, and why nobody is left (SEG-10, SEG-11).

import { el } from "./dom";

const METHOD = "bank_crm.api.segments.preview";
const WAIT_MS = 350;

export class Preview {
	/** `explain([{paths, text}])` is told which conditions the answer speaks of. */
	constructor(box, explain = () => {}) {
		this.box = box;
		this.explain = explain;
		this.turn = 0;
		this.ask = frappe.utils.debounce((args) => this.send(args), WAIT_MS);
		box.setAttribute("aria-live", "polite");
	}

	/** Nothing to count yet. */
	wait(text) {
		this.turn++;
		this.waiting = true;
		this.draw(el("p", { class: "condition-hint" }, text));
	}

	async send(args) {
		const turn = ++this.turn;
		this.box.classList.add("condition-busy");
		let answer;
		try {
			answer = await this.call(args);
		} catch (failure) {
			if (turn === this.turn) this.fail(failure);
			return;
		}
		if (turn === this.turn) this.show(answer);
	}

	call(args) {
		const values = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, JSON.stringify(value)]));
		return new Promise((resolve, reject) =>
			frappe.call({ method: METHOD, args: values, silent: true, callback: (r) => resolve(r.message), error: reject })
		);
	}

	draw(...parts) {
		this.box.classList.remove("condition-busy");
		this.box.replaceChildren(...parts.filter(Boolean));
	}

	fail(failure) {
		this.explain([]);
		const said = strip_html(message_of(failure));
		this.draw(
			el("div", { class: "condition-warning condition-bad", role: "alert" }, said || __("The count did not succeed. Try again."))
		);
	}

	/** What is wrong, at the conditions themselves and here. */
	refuse(problems) {
		this.explain(problems);
		const lines = problems.map(({ text }) => el("li", {}, text));
		this.draw(el("div", { class: "condition-warning condition-bad", role: "alert" }, el("ul", {}, lines)));
	}

	show(answer) {
		if (answer.problems) {
			this.refuse(answer.problems);
			return;
		}
		const { count, base, warning, emptied_by, sample } = answer;
		const share = base ? (100 * count) / base : 0;
		const shown = new Intl.NumberFormat(frappe.boot.lang, { maximumFractionDigits: share < 1 ? 2 : 1 }).format(share);
		const meter = el("div", { class: "condition-meter" }, el("i", { style: `width:${Math.min(share, 100)}%` }));
		this.explain(emptied_by ? [{ paths: emptied_by.paths, text: __("This leaves nobody.") }] : []);
		this.draw(
			el("div", { class: "condition-count", "data-count": count },
				el("b", {}, format_number(count, null, 0)), el("span", {}, __("customers"))),
			meter,
			el("p", { class: "condition-share" }, __("{0}% of {1} customers", [shown, format_number(base, null, 0)])),
			warning ? el("div", { class: "condition-warning", "data-code": warning.code }, warn(warning)) : null,
			emptied_by ? emptied(emptied_by) : null,
			sample?.length ? sampled(sample) : null,
			el("p", { class: "condition-as-of" }, as_of(answer))
		);
	}
}

function warn({ code, limit }) {
	const texts = {
		empty: __("Nobody fulfils these conditions."),
		too_narrow: __("Very narrow: fewer than {0} customers.", [limit]),
		too_broad: __("Very broad: more than {0}% of the customers.", [limit]),
	};
	return texts[code];
}

function emptied({ texts, counts }) {
	const lines = texts.map((text, index) =>
		el("li", {}, el("q", {}, text), el("small", {}, __("alone: {0} customers", [format_number(counts[index], null, 0)])))
	);
	const heads = [__("This condition alone has nobody:"), __("These two have nobody in common:")];
	const head = heads[texts.length - 1] || __("Together these leave nobody:");
	return el("div", { class: "condition-emptied" }, el("p", {}, head), el("ul", {}, lines));
}

function sampled(rows) {
	const { format } = bank_crm;
	const lines = rows.map((row) => {
		const href = frappe.utils.get_form_link("Bank Customer", row.name);
		const name = row.name ? el("a", { href, target: "_blank" }, row.customer_name) : el("span", {}, row.customer_name);
		const tier = el("span", {});
		tier.innerHTML = format.pill("tier", row.tier); // escaped there
		const assets = row.total_aum === undefined ? "" : format.short_money(row.total_aum);
		return el("li", {}, name, tier, el("span", { class: "condition-money" }, assets));
	});
	return el("div", { class: "condition-sample" }, el("h6", {}, __("For Example")), el("ul", {}, lines));
}

function as_of({ as_of: moment }) {
	return moment ? __("as of {0}", [bank_crm.format.moment(moment)]) : "";
}

function message_of(failure) {
	const messages = failure?._server_messages || failure?.responseJSON?._server_messages;
	if (!messages) return "";
	return JSON.parse(messages)
		.map((message) => JSON.parse(message).message)
		.join(" ");
}
