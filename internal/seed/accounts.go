package seed

import (
	"slices"

	"majlis/internal/identity"
)

// Password opens every account of the demonstration.
const Password = "majlis-demo-2026"

// An Account is a sign-in of the demonstration.
type Account struct {
	Username string
	Password string
	Role     identity.Role
	NameAr   string
	NameEn   string
}

// Accounts lists the demonstration's sign-ins.
func Accounts() []Account {
	list := make([]Account, len(staff))
	for i, e := range staff {
		list[i] = e.Account
		list[i].Password = Password
	}
	return slices.Clip(list)
}

// An employee is an account with where it belongs.
type employee struct {
	Account
	department, host, centre string
}

func employed(username string, role identity.Role, nameAr, nameEn string) employee {
	return employee{Account: Account{Username: username, Role: role, NameAr: nameAr, NameEn: nameEn}}
}

func (e employee) of(department string) employee { e.department = department; return e }
func (e employee) hosting(host string) employee  { e.host = host; return e }
func (e employee) in(centre string) employee     { e.centre = centre; return e }

var staff = []employee{
	employed("admin", identity.RoleAdministrator, "ناصر فهد سالم الرشودي", "Nasser Fahad Salem Al-Rashoudi"),
	employed("chief", identity.RoleChief, "عبدالله منصور عبدالرحمن القصيبي", "Abdullah Mansour Abdulrahman Al-Qusaibi"),
	employed("scheduler", identity.RoleScheduler, "هيفاء سعد إبراهيم المزروع", "Haifa Saad Ibrahim Al-Mazroua"),
	employed("officer", identity.RoleCaseOfficer, "بدر خالد محمد الوهيبي", "Badr Khalid Mohammed Al-Wuhaibi"),
	employed("officer2", identity.RoleCaseOfficer, "منيرة أحمد صالح الفوزان", "Muneera Ahmed Saleh Al-Fawzan"),
	employed("reception", identity.RoleReception, "سلطان عمر عبدالعزيز الحميّد", "Sultan Omar Abdulaziz Al-Humayyid").in("riyadh"),
	employed("reception2", identity.RoleReception, "نورة يوسف علي باوزير", "Noura Yousef Ali Bawazir").in("jeddah"),
	employed("agent", identity.RolePhoneAgent, "ريان طارق حسن السليم", "Rayan Tariq Hassan Al-Sulaim"),
	employed("minister", identity.RoleHost, "معالي الوزير", "The Minister").hosting("minister"),
	employed("deputy", identity.RoleHost, "معالي نائب الوزير", "The Deputy Minister").hosting("deputy"),
	employed("aide", identity.RoleAide, "فيصل راشد ناصر المهنا", "Faisal Rashid Nasser Al-Muhanna"),
	employed("notes", identity.RoleNoteTaker, "أمل عبدالكريم فهد العقيل", "Amal Abdulkarim Fahad Al-Aqeel"),
	employed("interpreter", identity.RoleInterpreter, "ريم ماجد سعود الدخيل", "Reem Majed Saud Al-Dakheel"),
	employed("observer", identity.RoleObserver, "يزيد عادل حمد النفيسة", "Yazeed Adel Hamad Al-Nafisah"),
	employed("operations", identity.RoleOperations, "مشعل هاني سليمان البازعي", "Mishal Hani Sulaiman Al-Bazei"),
	employed("auditor", identity.RoleAuditor, "لطيفة وليد عثمان الصانع", "Latifa Waleed Othman Al-Sanea"),
	employed("traffic", identity.RoleDepartment, "تركي بندر علي العجلان", "Turki Bandar Ali Al-Ajlan").of("traffic"),
	employed("passports", identity.RoleDepartment, "عبير ياسر محمد الخضيري", "Abeer Yasser Mohammed Al-Khudairi").of("passports"),
	employed("civil_status", identity.RoleDepartment, "صالح زياد إبراهيم الجبرين", "Saleh Ziyad Ibrahim Al-Jibreen").of("civil_status"),
	employed("civil_defence", identity.RoleDepartment, "حمد نايف عبدالله السيف", "Hamad Nayef Abdullah Al-Saif").of("civil_defence"),
	employed("prisons", identity.RoleDepartment, "معاذ سامي خالد التركي", "Muath Sami Khalid Al-Turki").of("prisons"),
	employed("general_security", identity.RoleDepartment, "وائل جابر سعد الراجح", "Wael Jaber Saad Al-Rajeh").of("general_security"),
	employed("border_guard", identity.RoleDepartment, "رائد حسين أحمد الصويغ", "Raed Hussein Ahmed Al-Suwaigh").of("border_guard"),
	employed("expatriates", identity.RoleDepartment, "أروى نبيل عمر الشايع", "Arwa Nabil Omar Al-Shaya").of("expatriates"),
	employed("municipal", identity.RoleDepartment, "ثامر غسان عبدالعزيز البواردي", "Thamer Ghassan Abdulaziz Al-Bawardi").of("municipal"),
	employed("legal", identity.RoleDepartment, "دلال مازن يوسف الحقيل", "Dalal Mazen Yousef Al-Huqail").of("legal"),
}
