// The page's own controls. They write a tree of conditions (domain/segment_schema.py), as the condition editor does.

const TEN_THOUSAND = 10000;
const CUSTOMER = "Bank Customer";
const ACTIVITIES = ["High", "Medium", "Low", "Dormant"];
const RISKS = ["C1 Conservative", "C2 Steady", "C3 Balanced", "C4 Growth", "C5 Aggressive"];
const DAYS = [7, 30, 90];
const WAIT_MS = 350;

/** `on_change(tree)` is called shortly after the last change; `tree` is null while nothing is asked for. */
export class Filters {
	constructor(wrapper, tiers, on_change) {
		this.tiers = tiers;
		this.box = $(wrapper);
		this.more = null;
		this.box.html(this.html());
		this.editor_box = this.box.find(".bank-tiering-editor");
		const changed = frappe.utils.debounce(() => on_change(this.tree()), WAIT_MS);
		this.changed = changed;
		this.box.on("input change", "input, select", (event) => {
			if (!$(event.target).closest(".bank-tiering-editor").length) changed();
		});
		this.box.on("click", "[data-action=more]", () => this.show_editor());
		this.box.on("click", "[data-action=reset]", () => this.reset());
	}

	html() {
		const f = bank_crm.format;
		const word = (value) => __(value, null, CUSTOMER);
		return `
		<fieldset><legend>${__("Assets (10,000 CNY)")}</legend>
			<select class="form-control input-sm" data-key="basis" aria-label="${__("Counted By")}">
				<option value="total_aum">${__("Current Assets")}</option>
				<option value="aum_month_avg">${__("Month-Average Assets")}</option></select>
			${range("assets", __("Assets (10,000 CNY)"))}</fieldset>
		<fieldset><legend>${__("Activity Level")}</legend>${chips("activity", ACTIVITIES, word)}</fieldset>
		<fieldset><legend>${__("Products Held")}</legend>${range("products", __("Products Held"))}</fieldset>
		<fieldset><legend>${__("Logged in to the App")}</legend>${choice("login", __("Logged in to the App"))}</fieldset>
		<fieldset><legend>${__("Transactions")}</legend><div class="bank-tiering-range">
			${number("transactions", __("At Least"))}${choice("transaction_days", __("Transactions"), 30)}</div></fieldset>
		<fieldset><legend>${__("Risk Preference")}</legend>${chips("risk", RISKS, word)}</fieldset>
		<fieldset><legend>${__("Present Tier")}</legend>${chips(
			"tier",
			this.tiers.map((tier) => tier.name).reverse(),
			(value) => f.word("tier", value)
		)}</fieldset>
		<div class="bank-tiering-editor" hidden></div>
		<footer><button type="button" class="btn btn-default btn-sm" data-action="more">${__("More Conditions")}</button>
			<button type="button" class="btn btn-link btn-sm" data-action="reset">${__("Reset")}</button></footer>`;
	}

	/** The stored form, null while nothing is asked for. */
	tree() {
		const own = [...this.amounts(), ...this.choices(), ...this.facts()];
		if (this.more) own.push(this.more);
		return own.length ? { version: 1, root: { op: "and", conditions: own } } : null;
	}

	amounts() {
		const assets = between(this.value("basis"), this.value("assets_from"), this.value("assets_to"), TEN_THOUSAND);
		const products = between("product_count", this.value("products_from"), this.value("products_to"), 1);
		return [assets, products].filter(Boolean);
	}

	choices() {
		return [
			["activity_level", "activity"],
			["risk_preference", "risk"],
			["tier", "tier"],
		]
			.map(([field, key]) => ({ field, operator: "in", value: this.ticked(key) }))
			.filter((leaf) => leaf.value.length);
	}

	facts() {
		const found = [];
		const days = cint(this.value("login"));
		if (days) {
			const where = [is("event_type", "Login"), is("channel", "App")];
			found.push({ fact: "behaviour", measure: "exists", where, days, operator: "=", value: true });
		}
		const least = this.value("transactions");
		if (least !== "") {
			const within = cint(this.value("transaction_days"));
			const fact = { fact: "transaction", measure: "count", where: [], operator: ">=", value: cint(least) };
			found.push(within ? { ...fact, days: within } : fact);
		}
		return found;
	}

