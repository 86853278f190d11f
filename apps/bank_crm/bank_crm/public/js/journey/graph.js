// The drawn way: nodes one can click, lines with their branches; a plain list on narrow screens.

import { el, icon_button } from "../condition_editor/dom";
import { Dialogs } from "./dialogs";
import * as model from "./model";

const COLUMN = 236;
const ROW = 138;
const WIDE = 208;
const HIGH = 84;
// ways between the same two boxes run side by side
const ASIDE = 150;
const NARROW = 640;
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
	Wait: "clock",
	Condition: "branch",
	Split: "split",
	Message: "message-1",
	Task: "check",
	Tag: "tag",
	Opportunity: "crm",
	Survey: "file",
	Benefit: "gift",
	Webhook: "link-url",
};
const count = (value) => format_number(value || 0, null, 0);
let asked = null;

function load_editor() {
	asked = asked || frappe.xcall("bank_crm.api.journeys.editor", {}, "GET").catch((failure) => {
		asked = null;
		throw failure;
	});
	return asked;
}

/**
 * `new bank_crm.JourneyGraph({wrapper, value, read_only, trigger, on_change})`
 *
 * value: stored steps · trigger: what the first box says · on_change(text): after each change. `show(figures)` writes
 * the customers at each step, `mark(problems)` what is wrong with it.
 */
export class JourneyGraph {
	constructor({ wrapper, value, read_only = false, trigger = "", on_change = () => {} }) {
		this.read_only = read_only;
		this.trigger = trigger;
		this.on_change = on_change;
		this.way = model.parse(value);
		this.figures = null;
		this.wrong = new Map();
		this.element = el("div", { class: "bank-journey" });
		(wrapper.jquery ? wrapper[0] : wrapper).replaceChildren(this.element);
		this.element.append(el("div", { class: "bank-skeleton", style: "height:160px" }));
		this.ready = this.start();
	}

	async start() {
		try {
			this.editor = await load_editor();
		} catch {
			this.element.replaceChildren(el("div", { class: "text-muted" }, __("The steps could not be loaded.")));
			return;
		}
		this.dialogs = new Dialogs(this);
		this.draw();
		this.watch = new ResizeObserver(() => {
			const narrow = this.is_narrow();
			if (this.element.isConnected && this.element.clientWidth && narrow !== this.narrow) this.draw();
		});
		this.watch.observe(this.element);
	}

	is_narrow() {
		return this.element.clientWidth > 0 ? this.element.clientWidth < NARROW : window.innerWidth < NARROW;
	}

	show(figures) {
		this.figures = figures;
		if (this.editor) this.draw();
	}

	mark(problems) {
		this.wrong = new Map();
		for (const { step, text } of problems) this.wrong.set(step, [...(this.wrong.get(step) || []), text]);
		if (this.editor) this.draw();
	}

	changed() {
		this.wrong = new Map();
		this.on_change(JSON.stringify(this.way));
		this.draw();
	}

	label_of(kind) {
		const own = { Wait: __("Wait"), Condition: __("Condition"), Split: __("Split") }[kind];
		return own || this.editor.actions.find((one) => one.kind === kind)?.label || kind;
	}

	branch_label(branch) {
		if (!branch || branch.name === "next") return "";
		const own = { yes: __("Yes"), no: __("No") }[branch.name];
		return own || `${branch.name} · ${branch.share || 0}%`;
	}

	draw() {
		this.narrow = this.is_narrow();
		const parts = [this.summary(), this.narrow ? this.list() : this.graph()];
		this.element.replaceChildren(...parts.filter(Boolean));
	}

	summary() {
		const general = this.wrong.get("") || [];
		const boxes = general.map((text) => el("div", { class: "text-danger small" }, text));
		if (this.figures) {
			const states = this.figures.states.map((one) => el("span", {}, `${one.label} `, el("b", {}, count(one.count))));
			boxes.unshift(
				el("div", { class: "bank-journey-states" }, el("span", {}, `${__("Entered")} `, el("b", {}, count(this.figures.entered))), ...states)
			);
		}
		return boxes.length ? el("div", { class: "bank-journey-summary" }, ...boxes) : null;
	}

	graph() {
		const { nodes, edges, width, height } = model.arrange(this.way);
		const board = el("div", { class: "bank-journey-board", style: `width:${width * COLUMN}px;height:${height * ROW}px` });
		const lines = document.createElementNS(SVG, "svg");
		lines.setAttribute("width", width * COLUMN);
		lines.setAttribute("height", height * ROW);
		board.append(lines);
		const at = new Map(nodes.map((node) => [node.id, this.spot(node)]));
		for (const node of nodes) {
			const spot = at.get(node.id);
			const box = node.id === "trigger" ? this.trigger_box() : node.step ? this.box(node.step) : this.end_box();
			box.style.left = `${spot.x - spot.wide / 2}px`;
			box.style.top = `${spot.y}px`;
			board.append(box);
		}
		for (const edge of edges) {
			const beside = edges.filter((one) => one.from === edge.from && one.to === edge.to);
			const aside = (beside.indexOf(edge) - (beside.length - 1) / 2) * ASIDE;
			this.line(board, lines, edge, at, aside);
		}
		return el("div", { class: "bank-journey-scroll" }, board);
	}

