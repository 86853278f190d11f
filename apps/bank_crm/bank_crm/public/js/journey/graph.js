// The drawn way: nodes one can click, lines with their branches; a plain list on narrow screens.

import { el, icon_button } from "../condition_editor/dom";
import { Dialogs } from "./dialogs";
import { arrange, curve } from "./layout";
import * as model from "./model";

const NARROW = 640;
const SVG = "http://www.w3.org/2000/svg";
const PEN = document.createElement("canvas").getContext("2d");
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
		const drawn = arrange(this.way, (from, branch) => this.label_size(from, branch));
		const { width, height } = drawn.graph();
		const board = el("div", { class: "bank-journey-board", style: `width:${width}px;height:${height}px` });
		const lines = document.createElementNS(SVG, "svg");
		lines.setAttribute("width", width);
		lines.setAttribute("height", height);
		lines.append(arrow_head());
		board.append(lines);
		for (const id of drawn.nodes()) {
			const node = drawn.node(id);
			const box = id === "trigger" ? this.trigger_box() : node.step ? this.box(node.step) : this.end_box();
			box.style.left = `${node.x - node.width / 2}px`;
			box.style.top = `${node.y - node.height / 2}px`;
			board.append(box);
		}
		for (const ends of drawn.edges()) {
			const { x, y, points, branch } = drawn.edge(ends);
			const path = document.createElementNS(SVG, "path");
			const back = drawn.node(ends.w).y <= drawn.node(ends.v).y;
			path.setAttribute("d", curve(points));
			path.setAttribute("marker-end", "url(#bank-journey-arrow)");
			path.setAttribute("class", back ? "bank-journey-line back" : "bank-journey-line");
			lines.append(path);
			const tools = el("div", { class: "bank-journey-edge", style: `left:${x}px;top:${y}px` });
			const text = this.edge_text(ends.v, branch);
			if (text) tools.append(el("span", { class: "bank-journey-branch" }, text));
			if (!this.read_only) tools.append(this.plus(ends.v, branch));
			if (tools.childElementCount) board.append(tools);
		}
		return el("div", { class: "bank-journey-scroll" }, board);
	}

	/** The room of what stands on a line: its words and the button that adds a step. */
	label_size(from, branch) {
		PEN.font = "12px sans-serif";
		const text = this.edge_text(from, branch);
		const words = text ? PEN.measureText(text).width + 20 : 0;
		return { width: words + (this.read_only ? 0 : 26), height: 26 };
	}

	edge_text(from, branch) {
		return [this.branch_label(branch), this.passed(from, branch)].filter(Boolean).join(" · ");
	}

	passed(from, branch) {
		if (!this.figures || !branch || branch.name === "next") return "";
		return count(this.figures.steps[from]?.branches[branch.name]);
	}

	plus(from, branch) {
		const step = from === "trigger" ? null : from;
		return icon_button("add", __("Add Step"), () => this.dialogs.add(step, branch?.name), "bank-journey-plus");
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
		const drawn = arrange(this.way, () => ({}));
		const nodes = drawn.nodes().map((id) => drawn.node(id));
		const steps = nodes.filter((node) => node.step).sort((one, other) => one.y - other.y || one.x - other.x);
		const numbers = new Map(steps.map(({ step }, place) => [step.key, place + 1]));
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
							this.read_only ? null : this.plus(step.key, branch)
						)
					)
				)
			)
		);
		const first = this.read_only ? null : this.plus("trigger", null);
		return el(
			"div",
			{ class: "bank-journey-list" },
			this.trigger_box(),
			el("div", { class: "bank-journey-ways" }, `→ ${leads(this.way.start)} `, first),
			el("ol", {}, ...rows)
		);
	}
}

/** What shows at the end of a line which way it leads. */
function arrow_head() {
	const head = document.createElementNS(SVG, "marker");
	const drawn = { id: "bank-journey-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, orient: "auto", markerWidth: 4, markerHeight: 4 };
	for (const [name, value] of Object.entries(drawn)) head.setAttribute(name, value);
	const tip = document.createElementNS(SVG, "path");
	tip.setAttribute("d", "M0,0 L8,4 L0,8 z");
	head.append(tip);
	return head;
}