	/** What is asked for, in the user's words, for the record of a batch. */
	in_words() {
		const parts = [];
		this.box.find("fieldset").each((_index, fieldset) => {
			const title = $(fieldset).find("legend").text().trim();
			const typed = $(fieldset)
				.find("input[type=number]")
				.toArray()
				.map((input) => input.value);
			const ticked = $(fieldset).find("input:checked").toArray().map((input) => $(input).parent().text().trim());
			const days = $(fieldset).find("select[data-days]").val();
			if (ticked.length) parts.push(`${title}: ${ticked.join("/")}`);
			else if (typed.some((value) => value !== "")) {
				const text = typed.length > 1 ? `${typed[0] || "…"} – ${typed[1] || "…"}` : `≥ ${typed[0]}`;
				parts.push(`${title}: ${text}${days ? ` (${__("{0} days", [days])})` : ""}`);
			} else if (days && !typed.length) parts.push(`${title}: ${__("Last {0} Days", [days])}`);
		});
		if (this.more) parts.push(__("More Conditions"));
		return parts.join("; ");
	}

	async show_editor() {
		if (this.editor) {
			this.editor_box.prop("hidden", !this.editor_box.prop("hidden"));
			return;
		}
		await frappe.require("condition_editor.bundle.js");
		this.editor_box.prop("hidden", false);
		this.editor = new bank_crm.ConditionEditor({
			wrapper: this.editor_box,
			preview: false,
			on_change: (tree, complete) => {
				if (tree && !complete) return;
				this.more = tree ? tree.root : null;
				this.changed();
			},
		});
	}

	reset() {
		this.box.find("input[type=number]").val("");
		this.box.find("input:checked").prop("checked", false);
		this.box.find("select").each((_index, select) => (select.selectedIndex = 0));
		this.box.find("[data-key=transaction_days]").val("30");
		this.editor?.set_value(null);
		this.more = null;
		this.changed();
	}

	value(key) {
		return this.box.find(`[data-key=${key}]`).val() ?? "";
	}

	ticked(key) {
		return this.box
			.find(`[data-chips=${key}] input:checked`)
			.toArray()
			.map((input) => input.value);
	}
}

function is(field, value) {
	return { field, operator: "=", value };
}

function between(field, low, high, unit) {
	const [from, to] = [low, high].map((text) => (text === "" ? null : Math.round(flt(text) * unit * 100) / 100));
	if (from !== null && to !== null) return { field, operator: "between", value: [from, to] };
	if (from !== null) return { field, operator: ">=", value: from };
	return to === null ? null : { field, operator: "<=", value: to };
}

function number(key, label) {
	return `<input type="number" min="0" step="any" class="form-control input-sm" data-key="${key}"
		placeholder="${label}" aria-label="${label}">`;
}

function range(key, label) {
	return `<div class="bank-tiering-range" role="group" aria-label="${label}">${number(`${key}_from`, __("From"))}
		<span>–</span>${number(`${key}_to`, __("To"))}</div>`;
}

function choice(key, label, selected = 0) {
	const options = DAYS.map(
		(days) => `<option value="${days}" ${days === selected ? "selected" : ""}>${__("Last {0} Days", [days])}</option>`
	);
	return `<select class="form-control input-sm" data-key="${key}" data-days aria-label="${label}">
		<option value="">${__("Any Time", null, "Tier filter")}</option>${options.join("")}</select>`;
}

function chips(key, values, word) {
	const f = bank_crm.format;
	const labels = values.map(
		(value) => `<label class="bank-tiering-chip"><input type="checkbox" value="${f.escape(value)}">
			<span>${f.escape(word(value))}</span></label>`
	);
	return `<div class="bank-tiering-chips" data-chips="${key}">${labels.join("")}</div>`;
}
