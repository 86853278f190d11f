import { el } from "../condition_editor/dom";
import { Builder } from "./builder";
import { pin_dialog, request_export, save_dialog } from "./dialogs";
import { Options } from "./options";
import { draw_table } from "./table";
import { charts, short } from "./words";

const METHODS = "bank_crm.api.custom_reports";
const REPORT = "Bank Custom Report";
const WAIT_MS = 400;
const POLL_MS = 3000;
const COLOURS = ["#2490EF", "#29CD42", "#F6C35E", "#ED6396", "#7CB5EC", "#98D85B", "#A463F2", "#F0894A", "#5AC8C8", "#8D99A6"];

/** The page 【自定义报表】. The answer to an older question never overwrites that to a newer one. */
export class CustomReport {
	constructor(page) {
		this.page = page;
		this.latest = 0;
		this.saved = null;
		this.body = el("div", { class: "bank-report" });
		page.main.append(this.body);
		this.body.append(el("div", { class: "bank-skeleton" }));
		this.ask_later = frappe.utils.debounce(() => this.ask(), WAIT_MS);
		this.ready = this.start();
	}

	async start() {
		try {
			this.offered = await frappe.xcall(`${METHODS}.offered`, {}, "GET");
		} catch {
			this.body.replaceChildren(state_box(__("The fields could not be loaded."), "bank-state-error"));
			return;
		}
		if (!this.offered.entities.length) {
			this.body.replaceChildren(state_box(__("There is nothing you may report on. Ask your administrator for a role.")));
			return;
		}
		this.draw_frame();
		this.draw_menu();
	}

	/** Opens what the address names: a saved report, or a new one. */
	async show() {
		await this.ready;
		if (!this.builder) return;
		const name = frappe.get_route()[1] || null;
		if (this.saved?.name === name && this.state) return;
		if (!name) {
			if (!this.state || this.saved) this.begin(this.offered.entities[0].name);
			return;
		}
		try {
			this.saved = await frappe.xcall(`${METHODS}.saved`, { name }, "GET");
		} catch {
			this.begin(this.offered.entities[0].name);
			return;
		}
		this.open(this.saved.definition);
	}

	draw_frame() {
		const options = this.offered.entities.map((one) => el("option", { value: one.name }, one.label));
		this.entity_box = el("select", { class: "form-control", "aria-label": __("What Is Counted") }, options);
		this.entity_box.addEventListener("change", () => this.begin(this.entity_box.value));
		const part = (name, attributes = {}) => (this[name] = el("div", { class: `bank-report-${name}`, ...attributes }));
		const build = el("aside", { class: "bank-report-build", "aria-label": __("Fields") },
			el("label", {}, el("span", {}, __("What Is Counted")), this.entity_box), part("fields"));
		const filter = el("details", { class: "bank-report-filter" }, el("summary", {}, __("Conditions")), part("conditions"));
		const shape = el("section", { class: "bank-report-shape" }, part("shelves"), part("bar"), filter);
		const result = el("section", { class: "bank-report-result" }, part("head"), part("kinds", { role: "group", "aria-label": __("Chart", null, REPORT) }),
			part("chart"), part("table", { "aria-live": "polite" }));
		this.filter_box = filter;
		this.result_box = result;
		this.body.replaceChildren(build, el("div", { class: "bank-report-main" }, shape, result));
		this.builder = new Builder(this.fields, this.shelves, () => this.changed());
		this.options = new Options(this.bar, this.conditions, () => this.ask_later());
	}

	draw_menu() {
		const { page } = this;
		page.set_primary_action(__("Save"), () => this.save());
		page.set_secondary_action(__("New Report"), () => this.fresh(), { icon: "add" }); // a phone shows the sign alone
		page.add_inner_button(__("My Reports"), () => frappe.set_route("List", REPORT));
		page.add_menu_item(__("Pin to a Dashboard"), () => this.with_saved((name) => this.pin(name)));
		page.add_menu_item(__("Share and Send"), () => this.with_saved((name) => frappe.set_route("Form", REPORT, name)));
		page.add_menu_item(__("Duplicate"), () => this.with_saved((name) => this.duplicate(name)));
		if (frappe.boot.bank_crm?.exports?.asks) {
			page.add_menu_item(__("Request Export"), () => this.with_saved((name) => request_export(name)));
		}
	}

	entity() {
		return this.offered.entities.find((one) => one.name === this.state.entity);
	}

