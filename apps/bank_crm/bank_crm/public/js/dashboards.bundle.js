// The page 【仪表盘】.
import { Dashboards } from "./dashboards/page";

frappe.provide("bank_crm");
bank_crm.Dashboards = Dashboards;
