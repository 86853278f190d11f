// Where a journey's boxes and lines stand: the library decides, every way that ends gets an end of its own.

import { graphlib, layout } from "@dagrejs/dagre";
import { by_key } from "./model";

const BOX = { width: 208, height: 92 };
const END_BOX = { width: 64, height: 26 };
const SPACING = { ranksep: 30, nodesep: 28, edgesep: 12, marginx: 12, marginy: 12 };

/** A graph with `x`, `y` and sizes on its nodes, `points` on its edges; `label_size(from, branch)`: what stands on a line. */
export function arrange(way, label_size) {
	const graph = new graphlib.Graph({ multigraph: true });
	graph.setGraph({ ...SPACING });
	graph.setNode("trigger", { ...BOX });
	for (const step of way.steps) graph.setNode(step.key, { ...BOX, step });
	const lead = (from, to, branch) => {
		const end = `${from}:${branch?.name}:end`;
		const known = by_key(way, to);
		if (!known) graph.setNode(end, { ...END_BOX });
		graph.setEdge(from, known ? to : end, { branch, labelpos: "c", ...label_size(from, branch) }, branch?.name);
	};
	lead("trigger", way.start, null);
	for (const step of way.steps) for (const branch of step.branches) lead(step.key, branch.to, branch);
	layout(graph);
	return graph;
}

/** The path of a line through its points, upright at each of them. */
export function curve(points) {
	const bends = points.slice(1).map((to, place) => {
		const from = points[place];
		const middle = (from.y + to.y) / 2;
		return `C${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}`;
	});
	return `M${points[0].x},${points[0].y} ${bends.join(" ")}`;
}