	/** A new report about an entity, with what is usually asked of it. */
	begin(name) {
		const entity = this.offered.entities.find((one) => one.name === name);
		const axis = (dimension) => (entity.dimensions.find((one) => one.name === dimension).moment ? { dimension, grain: "month" } : { dimension });
		const { rows, columns, measures, period = "all" } = entity.first;
		this.saved = null;
		this.open({
			version: 1, entity: name, rows: rows.map(axis), columns: columns.map(axis), measures: [...measures],
			filters: null, period: { preset: entity.time ? period : "all" }, compare: "none", top: null, sort: null, chart: "Bar",
		});
	}

	fresh() {
		if (frappe.get_route()[1]) frappe.set_route("bank-report-builder");
		else this.begin(this.entity_box.value);
	}

	open(definition) {
		const empty = { columns: [], rows: [], measures: [], compare: "none", chart: "Table", filters: null, top: null, sort: null };
		this.state = { ...empty, ...structuredClone(definition) };
		if (!this.entity()) {
			this.table.replaceChildren(state_box(__("You may not see what this report counts."), "bank-state-error"));
			return;
		}
		this.entity_box.value = this.state.entity;
		this.page.set_title(this.saved ? this.saved.title : __("Custom Report"));
		this.builder.draw(this.entity(), this.state);
		this.options.draw(this.entity(), this.state);
		this.filter_box.open = Boolean(this.state.filters);
		this.draw_kinds();
		this.ask();
		if (this.saved?.run) this.offer_run(this.saved.run);
	}

	changed() {
		this.options.draw_bar();
		this.draw_kinds();
		this.ask_later();
	}

	draw_kinds() {
		const many = this.state.measures.length > 1;
		this.kinds.replaceChildren(...charts().map(([kind, label]) =>
			el("button", {
				type: "button", class: "btn btn-xs btn-default", "aria-pressed": String(this.state.chart === kind), disabled: kind === "Pie" && many,
				title: kind === "Pie" && many ? __("A pie shows one measure.") : "", "data-chart": kind,
				onclick: () => {
					this.state.chart = kind;
					this.draw_kinds();
					this.ask();
				},
			}, label)
		));
		if (this.state.chart === "Pie" && many) this.state.chart = "Bar";
	}

	async ask() {
		const turn = ++this.latest;
		if (!this.state.measures.length) {
			this.chart.replaceChildren();
			this.head.replaceChildren();
			this.table.replaceChildren(state_box(__("Choose a measure on the left to see figures; dimensions divide them.")));
			return;
		}
		this.result_box.setAttribute("aria-busy", "true");
		let found;
		try {
			found = await frappe.xcall(`${METHODS}.run`, { definition: this.state });
		} catch {
			if (turn === this.latest) this.table.replaceChildren(state_box(__("The report could not be made. Try again."), "bank-state-error"));
			return;
		} finally {
			if (turn === this.latest) this.result_box.removeAttribute("aria-busy");
		}
		if (turn === this.latest) this.draw(found);
	}

	draw(found) {
		this.options.explain(found.problems || []);
		if (found.problems || found.too_heavy) {
			this.head.replaceChildren();
			this.chart.replaceChildren();
			this.table.replaceChildren(found.problems ? wrong(found.problems) : this.too_heavy());
			return;
		}
		this.found = { ...found, dimensions: this.state.rows.map((axis) => axis.dimension) };
		this.head.replaceChildren(...this.notes(found).map((text) => el("span", {}, text)));
		this.draw_chart(found);
		const empty = !found.rows.length || (!this.state.rows.length && found.rows[0].every((value) => !value));
		if (empty) {
			this.table.replaceChildren(state_box(__("There are no rows of yours. Choose a longer period or fewer conditions.")));
			return;
		}
		draw_table(this.table, this.found, {
			sorted: this.state.sort || (this.state.top ? { by: this.state.top.by, descending: true } : null),
			open: this.entity().counting ? null : (keys, across) => this.show_records(keys, across),
			sort: (by, descending) => {
				this.state.sort = { by, descending };
				this.ask();
			},
		});
	}

	notes(found) {
		const f = bank_crm.format;
		const notes = [__("As of {0}", [f.moment(found.as_of)]), __("{0} s", [(found.took_ms / 1000).toFixed(2)])];
		if (found.period) notes.unshift(`${f.day(found.period.from)} – ${f.day(found.period.to)}`);
		if (found.compared) notes.splice(1, 0, __("compared with {0}", [`${f.day(found.compared.from)} – ${f.day(found.compared.to)}`]));
		if (found.cut) notes.push(__("Only the {0} largest groups are shown.", [found.cut]));
		if (found.hidden) notes.push(__("{0} groups of fewer than five customers are hidden.", [found.hidden]));
		if (this.entity().counting) notes.push(__("Figures of the whole bank; you see no customers."));
		return notes;
	}

