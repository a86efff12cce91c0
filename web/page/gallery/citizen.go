package gallery

import (
	"time"

	"majlis/web/page"
)

func home(s sampler) []Sample {
	return []Sample{
		{Title: s.say("الافتتاح", "Opening"), Show: []page.Component{page.Hero{
			Title: s.say("طلبكم يصل، وموعدكم محفوظ", "Your request is heard, your appointment is kept"),
			Lead: s.say("قدّموا طلباً أو شكوى، أو اطلبوا لقاءً مرئياً أو حضورياً، وتابعوا ما يتم خطوة بخطوة.",
				"File a request or a complaint, ask for a meeting by video or in person, and follow every step."),
			Actions: []page.Button{
				{Label: s.say("تقديم طلب", "File a request"), Href: "/file", IconEnd: "arrow-forward"},
				{Label: s.say("متابعة طلب سابق", "Track a request"), Href: "/track", Style: page.Secondary},
			},
		}}},
		{Title: s.say("بطاقات الخدمات", "Service cards"), Grid: true, Show: []page.Component{
			page.Card{Icon: "audience", Title: s.say("طلب لقاء", "Ask for an audience"), Href: "/file",
				Text: s.say("لقاء أسبوعي مع سمو الوزير أو معالي النائب، من منزلكم أو من أحد مراكزنا.", "A weekly meeting with the Minister or the Deputy, from home or from one of our centres.")},
			page.Card{Icon: "request", Title: s.say("تقديم طلب أو شكوى", "File a request or complaint"), Href: "/file",
				Text: s.say("اكتبوا طلبكم وأرفقوا ما يلزم، وسنبلغكم برسالة نصية في كل مرحلة.", "Write your request, attach what is needed; we text you at every stage.")},
			page.Card{Icon: "search", Title: s.say("متابعة طلب", "Track a request"), Href: "/track",
				Text: s.say("اعرفوا أين وصل طلبكم وما الخطوة التالية.", "See where your request stands and what comes next.")},
			page.Card{Icon: "video", Title: s.say("لقاء مرئي", "Video audience"), Tag: &page.Tag{Kind: page.Success, Text: s.say("مؤكد", "Confirmed"), Icon: "check"},
				Meta: []string{s.say("الأحد 29/11/2026", "Sunday 29/11/2026"), s.say("10:30 ص", "10:30 AM")},
				Actions: []page.Button{
					{Label: s.say("دخول غرفة الانتظار", "Enter the waiting room"), Href: "/join"},
					{Label: s.say("تغيير الموعد", "Change"), Href: "/change", Style: page.Secondary},
				}},
		}},
	}
}

