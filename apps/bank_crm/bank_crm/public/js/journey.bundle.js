// The way of a journey on its form: drawn, edited, with the customers at each step (MKT-14).
import { JourneyGraph } from "./journey/graph";

frappe.provide("bank_crm");
bank_crm.JourneyGraph = JourneyGraph;