	draw_chart({ chart }) {
		this.chart.replaceChildren();
		if (!chart || !chart.labels.length) return;
		const place = this.chart.appendChild(el("div", { role: "img", "aria-label": __("Chart", null, REPORT) }));
		new frappe.Chart(place, {
			data: { labels: chart.labels, datasets: chart.datasets },
			type: chart.type,
			height: 280,
			colors: COLOURS,
			maxSlices: 10,
			axisOptions: { xIsSeries: chart.type === "line" ? 1 : 0, shortenYAxisNumbers: 1, numberFormatter: short },
			tooltipOptions: { formatTooltipY: (value) => short(value) },
			lineOptions: { dotSize: 4, regionFill: chart.datasets.length === 1 ? 1 : 0 },
		});
	}

	too_heavy() {
		const button = el("button", { type: "button", class: "btn btn-primary btn-sm" }, __("Make It in the Background"));
		button.addEventListener("click", () => this.run_behind());
		return state_box(__("This takes longer than a page can wait. Choose a shorter period or more conditions, or have it made in the background."), "", button);
	}

	async run_behind() {
		const run = await frappe.xcall(`${METHODS}.start`, { definition: this.state, title: this.saved?.title || this.entity().label, name: this.saved?.name || null });
		this.await_run(run);
	}

	async await_run(run) {
		this.table.replaceChildren(state_box(__("The report is being made; you may go on working. It is found under the saved report.")));
		const turn = ++this.latest;
		const look = async () => {
			if (turn !== this.latest) return;
			const { state, message, report } = await frappe.xcall(`${METHODS}.result`, { run }, "GET");
			if (turn !== this.latest) return;
			if (report) this.draw(report);
			else if (state === "Failed") this.table.replaceChildren(state_box(message, "bank-state-error"));
			else setTimeout(look, POLL_MS);
		};
		look();
	}

	offer_run(run) {
		if (run.state === "Failed") return;
		const label = run.state === "Done" ? __("Result from {0}", [bank_crm.format.moment(run.finished_at)]) : __("Being made …");
		this.page.add_inner_button(label, () => this.await_run(run.name));
	}

	async show_records(keys, across) {
		const { doctype, names, more } = await frappe.xcall(`${METHODS}.records`, { definition: this.state, keys, across });
		if (!names.length) return;
		if (more) frappe.show_alert({ message: __("The first {0} are shown.", [names.length]), indicator: "orange" });
		frappe.route_options = { name: ["in", names] };
		frappe.set_route("List", doctype, "List");
	}

	save() {
		const saved = this.saved || {};
		save_dialog({ title: saved.title, name: saved.name, own: saved.own }, this.state, async (name) => {
			this.saved = await frappe.xcall(`${METHODS}.saved`, { name }, "GET");
			this.page.set_title(this.saved.title);
			if (frappe.get_route()[1] !== name) frappe.set_route("bank-report-builder", name);
		});
	}

	with_saved(act) {
		if (this.saved) act(this.saved.name);
		else frappe.show_alert({ message: __("Save the report first."), indicator: "orange" });
	}

	pin(name) {
		const measures = this.entity().measures.filter((one) => this.state.measures.includes(one.name));
		pin_dialog({ name, measures, dashboards: this.offered.dashboards, has_chart: true }, (board) => {
			if (!this.offered.dashboards.includes(board)) this.offered.dashboards.push(board);
			const link = `<a href="/desk/dashboard-view/${encodeURIComponent(board)}">${bank_crm.format.escape(board)}</a>`;
			frappe.show_alert({ message: __("Pinned to {0}.", [link]), indicator: "green" }, 10);
		});
	}

	async duplicate(name) {
		const copy = await frappe.xcall(`${METHODS}.duplicate`, { name });
		frappe.set_route("bank-report-builder", copy);
	}
}

function state_box(text, cls = "text-muted", ...more) {
	return el("div", { class: `bank-state ${cls}`, role: cls.includes("error") ? "alert" : null }, el("div", {}, text), more);
}

/** The server's sentences are escaped already. */
function wrong(problems) {
	const list = el("ul");
	for (const { text } of problems) list.append(el("li", {}, $("<div>").html(text).text()));
	return el("div", { class: "bank-state bank-state-error bank-report-wrong", role: "alert" }, list);
}