func fields(s sampler) []Sample {
	return []Sample{
		{Title: s.say("حقل نص", "Text field"), Show: []page.Component{
			page.TextField{Name: "fullname", Label: s.say("الاسم الكامل", "Full name"), Autocomplete: "name", Hint: s.say("كما هو في الهوية", "As on the identity card")},
			page.TextField{Name: "mobile", Label: s.say("رقم الجوال", "Mobile number"), Type: "tel", Numeric: true, Size: page.Medium, Autocomplete: "tel", Value: "050 123 4567"},
			page.TextField{Name: "wrong", Label: s.say("المدة", "Length"), Numeric: true, Size: page.Short, Suffix: s.say("دقيقة", "minutes"), Value: "abc", Error: s.say("اكتبوا رقماً صحيحاً", "Enter a whole number")},
			page.TextField{Name: "email", Label: s.say("البريد الإلكتروني", "E-mail"), Type: "email", Optional: true},
			page.TextField{Name: "code", Label: s.say("رمز التحقق", "Verification code"), Numeric: true, Code: true, Autocomplete: "one-time-code", Max: 6, Value: "482913", Hint: s.say("أرسلناه إلى جوالكم، وهو صالح خمس دقائق", "We sent it to your mobile; it is valid for five minutes")},
			page.TextField{Name: "locked", Label: s.say("رقم الهوية", "Identity number"), Disabled: true, Numeric: true, Size: page.Medium, Value: "1******008"},
			page.TextField{Name: "due", Label: s.say("تاريخ الاستحقاق", "Due date"), Type: "date", Size: page.Medium, Value: "2026-12-03"},
			page.Hidden{Name: "version", Value: "3"},
		}},
		{Title: s.say("نص طويل", "Text area"), Show: []page.Component{
			page.TextArea{Name: "matter", Label: s.say("موضوع الطلب", "Your request"), Hint: s.say("اكتبوا بإيجاز ما حدث وما تطلبونه", "Say briefly what happened and what you ask for"), Rows: 5, Max: 2000},
			page.TextArea{Name: "matter2", Label: s.say("إفادة الجهة", "Department's reply"), Error: s.say("اكتبوا نص الإفادة", "Write the reply"), Optional: true},
		}},
		{Title: s.say("قائمة مغلقة", "Select"), Show: []page.Component{
			page.Select{Name: "centre", Label: s.say("المركز", "Centre"), Blank: s.say("اختاروا مركزاً", "Choose a centre"), Size: page.Medium, Options: s.centres()},
			page.Select{Name: "centre2", Label: s.say("المركز", "Centre"), Value: "jeddah", Error: s.say("المركز مغلق في هذا اليوم", "The centre is closed that day"), Options: s.centres()},
		}},
		{Title: s.say("المرفقات", "Attachments"), Show: []page.Component{
			page.FileUpload{Name: "files", Label: s.say("المستندات", "Documents"), Several: true, Optional: true, Accept: "image/*,.pdf", Hint: s.say("صور أو ملفات PDF، حتى 10 ميجابايت للملف", "Images or PDF files, up to 10 MB each"),
				Files: []page.Attachment{{Name: "خطاب-الجهة.pdf", Size: 284112, Remove: "1"}, {Name: "photo-of-the-damage.jpg", Size: 3201442, Href: "/file/2", Remove: "2"}}},
			page.FileUpload{Name: "files2", Label: s.say("صورة الوكالة", "Power of attorney"), Error: s.say("حجم الملف أكبر من المسموح", "The file is too large")},
		}},
	}
}

func (s sampler) centres() []page.Option {
	return []page.Option{
		{Value: "riyadh", Label: s.say("الرياض، حي المروج", "Riyadh, Al Muruj")},
		{Value: "jeddah", Label: s.say("جدة، طريق الملك عبدالعزيز", "Jeddah, King Abdulaziz Road")},
		{Value: "dammam", Label: s.say("الدمام (قريباً)", "Dammam (soon)"), Disabled: true},
	}
}

