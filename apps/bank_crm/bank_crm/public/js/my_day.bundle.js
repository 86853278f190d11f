// A relationship manager's day: care tasks, and around them targets, leads, opportunities, maturities, birthdays, notices.
import { MyDay } from "./my_day/my_day";

frappe.provide("bank_crm");
bank_crm.MyDay = MyDay;
