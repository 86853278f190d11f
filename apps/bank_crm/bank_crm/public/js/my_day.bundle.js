// A relationship manager's day: overdue, today, the coming week, what was finished.
import { MyDay } from "./my_day/my_day";

frappe.provide("bank_crm");
bank_crm.MyDay = MyDay;