func choices(s sampler) []Sample {
	hosts := []page.Option{
		{Value: "minister", Label: s.say("سمو الوزير", "The Minister")},
		{Value: "deputy", Label: s.say("معالي النائب", "The Deputy Minister")},
	}
	kinds := []page.Option{
		{Value: "request", Icon: "request", Label: s.say("طلب", "Request"), Hint: s.say("تحتاجون إجراءً من جهة", "You need something done")},
		{Value: "complaint", Icon: "flag", Label: s.say("شكوى", "Complaint"), Hint: s.say("لم تحصلوا على حقكم أو تأخر", "A right was denied or delayed")},
		{Value: "suggestion", Icon: "bulb", Label: s.say("اقتراح", "Suggestion"), Hint: s.say("فكرة لتحسين الخدمة", "An idea to do better")},
		{Value: "audience", Icon: "audience", Label: s.say("طلب لقاء", "Audience"), Hint: s.say("تشرحون الأمر بأنفسكم", "You explain it yourself")},
		{Value: "closed", Icon: "lock", Label: s.say("غير متاح", "Not available"), Disabled: true},
	}
	venues := []page.Option{
		{Value: "home", Icon: "device", Label: s.say("من جهازي", "From my own device")},
		{Value: "booth:riyadh", Icon: "building", Label: s.say("قاعة الاتصال المرئي في الرياض", "Video hall in Riyadh")},
		{Value: "booth:jeddah", Icon: "building", Label: s.say("قاعة الاتصال المرئي في جدة", "Video hall in Jeddah")},
	}
	wrong := s.say("اختاروا واحداً على الأقل", "Choose at least one")
	return []Sample{
		{Title: s.say("بطاقات اختيار", "Radio cards"), Show: []page.Component{
			page.RadioCards{Name: "kind", Legend: s.say("ماذا تودون تقديمه؟", "What would you like to file?"), Options: kinds, Value: "audience", Columns: true},
			page.RadioCards{Name: "host", Legend: s.say("مع من؟", "With whom?"), Options: hosts, Error: wrong},
		}},
		{Title: s.say("خانات", "Checkboxes"), Show: []page.Component{
			page.Checkboxes{Name: "venues", Legend: s.say("من أين يمكنكم الحضور؟", "Where could you attend from?"), Hint: s.say("كل خيار إضافي يزيد فرصتكم", "Every option adds to your chances"), Options: venues, Values: []string{"home", "booth:riyadh"}},
			page.Checkboxes{Name: "venues2", Legend: s.say("احتياجات", "Needs"), Options: venues[:2], Error: wrong, Columns: true},
			page.Checkbox{Name: "consent", Label: s.say("أقر بصحة المعلومات المقدمة", "What I have written is true"), Hint: s.say("تُستخدم لدراسة طلبكم فقط", "Used only to study your request")},
			page.Checkbox{Name: "consent2", Label: s.say("أوافق على التواصل", "You may contact me"), Error: s.say("لا يمكن المتابعة دون موافقة", "We cannot go on without it"), Checked: true},
		}},
		{Title: s.say("الأيام", "Days"), Show: []page.Component{page.DateChoice{
			Name: "days", Legend: s.say("أي الأيام تناسبكم؟", "Which days suit you?"), Several: true, Values: []string{"2026-11-29", "2026-12-01"}, Days: s.days(),
		}, page.DateChoice{Name: "day", Legend: s.say("اختاروا يوماً", "Choose a day"), Error: wrong, Days: s.days()[:3]}}},
		{Title: s.say("ترتيب الرغبات", "Order of preference"), Show: []page.Component{page.PreferenceList{
			Name: "order", Legend: s.say("رتبوا أماكن الحضور حسب رغبتكم", "Put the places in your order"), Options: venues, Values: []string{"home", "booth:riyadh"},
		}}},
		{Title: s.say("التقييم", "Rating"), Show: []page.Component{
			page.Rating{Name: "mark", Legend: s.say("ما مدى رضاكم عن الخدمة؟", "How satisfied are you?"), Value: "4"},
			page.Rating{Name: "mark2", Legend: s.say("سهولة التقديم", "Ease of filing"), Error: s.say("اختاروا درجة", "Choose a mark")},
		}},
		{Title: s.say("أزرار", "Buttons"), Tight: true, Show: []page.Component{
			page.Button{Label: s.say("متابعة", "Continue"), IconEnd: "arrow-forward"},
			page.Button{Label: s.say("حفظ", "Save"), Style: page.Secondary},
			page.Button{Label: s.say("إلغاء", "Cancel"), Style: page.Quiet},
			page.Button{Label: s.say("سحب الطلب", "Withdraw"), Style: page.Destructive, Icon: "trash"},
			page.Button{Label: s.say("غير متاح", "Not available"), Disabled: true},
			page.Button{Label: s.say("رابط", "Link"), Href: "/gallery", Style: page.Secondary, Icon: "external"},
		}},
	}
}

func (s sampler) days() []page.DayOption {
	return []page.DayOption{
		{Value: "2026-11-29", Weekday: s.say("الأحد", "Sunday"), Date: "29/11/2026", Hijri: s.say("19 جمادى الآخرة", "19 Jumada II"), Note: s.say("صباحاً", "Morning")},
		{Value: "2026-11-30", Weekday: s.say("الاثنين", "Monday"), Date: "30/11/2026", Hijri: s.say("20 جمادى الآخرة", "20 Jumada II")},
		{Value: "2026-12-01", Weekday: s.say("الثلاثاء", "Tuesday"), Date: "1/12/2026", Hijri: s.say("21 جمادى الآخرة", "21 Jumada II")},
		{Value: "2026-12-02", Weekday: s.say("الأربعاء", "Wednesday"), Date: "2/12/2026", Hijri: s.say("22 جمادى الآخرة", "22 Jumada II"), Note: s.say("إجازة", "Holiday"), Closed: true},
		{Value: "2026-12-03", Weekday: s.say("الخميس", "Thursday"), Date: "3/12/2026", Hijri: s.say("23 جمادى الآخرة", "23 Jumada II")},
	}
}