	spot(node) {
		const small = !node.step && node.id !== "trigger";
		return {
			x: (node.x + 0.5) * COLUMN,
			y: node.y * ROW + 8,
			wide: small ? 64 : WIDE,
			high: small ? 26 : HIGH,
		};
	}

	line(board, lines, edge, at, aside) {
		const from = at.get(edge.from);
		const to = at.get(edge.to);
		const start = { x: from.x, y: from.y + from.high };
		const end = to ? { x: to.x, y: to.y } : { x: from.x, y: start.y + 30 };
		const path = document.createElementNS(SVG, "path");
		const bend = Math.max((end.y - start.y) / 2, 24);
		const side = from.x + WIDE / 2 + 14;
		path.setAttribute(
			"d",
			edge.back
				? `M${from.x + WIDE / 2},${from.y + HIGH / 2} C${side + 40},${from.y + HIGH / 2} ${side + 40},${to.y + HIGH / 2} ${to.x + WIDE / 2},${to.y + HIGH / 2}`
				: `M${start.x},${start.y} C${start.x + aside},${start.y + bend} ${end.x + aside},${end.y - bend} ${end.x},${end.y}`
		);
		path.setAttribute("class", edge.back ? "bank-journey-line back" : "bank-journey-line");
		lines.append(path);
		if (edge.back) return;
		const middle = { x: (start.x + end.x) / 2, y: start.y + Math.min((end.y - start.y) / 2, ROW / 3) };
		const share = (middle.y - start.y) / Math.max(end.y - start.y, 1);
		middle.x = start.x + (end.x - start.x) * share + aside * 0.75;
		const passed = this.passed(edge);
		const text = [this.branch_label(edge.branch), passed].filter(Boolean).join(" · ");
		const tools = el("div", { class: "bank-journey-edge", style: `left:${middle.x}px;top:${middle.y}px` });
		if (text) tools.append(el("span", { class: "bank-journey-branch" }, text));
		if (!this.read_only) tools.append(this.plus(edge));
		if (tools.childElementCount) board.append(tools);
	}

	passed(edge) {
		if (!this.figures || !edge.branch || edge.branch.name === "next") return "";
		return count(this.figures.steps[edge.from]?.branches[edge.branch.name]);
	}

	plus(edge) {
		const from = edge.from === "trigger" ? null : edge.from;
		return icon_button("add", __("Add Step"), () => this.dialogs.add(from, edge.branch?.name), "bank-journey-plus");
	}

	trigger_box() {
		return el(
			"div",
			{ class: "bank-journey-node trigger" },
			el("div", { class: "bank-journey-kind" }, __("Who Enters")),
			el("div", { class: "bank-journey-title" }, this.trigger)
		);
	}

	end_box() {
		return el("div", { class: "bank-journey-end" }, __("End", null, "Bank Journey"));
	}

	box(step) {
		const wrong = this.wrong.get(step.key);
		const own = this.figures?.steps[step.key];
		const kind = el("div", { class: "bank-journey-kind" });
		kind.innerHTML = frappe.utils.icon(ICONS[step.kind] || "star", "xs");
		kind.append(this.label_of(step.kind));
		const node = el(
			"button",
			{
				type: "button",
				class: `btn bank-journey-node kind-${frappe.scrub(step.kind)}${wrong ? " wrong" : ""}`,
				title: wrong ? wrong.join("\n") : step.title,
				onclick: () => this.dialogs.edit(step.key),
			},
			kind,
			el("div", { class: "bank-journey-title" }, step.title),
			own ? this.badges(own) : null
		);
		node.dataset.step = step.key;
		return node;
	}

	badges(own) {
		return el(
			"div",
			{ class: "bank-journey-counts" },
			el("span", { class: "here", title: __("Customers at this step") }, `${__("Here")} ${count(own.here)}`),
			el("span", { title: __("Customers who came by") }, `${__("Came By")} ${count(own.passed)}`),
			own.failed ? el("span", { class: "failed" }, `${__("Failed")} ${count(own.failed)}`) : null
		);
	}

	list() {
		const { nodes } = model.arrange(this.way);
		const steps = nodes.filter((node) => node.step).sort((one, other) => one.y - other.y || one.x - other.x);
		const numbers = new Map(steps.map((node, place) => [node.id, place + 1]));
		const leads = (to) => (numbers.has(to) ? `${numbers.get(to)}. ${model.by_key(this.way, to).title}` : __("End", null, "Bank Journey"));
		const rows = steps.map(({ step }) =>
			el(
				"li",
				{},
				el("span", { class: "bank-journey-number" }, String(numbers.get(step.key))),
				this.box(step),
				el(
					"div",
					{ class: "bank-journey-ways" },
					...step.branches.map((branch) =>
						el(
							"div",
							{},
							`${this.branch_label(branch) || __("Then")} → ${leads(branch.to)} `,
							this.read_only ? null : this.plus({ from: step.key, branch })
						)
					)
				)
			)
		);
		const first = this.read_only ? null : this.plus({ from: "trigger", branch: null });
		return el(
			"div",
			{ class: "bank-journey-list" },
			this.trigger_box(),
			el("div", { class: "bank-journey-ways" }, `→ ${leads(this.way.start)} `, first),
			el("ol", {}, ...rows)
		);
	}
}
