// Several records of one DocType, chosen by the framework's own search and shown as removable tokens.

import { el } from "./dom";

// kinds of records whose names are English constants
const TRANSLATED = ["Bank Customer Tier", "Bank Relationship Role"];
const WAIT_MS = 200;

export class Tokens {
	constructor({ parent, doctype, label, values, read_only, on_change, filters = {} }) {
		Object.assign(this, { doctype, values: [...values], read_only, on_change, filters, titles: {}, turn: 0 });
		this.list = el("ul", { role: "listbox", class: "condition-options", hidden: true });
		this.input = el("input", {
			type: "text", class: "condition-search", role: "combobox", autocomplete: "off", "aria-expanded": "false",
			"aria-label": label, placeholder: values.length ? "" : __("Search …"), disabled: read_only,
		});
		this.box = el("div", { class: "condition-tokens form-control input-xs" }, this.input);
		parent.append(el("div", { class: "condition-tokens-box" }, this.box, this.list));
		const search_soon = frappe.utils.debounce(() => this.search(), WAIT_MS);
		this.input.addEventListener("input", () => {
			this.expect();
			search_soon();
		});
		this.input.addEventListener("focus", () => this.search());
		this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
		this.input.addEventListener("keydown", (event) => this.on_key(event));
		this.box.addEventListener("click", () => this.input.focus());
		this.draw();
		this.fetch_titles();
	}

	async fetch_titles() {
		await Promise.all(
			this.values.map(async (name) => {
				this.titles[name] = await title_of(this.doctype, name);
			})
		);
		this.draw();
	}

	word(name) {
		if (TRANSLATED.includes(this.doctype)) return __(name, null, this.doctype);
		return this.titles[name] || name;
	}

	draw() {
		this.box.querySelectorAll(".condition-token").forEach((token) => token.remove());
		for (const name of this.values) {
			const remove = el("button", { type: "button", "aria-label": __("Remove {0}", [this.word(name)]) }, "×");
			remove.addEventListener("click", () => this.set(this.values.filter((one) => one !== name)));
			const token = el("span", { class: "condition-token", "data-value": name }, this.word(name));
			if (!this.read_only) token.append(remove);
			this.input.before(token);
		}
		this.input.placeholder = this.values.length ? "" : __("Search …");
	}

	/** What was found for another text is no choice any more; Enter pressed from now on waits for what is. */
	expect() {
		this.turn++;
		this.searching = true;
		this.enter_waits = false;
		this.list.replaceChildren(el("li", { class: "text-muted" }, __("Searching ...")));
	}

	async search() {
		if (this.read_only) return;
		const turn = ++this.turn;
		const txt = this.input.value.trim();
		const args = { doctype: this.doctype, txt, filters: this.filters, page_length: 20 };
		let found;
		try {
			found = await frappe.xcall("frappe.desk.search.search_link", args, "GET");
		} catch {
			if (turn === this.turn) this.close(); // the framework has shown why
			return;
		}
		if (turn !== this.turn) return;
		const entered = this.enter_waits;
		this.searching = this.enter_waits = false;
		if (document.activeElement !== this.input) return;
		const rows = found.filter((row) => !this.values.includes(row.value));
		if (entered && rows.length) {
			this.take((rows.find((row) => row.value === txt) || rows[0]).value);
			return;
		}
		this.list.replaceChildren(...rows.map((row) => this.option(row)));
		if (!rows.length) this.list.append(el("li", { class: "text-muted" }, __("Nothing found.")));
		const exact = rows.findIndex((row) => row.value === txt);
		this.list.children[Math.max(exact, 0)].classList.toggle("active", rows.length > 0);
		this.list.hidden = false;
		this.input.setAttribute("aria-expanded", "true");
	}

	option(row) {
		this.titles[row.value] = this.titles[row.value] || row.label;
		const said = (row.description || "").split(", ").filter((part) => part && part !== row.value).join(", ");
		const more = said ? el("small", {}, strip_html(bank_crm.words.of_found(this.doctype, said))) : null;
		const item = el("li", { role: "option", "data-value": row.value }, this.word(row.value), more);
		item.addEventListener("mousedown", (event) => {
			event.preventDefault();
			this.take(row.value);
		});
		return item;
	}

	take(name) {
		this.input.value = "";
		this.expect();
		this.set([...this.values, name]);
		this.search();
	}

	set(values) {
		this.values = values;
		this.draw();
		this.on_change([...values]);
	}

	on_key(event) {
		const options = [...this.list.querySelectorAll("[role=option]")];
		const at = options.findIndex((option) => option.classList.contains("active"));
		if (event.key === "Backspace" && !this.input.value && this.values.length) this.set(this.values.slice(0, -1));
		else if (event.key === "Enter" && this.searching) this.enter_waits = Boolean(this.input.value.trim());
		else if (this.list.hidden) return;
		else if (event.key === "Escape") this.close();
		else if (event.key === "Enter" && at >= 0) this.take(options[at].dataset.value);
		else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			const step = event.key === "ArrowDown" ? 1 : -1;
			options[at]?.classList.remove("active");
			const next = options[(at + step + options.length) % options.length];
			next?.classList.add("active");
			next?.scrollIntoView({ block: "nearest" });
		} else return;
		event.preventDefault();
		event.stopPropagation();
	}

	close() {
		this.searching = this.enter_waits = false;
		this.list.hidden = true;
		this.input.setAttribute("aria-expanded", "false");
	}
}

async function title_of(doctype, name) {
	const known = frappe.utils.get_link_title?.(doctype, name);
	return known || (await frappe.utils.fetch_link_title?.(doctype, name)) || name;
}