func messages(s sampler) []Sample {
	return []Sample{
		{Title: s.say("تنبيهات", "Notices"), Show: []page.Component{
			page.Notice{Kind: page.Info, Title: s.say("موعدكم خلال يومين", "Your appointment is in two days"), Text: s.say("جرّبوا الكاميرا والصوت قبل الموعد.", "Try your camera and sound before then."), Links: []page.Link{{Href: "/check", Text: s.say("فحص الأجهزة", "Check devices")}}},
			page.Notice{Kind: page.Success, Text: s.say("تم حفظ التعديل.", "Your change was saved.")},
			page.Notice{Kind: page.Warning, Title: s.say("ستتأخر الجلسة نحو 20 دقيقة", "The session runs about 20 minutes late"), Text: s.say("دوركم محفوظ.", "Your turn is kept.")},
			page.Notice{Kind: page.Danger, Title: s.say("انقطع الاتصال", "Connection lost"), Text: s.say("نحاول إعادة الاتصال الآن.", "We are trying to reconnect.")},
			page.Notice{Text: s.say("ملاحظة عامة بلا لون.", "A neutral note.")},
		}},
		{Title: s.say("بعد الإرسال", "After sending"), Show: []page.Component{page.Confirmation{
			Title: s.say("استلمنا طلبكم", "We received your request"), Label: s.say("الرقم المرجعي", "Your reference"), Reference: "R48-10427",
			Text: s.say("أرسلنا رسالة نصية بالرقم إلى جوالكم. سنبلغكم عند كل مرحلة.", "We texted it to your mobile and will tell you at every stage."),
		}}},
		{Title: s.say("تأكيد قبل التنفيذ", "Asking first"), Show: []page.Component{page.Decision{
			Title: s.say("سحب الطلب R48-10427؟", "Withdraw request R48-10427?"), Text: s.say("لن نتمكن من إعادته بعد السحب.", "It cannot be brought back."),
			Action: "/withdraw", Confirm: s.say("سحب الطلب", "Withdraw"), Destructive: true, Cancel: page.Link{Href: "/gallery", Text: s.say("تراجع", "Keep it")},
			Facts:  &page.SummaryList{Compact: true, Rows: []page.SummaryRow{{Label: s.say("النوع", "Kind"), Text: s.say("طلب لقاء", "Audience")}, {Label: s.say("قُدّم في", "Filed"), Text: "24/11/2026"}}},
			Fields: []page.Component{page.TextField{Name: "reason", Label: s.say("السبب", "Reason"), Optional: true}},
		}}},
		{Title: s.say("لا شيء بعد", "Nothing yet"), Show: []page.Component{page.EmptyState{
			Icon: "inbox", Title: s.say("لا توجد طلبات", "No requests"), Text: s.say("ستظهر طلباتكم هنا بعد تقديمها.", "Your requests will appear here."),
			Action: &page.Button{Label: s.say("تقديم طلب", "File a request"), Href: "/file"},
		}}},
		{Title: s.say("وسوم", "Tags"), Tight: true, Show: []page.Component{
			page.Tag{Text: s.say("مسودة", "Draft")},
			page.Tag{Kind: page.Info, Text: s.say("قيد الدراسة", "Under review")},
			page.Tag{Kind: page.Success, Text: s.say("مؤكد", "Confirmed"), Icon: "check"},
			page.Tag{Kind: page.Warning, Text: s.say("بانتظار معلومات", "Needs information")},
			page.Tag{Kind: page.Danger, Text: s.say("متأخر", "Overdue"), Icon: "clock"},
			page.Tag{Kind: page.Accent, Text: s.say("لغة الإشارة", "Sign language"), Icon: "hands"},
		}},
		{Title: s.say("تفاصيل", "Details"), Show: []page.Component{
			page.Details{Summary: s.say("كيف تُحدد المواعيد؟", "How are appointments given?"), Text: s.say("كل أحد، بحسب الأولوية المعلنة.", "Every Sunday, by published priorities.")},
			page.Details{Summary: s.say("ماذا أحضر معي؟", "What should I bring?"), Open: true, Show: []page.Component{page.Notice{Kind: page.Info, Text: s.say("الهوية الوطنية أو الإقامة.", "Your national identity or residence card.")}}},
		}},
	}
}

func lists(s sampler) []Sample {
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	return []Sample{
		{Title: s.say("المراحل", "Steps"), Show: []page.Component{page.Steps{Items: []page.Step{
			{Label: s.say("الجوال", "Mobile"), State: page.Past, Href: "/gallery"},
			{Label: s.say("الموضوع", "Matter"), State: page.Past, Href: "/gallery"},
			{Label: s.say("اللقاء", "Audience"), State: page.Now},
			{Label: s.say("المراجعة", "Review")},
		}}}},
		{Title: s.say("مراجعة الإجابات", "Check answers"), Show: []page.Component{page.SummaryList{Rows: []page.SummaryRow{
			{Label: s.say("الاسم", "Name"), Text: "نورة بنت عبدالله القحطاني", Change: "/name"},
			{Label: s.say("الجوال", "Mobile"), Text: "050 123 4567", Ltr: true, Change: "/mobile"},
			{Label: s.say("الموضوع", "Matter"), Text: s.say("تأخر صرف تعويض نزع ملكية أرض منذ ثلاث سنوات رغم اكتمال الأوراق.", "Compensation for expropriated land, delayed for three years though the papers are complete."), Change: "/matter"},
			{Label: s.say("الحالة", "Status"), Show: page.Tag{Kind: page.Info, Text: s.say("قيد الدراسة", "Under review")}},
		}}}},
		{Title: s.say("سجل الطلب", "Case history"), Show: []page.Component{page.Timeline{Items: []page.Event{
			{At: at.Add(50 * time.Hour), Title: s.say("تأكد الموعد", "Appointment confirmed"), Kind: page.Success, Icon: "check", Text: s.say("لقاء مرئي، الأحد 10:30 ص", "By video, Sunday 10:30 AM")},
			{At: at.Add(26 * time.Hour), Title: s.say("عُرض الموعد", "Appointment offered"), Kind: page.Info, Icon: "calendar", By: s.say("مكتب الوزير", "Minister's office")},
			{At: at.Add(3 * time.Hour), Title: s.say("طُلب استكمال المعلومات", "Information asked for"), Kind: page.Warning, Icon: "warning"},
			{At: at, Title: s.say("تم الاستلام", "Received"), Icon: "inbox"},
		}}}},
		{Title: s.say("صفحات", "Pagination"), Show: []page.Component{page.Pagination{Page: 6, Pages: 14, Total: 271, Base: "/gallery/lists?page="}}},
	}
}

func waiting(s sampler) []Sample {
	return []Sample{
		{Title: s.say("غرفة الانتظار", "Waiting room"), Show: []page.Component{page.Waiting{
			Title: s.say("أهلاً بكم، أنتم في غرفة الانتظار", "Welcome, you are in the waiting room"), Place: "3",
			Ahead: s.say("قبلكم شخصان", "Two people before you"), Range: s.say("نحو 10 إلى 20 دقيقة", "About 10 to 20 minutes"),
			Notice: s.say("تأخرت الجلسة نحو 15 دقيقة، ودوركم محفوظ.", "Running about 15 minutes late; your turn is kept."), Kind: page.Warning,
			Text:     s.say("أبقوا هذه الصفحة مفتوحة. ستدخلون تلقائياً عندما يحين دوركم.", "Keep this page open. You will be taken in when it is your turn."),
			Checks:   s.devices(),
			HelpText: s.say("للمساعدة الفنية اتصلوا على 8001240000", "For technical help call 8001240000"),
		}}},
	}
}

func (s sampler) devices() *page.DeviceCheck {
	row := func(id, icon, arabic, english string, state page.CheckState) page.DeviceRow {
		return page.DeviceRow{
			ID: id, Icon: icon, Label: s.say(arabic, english), State: state,
			Waiting: s.say("لم يبدأ الفحص", "Not tried yet"), Trying: s.say("جارٍ الفحص", "Trying"),
			Passed: s.say("يعمل جيداً", "Works well"), Warned: s.say("يعمل، والاتصال ضعيف", "Works, on a weak connection"), Failed: s.say("تعذّر الوصول", "Could not be reached"),
			Help: s.say("اسمحوا للمتصفح باستخدام الكاميرا من إعدادات الموقع، ثم أعيدوا الفحص.", "Allow the camera in the site's settings, then try again."),
		}
	}
	return &page.DeviceCheck{Rows: []page.DeviceRow{
		row("camera", "video", "الكاميرا", "Camera", page.CheckFailed),
		row("microphone", "mic", "الميكروفون", "Microphone", page.CheckPassed),
		row("speaker", "speaker", "السماعة", "Speaker", page.CheckTrying),
		row("network", "wifi", "الاتصال", "Connection", page.CheckWarned),
		row("browser", "globe", "المتصفح", "Browser", page.CheckWaiting),
	}}
}
